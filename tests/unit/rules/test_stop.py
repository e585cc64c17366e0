"""Where the stop stands."""

from dataclasses import replace

import pytest

from bot.domain.enums import Direction
from bot.rules import stop
from bot.settings.model import StrategyOptions
from tests.builders import T0, a_trade, an_order
from tests.fakes.strategy import FakeStrategy

TRAILING = StrategyOptions(stoploss=-0.1, trailing_stop=True)
OFFSET = replace(
    TRAILING, trailing_stop_positive=0.01, trailing_stop_positive_offset=0.03, trailing_only_offset_is_reached=True
)


def test_the_first_stop_is_rounded_up_to_the_price_step() -> None:
    trade = stop.initial(a_trade(price_precision=0.01), 0.5, -0.1)
    assert (trade.stop_loss, trade.stop_loss_ratio, trade.initial_stop_loss) == (0.45, -0.1, 0.45)
    assert stop.initial(a_trade(price_precision=0.01), 1.13401, -0.99).stop_loss == 0.02


def test_a_short_stop_lies_above_and_is_rounded_down() -> None:
    trade = stop.initial(a_trade(direction=Direction.SHORT), 100.005, -0.1)
    assert trade.stop_loss == 110.0
    assert stop.is_hit(trade, 110.0)
    assert not stop.is_hit(trade, 109.99)


def test_leverage_brings_the_stop_closer() -> None:
    assert stop.initial(a_trade(leverage=2.0), 100.0, -0.1).stop_loss == 95.0


def test_a_stop_only_tightens() -> None:
    trade = a_trade(stop_loss=90.0)
    assert stop.moved(trade, 95.0, 0.1) is trade
    tighter = stop.moved(trade, 110.0, 0.1)
    assert (tighter.stop_loss, tighter.is_stop_trailing) == (99.0, True)
    assert tighter.initial_stop_loss == 90.0


def test_a_stop_may_be_loosened_where_that_is_allowed() -> None:
    loosened = stop.moved(a_trade(stop_loss=90.0), 95.0, 0.1, allow_loosening=True)
    assert (loosened.stop_loss, loosened.is_stop_trailing) == (85.5, False)


def test_stops_are_computed_in_floating_point_as_other_tools_do() -> None:
    trade = a_trade(price_precision=0.0001)
    assert 55.45 * 0.97 > 53.7865, "in decimal it would be equal"
    assert stop.stop_price(trade, 55.45, -0.03) == 53.7866


def test_the_first_move_sets_the_stop() -> None:
    trade = a_trade(stop_loss=None, stop_loss_ratio=None, initial_stop_loss_ratio=None)
    moved = stop.moved(trade, 100.0, 0.05)
    assert (moved.initial_stop_loss, moved.is_stop_trailing) == (95.0, False)


def test_the_first_entry_takes_the_initial_stop_along_without_trailing() -> None:
    trade = stop.after_entry(a_trade(open_rate=110.0))
    assert (trade.stop_loss, trade.initial_stop_loss, trade.is_stop_trailing) == (99.0, 99.0, False)


def test_a_dearer_second_entry_takes_the_stop_along_and_counts_as_trailing() -> None:
    trade = stop.after_entry(a_trade(open_rate=110.0, orders=(an_order(), an_order(id=2))))
    assert (trade.stop_loss, trade.initial_stop_loss, trade.is_stop_trailing) == (99.0, 90.0, True)


def test_a_cheaper_second_entry_leaves_the_stop() -> None:
    trade = a_trade(open_rate=95.0)
    assert stop.after_entry(trade) is trade


def test_a_trade_without_a_stop_is_never_stopped() -> None:
    bare = a_trade(stop_loss=None, stop_loss_ratio=None)
    assert not stop.is_hit(bare, 0.01)
    assert stop.after_entry(bare) is bare


@pytest.mark.parametrize(
    ("rate", "profit", "expected"),
    [(105.0, 0.02, 90.0), (104.0, 0.038, 102.96), (103.0, 0.03, 92.7)],
)
def test_trailing_waits_for_its_offset(rate: float, profit: float, expected: float) -> None:
    trade = stop.adjusted(a_trade(), rate, profit, OFFSET, FakeStrategy(), T0)
    assert trade.stop_loss == pytest.approx(expected)


def test_plain_trailing_follows_at_the_distance_of_the_stop() -> None:
    assert stop.adjusted(a_trade(), 110.0, 0.1, TRAILING, FakeStrategy(), T0).stop_loss == 99.0


def test_the_strategy_s_own_stop_is_used() -> None:
    strategy = FakeStrategy(stop_distance=-0.02)
    options = StrategyOptions(use_custom_stoploss=True)
    assert stop.adjusted(a_trade(), 100.0, 0.0, options, strategy, T0).stop_loss == 98.0


@pytest.mark.parametrize("answer", [None, float("nan"), float("inf"), 0.0])
def test_an_unusable_answer_keeps_the_stop(answer: float | None) -> None:
    options = StrategyOptions(use_custom_stoploss=True)
    trade = a_trade()
    assert stop.adjusted(trade, 100.0, 0.0, options, FakeStrategy(stop_distance=answer), T0) is trade


def test_after_a_fill_the_strategy_may_loosen_and_nothing_trails() -> None:
    options = replace(TRAILING, use_custom_stoploss=True)
    trade = stop.adjusted(a_trade(), 100.0, 0.0, options, FakeStrategy(stop_distance=-0.2), T0, after_fill=True)
    assert trade.stop_loss == 80.0


def test_liquidation_is_seen_from_the_right_side() -> None:
    assert stop.is_liquidated(a_trade(liquidation_price=50.0), 50.0)
    assert not stop.is_liquidated(a_trade(), 0.01)
    assert stop.is_liquidated(a_trade(liquidation_price=150.0, direction=Direction.SHORT), 151.0)
