"""The ledger against the formulas, computed from all trades at once."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stats.ledger import Ledger
from bot.stats.model import ClosedTrade, Drawdown, ReasonCount
from bot.stats.picture import LedgerPicture
from tests.builders import T0

S, DAYS = 1000.0, 10.0
HOUR = timedelta(hours=1)


def fact(number: int = 1, amount: float = 1.0, closed_h: float = 1.0, **changes: object) -> ClosedTrade:
    values = {
        "trade_id": number,
        "pair": "BTC/USDT",
        "is_short": False,
        "enter_tag": "dip",
        "exit_reason": "roi",
        "opened_at": T0,
        "closed_at": T0 + closed_h * HOUR,
        "profit_amount": amount,
        "profit_ratio": amount / 100,
        "entry_value": 100.0,
        "volume": 200.0,
    }
    return ClosedTrade(**{**values, **changes})


def counted(facts: Sequence[ClosedTrade]) -> LedgerPicture:
    ledger = Ledger()
    for one in facts:
        ledger.add(one)
    return ledger.picture()


amounts = st.lists(st.floats(-50, 50).map(lambda x: round(x, 4)), min_size=1, max_size=40)


@st.composite
def trades(draw: st.DrawFn) -> list[ClosedTrade]:
    """Trades in any order of closing, over a few pairs, tags and reasons."""
    return [
        fact(
            number,
            amount,
            draw(st.integers(1, 2000)),
            pair=draw(st.sampled_from(["BTC/USDT", "ETH/USDT", "XRP/USDT"])),
            enter_tag=draw(st.sampled_from([None, "dip", "turn"])),
            exit_reason=draw(st.sampled_from(["roi", "stop_loss", None])),
        )
        for number, amount in enumerate(draw(amounts), start=1)
    ]


def curve(facts: Sequence[ClosedTrade]) -> list[tuple[float, datetime]]:
    """Running sums by closing date."""
    total, points = 0.0, []
    for one in sorted(facts, key=lambda one: one.closed_at):
        total += one.profit_amount
        points.append((total, one.closed_at))
    return points


@given(trades())
def test_sums_are_those_over_all_trades(facts: list[ClosedTrade]) -> None:
    seen = counted(facts)
    profits = [one.profit_amount for one in facts]
    assert seen.count == len(facts)
    assert seen.wins == sum(profit >= 0 for profit in profits)
    assert seen.losses == seen.count - seen.wins
    assert seen.profit_amount == pytest.approx(sum(profits), abs=1e-9)
    assert seen.profit_ratio_sum == pytest.approx(sum(profits) / 100, abs=1e-9)
    assert seen.won_amount == pytest.approx(sum(profit for profit in profits if profit > 0), abs=1e-9)
    assert seen.lost_amount == pytest.approx(-sum(profit for profit in profits if profit < 0), abs=1e-9)
    assert seen.volume == 200 * len(facts)
    assert seen.duration_mean_s == pytest.approx(
        statistics.fmean((one.closed_at - one.opened_at).total_seconds() for one in facts)
    )


@given(trades())
def test_ratios_are_those_of_the_formulas(facts: list[ClosedTrade]) -> None:
    seen = counted(facts)
    returns = [one.profit_amount / S for one in facts]
    losing = [value for value in returns if value < 0]

    def ratio(values: list[float]) -> float:
        deviation = statistics.pstdev(values) if values else 0.0
        return sum(returns) / DAYS / deviation * math.sqrt(365) if deviation > 1e-9 else -100.0

    assert seen.sharpe(S, DAYS) == pytest.approx(ratio(returns), rel=1e-3, abs=1e-6)
    assert seen.sortino(S, DAYS) == pytest.approx(ratio(losing), rel=1e-3, abs=1e-6)
    if len(returns) > 1 and statistics.stdev(returns) > 1e-9:
        expected = math.sqrt(len(returns)) * statistics.fmean(returns) / statistics.stdev(returns)
        assert seen.sqn(S) == pytest.approx(expected, rel=1e-3, abs=1e-3)
    else:
        assert seen.sqn(S) == -100.0


@given(trades())
def test_drawdown_is_the_deepest_fall_of_the_curve(facts: list[ClosedTrade]) -> None:
    high, deepest, ratio = 0.0, 0.0, 0.0
    for value, _ in curve(facts):
        high = max(high, value)
        deepest = max(deepest, high - value)
        ratio = max(ratio, (high - value) / (S + high))
    seen = counted(facts).drawdown(S)
    assert seen.amount == pytest.approx(deepest, abs=1e-9)
    assert seen.current_high == pytest.approx(high, abs=1e-9)
    assert seen.current_amount == pytest.approx(high - curve(facts)[-1][0], abs=1e-9)
    expected = sum(one.profit_amount for one in facts) / S / DAYS * 100 * math.sqrt(365)
    calmar = counted(facts).calmar(S, DAYS)
    assert calmar == (pytest.approx(expected / ratio, rel=1e-6, abs=1e-6) if ratio > 1e-12 else -100.0)


@given(trades())
def test_the_order_in_which_trades_are_told_does_not_matter(facts: list[ClosedTrade]) -> None:
    in_order = counted(sorted(facts, key=lambda one: one.closed_at))
    told = counted(facts)
    assert told.drawdown(S).amount == pytest.approx(in_order.drawdown(S).amount, abs=1e-9)
    assert told.days.keys() == in_order.days.keys()


@given(trades())
def test_a_rebuilt_ledger_is_the_same(facts: list[ClosedTrade]) -> None:
    ledger = Ledger()
    ledger.add(fact(99, 5.0))
    ledger.rebuild(facts)
    assert ledger.picture() == counted(facts)


def test_a_picture_stays_as_it_was() -> None:
    ledger = Ledger()
    ledger.add(fact(1, 10.0))
    before = ledger.picture()
    assert ledger.picture() is before
    ledger.add(fact(2, -4.0, closed_h=2))
    assert (before.count, before.profit_amount, before.drawdown(S).amount) == (1, 10.0, 0.0)
    assert (ledger.picture().count, ledger.picture().drawdown(S).amount) == (2, 4.0)


def test_without_trades_there_is_nothing_to_tell() -> None:
    empty = Ledger().picture()
    assert (empty.count, empty.profit_amount, empty.duration_mean_s) == (0, 0.0, 0.0)
    assert empty.expectancy() == (0.0, 100.0)
    assert (empty.sharpe(S, DAYS), empty.sortino(S, DAYS), empty.calmar(S, DAYS), empty.sqn(S)) == (0.0,) * 4
    assert empty.drawdown(S) == Drawdown()
    assert (list(empty.by_pair()), dict(empty.exit_reasons())) == ([], {})
    assert (empty.durations(), empty.day(date(2026, 11, 1))) == ((None, None, None), (0.0, 0))


def test_expectancy_weighs_wins_and_losses() -> None:
    seen = counted([fact(1, 10.0), fact(2, 20.0), fact(3, -6.0), fact(4, 0.0)])
    value, ratio = seen.expectancy()
    assert value == pytest.approx(0.5 * 15 - 0.25 * 6)
    assert ratio == pytest.approx((1 + 15 / 6) * 0.5 - 1)
    assert counted([fact(1, 10.0)]).expectancy() == (10.0, 100.0)


def test_drawdown_names_its_dates_and_where_it_stands_now() -> None:
    facts = [fact(n, amount, n) for n, amount in enumerate([10.0, -30.0, 5.0, 40.0, -2.0], start=1)]
    assert counted(facts).drawdown(S) == Drawdown(
        ratio=pytest.approx(30 / 1010),
        amount=30.0,
        high_at=T0 + HOUR,
        low_at=T0 + 2 * HOUR,
        current_ratio=pytest.approx(2 / 1025),
        current_amount=2.0,
        current_high=25.0,
        current_high_at=T0 + 4 * HOUR,
    )


def test_without_a_balance_ratios_are_not_defined() -> None:
    seen = counted([fact(1, 1.0), fact(2, -1.0, 2)])
    assert (seen.sharpe(0, DAYS), seen.calmar(0, DAYS), seen.sqn(0)) == (0.0, 0.0, 0.0)
    assert seen.drawdown(0).ratio == 1.0


def test_groups_are_most_profitable_first_and_leave_out_what_was_never_entered() -> None:
    facts = [
        fact(1, 5.0, pair="ETH/USDT", enter_tag=None, exit_reason=None),
        fact(2, 20.0),
        fact(3, -4.0, pair="XRP/USDT", entry_value=0.0),
        fact(4, -10.0, exit_reason="stop_loss"),
    ]
    seen = counted(facts)
    assert [(g.key, g.profit_amount, g.profit_ratio, g.count) for g in seen.by_pair()] == [
        ("BTC/USDT", 10.0, 0.05, 2),
        ("ETH/USDT", 5.0, 0.05, 1),
    ]
    assert [g.key for g in seen.by_enter_tag()] == ["dip", "Other"]
    assert [g.key for g in seen.by_exit_reason("BTC/USDT")] == ["roi", "stop_loss"]
    assert [g.key for g in seen.by_both_tags()] == ["dip roi", "Other Other", "dip stop_loss"]
    assert seen.by_both_tags("BTC/USDT")[0].profit_ratio_sum == pytest.approx(0.2)
    assert seen.exit_reasons() == {
        "Other": ReasonCount(1, 0, 0),
        "roi": ReasonCount(1, 0, 1),
        "stop_loss": ReasonCount(0, 0, 1),
    }


def test_durations_are_by_result() -> None:
    seen = counted([fact(1, 5.0, 1), fact(2, 5.0, 3), fact(3, -1.0, 10)])
    assert seen.durations() == (7200.0, None, 36000.0)


def test_days_add_up_to_periods() -> None:
    seen = counted([fact(1, 5.0, 1), fact(2, 3.0, 25), fact(3, -1.0, 26), fact(4, 9.0, 200)])
    assert seen.day(date(2026, 11, 1)) == (5.0, 1)
    assert seen.day(date(2026, 11, 2)) == (2.0, 2)
    assert seen.between(date(2026, 11, 1), date(2026, 11, 3)) == (7.0, 3)
    assert seen.between(date(2026, 11, 3), date(2026, 11, 4)) == (0, 0)


def test_equal_profits_have_no_deviation() -> None:
    seen = counted([fact(number, 0.1, number) for number in range(1, 50)])
    assert (seen.sharpe(S, DAYS), seen.sqn(S)) == (-100.0, -100.0)
