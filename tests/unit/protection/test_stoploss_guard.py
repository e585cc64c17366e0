"""A pause after too many stops in a short time."""

import pytest

from bot.domain.enums import Direction
from tests.unit.protection.past import ETH, LONG, SHORT, at, closed, global_stop, pair_stop, past

GUARD = {"method": "StoplossGuard", "trade_limit": 2, "stop_duration": 30}
REASON = "2 stoplosses in 60 min, locking for 30 minutes."


def test_stops_of_all_pairs_together_lock_all_pairs() -> None:
    known = past(closed(50, pair=ETH), closed(55))
    stop = global_stop(GUARD, known)
    assert stop is not None
    assert (stop.until, stop.reason, stop.side) == (at(85), REASON, "*")
    assert pair_stop(GUARD, known) is None


def test_stops_of_one_pair_lock_it_and_all_others() -> None:
    known = past(closed(50), closed(55))
    assert pair_stop(GUARD, known) == global_stop(GUARD, known) is not None


def test_a_guard_per_pair_leaves_the_others_alone() -> None:
    known, guard = past(closed(50), closed(55), closed(59, pair=ETH)), GUARD | {"only_per_pair": True}
    stop = pair_stop(guard, known)
    assert stop is not None
    assert stop.until == at(85)
    assert pair_stop(guard, known, pair=ETH) is None
    assert global_stop(guard, known) is None


@pytest.mark.parametrize("reason", ["stop_loss", "trailing_stop_loss", "stoploss_on_exchange", "liquidation"])
def test_every_kind_of_stop_counts(reason: str) -> None:
    assert global_stop(GUARD | {"trade_limit": 1}, past(closed(60, exit_reason=reason))) is not None


@pytest.mark.parametrize("reason", ["roi", "exit_signal", "force_exit", "my own", None])
def test_other_exits_do_not_count(reason: str | None) -> None:
    assert global_stop(GUARD | {"trade_limit": 1}, past(closed(60, exit_reason=reason))) is None


def test_a_stop_that_earned_enough_does_not_count() -> None:
    guard = {"method": "StoplossGuard", "trade_limit": 1}
    assert global_stop(guard, past(closed(60, 0.0, exit_reason="trailing_stop_loss"))) is None
    assert global_stop(guard | {"required_profit": 0.01}, past(closed(60, 0.005))) is not None


@pytest.mark.parametrize(("direction", "side"), [(LONG, "long"), (SHORT, "short")])
def test_a_guard_per_side_counts_and_locks_the_side_of_the_trade(direction: Direction, side: str) -> None:
    known = past(closed(50, is_short=True), closed(51), closed(52, is_short=True), closed(53), closed(54, pair=ETH))
    guard = GUARD | {"only_per_side": True}
    stop = pair_stop(guard, known, direction=direction)
    assert stop is not None
    assert stop.side == side
    everywhere = global_stop(guard | {"trade_limit": 3}, known, direction)
    assert (everywhere and everywhere.side) == ("long" if direction is LONG else None)


def test_trades_before_the_look_back_do_not_count() -> None:
    assert global_stop(GUARD, past(closed(0), closed(60))) is None
    assert global_stop(GUARD | {"lookback_period_candles": 13}, past(closed(0), closed(60))) is not None


def test_ten_stops_in_an_hour_are_the_default() -> None:
    guard = {"method": "StoplossGuard"}
    assert global_stop(guard, past(*[closed(50)] * 9)) is None
    stop = global_stop(guard, past(*[closed(50)] * 11))
    assert stop is not None
    assert (stop.until, stop.reason) == (at(110), "11 stoplosses in 60 min, locking for 60 minutes.")
