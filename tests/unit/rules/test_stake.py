"""How much to put into a trade."""

from dataclasses import replace
from math import inf

import pytest

from bot.domain.wallet import Wallets
from bot.errors import Refused
from bot.rules import stake
from bot.settings.model import StrategyOptions
from tests.builders import a_market, some_settings

FIXED = StrategyOptions(stake_amount=100.0, max_open_trades=5)
UNLIMITED = StrategyOptions(stake_amount="unlimited", max_open_trades=5)


def wallets(available: float, tied_up: float = 0.0) -> Wallets:
    return Wallets(stake_currency="USDT", available_stake=available, tied_up=tied_up)


def test_a_fixed_stake_is_taken_as_it_is() -> None:
    assert stake.proposed(wallets(500), some_settings(), FIXED) == 100.0


def test_unlimited_shares_the_whole_capital_over_the_slots() -> None:
    assert stake.proposed(wallets(800, tied_up=200), some_settings(), UNLIMITED) == 200.0


def test_unlimited_never_takes_more_than_is_available() -> None:
    assert stake.proposed(wallets(50, tied_up=950), some_settings(), UNLIMITED) == 50.0


def test_unlimited_gives_nothing_where_more_was_spent_than_there_is() -> None:
    assert stake.proposed(wallets(-20, tied_up=1020), some_settings(), UNLIMITED) == 0.0


def test_too_little_balance_is_refused_with_both_numbers() -> None:
    with pytest.raises(Refused, match=r"Available balance \(50 USDT\) is lower than stake amount \(100 USDT\)"):
        stake.proposed(wallets(50), some_settings(), FIXED)


@pytest.mark.parametrize(("available", "expected"), [(70, 70.0), (50, 0.0), (500, 100.0)])
def test_the_last_stake_may_be_cut_down_to_a_share(available: float, expected: float) -> None:
    settings = some_settings(amend_last_stake_amount=True, last_stake_amount_min_ratio=0.5)
    assert stake.proposed(wallets(available), settings, FIXED) == expected


def test_the_minimum_leaves_room_for_the_stop() -> None:
    market = a_market(min_cost=10.0, min_amount=None)
    assert stake.min_stake(market, 100.0, -0.1, 0.05) == pytest.approx(10 * 1.05 / 0.9)


def test_the_room_for_the_stop_is_limited_to_half_the_stake() -> None:
    market = a_market(min_cost=10.0, min_amount=None)
    assert stake.min_stake(market, 100.0, -0.99, 0.05) == pytest.approx(15.0)


def test_the_smallest_amount_counts_at_the_price() -> None:
    market = a_market(min_cost=None, min_amount=1.0)
    assert stake.min_stake(market, 100.0, -0.1, 0.05) == pytest.approx(105.0)
    assert stake.min_stake(market, 100.0, -0.1, 0.05, leverage=3.0) == pytest.approx(35.0)


def test_a_market_without_limits_has_no_minimum_and_no_maximum() -> None:
    market = a_market(min_cost=None, min_amount=None)
    assert stake.min_stake(market, 100.0, -0.1, 0.05) is None
    assert stake.max_stake(market, 100.0) == inf


def test_the_maximum_is_the_tighter_of_cost_and_amount() -> None:
    market = replace(a_market(), max_cost=5000.0, max_amount=20.0)
    assert stake.max_stake(market, 100.0) == 2000.0


@pytest.mark.parametrize(
    ("wanted", "minimum", "maximum", "available", "expected"),
    [
        (100.0, 10.0, 1000.0, 500.0, 100.0),
        (8.0, 10.0, 1000.0, 500.0, 10.0),  # raised, less than 1.3 times
        (7.0, 10.0, 1000.0, 500.0, None),  # too far below the minimum
        (600.0, 10.0, 1000.0, 500.0, 500.0),
        (600.0, 10.0, 300.0, 500.0, 300.0),
        (100.0, 600.0, 1000.0, 500.0, None),  # the minimum cannot be paid
        (100.0, None, inf, 500.0, 100.0),
        (0.0, 10.0, 1000.0, 500.0, None),
        (-5.0, 10.0, 1000.0, 500.0, None),
        (float("nan"), 10.0, 1000.0, 500.0, None),
        (inf, 10.0, 1000.0, 500.0, None),
    ],
)
def test_stakes_are_brought_within_their_limits(
    wanted: float, minimum: float | None, maximum: float, available: float, expected: float | None
) -> None:
    assert stake.validated(wanted, minimum, maximum, available) == expected
