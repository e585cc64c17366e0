"""A pause for pairs that do not earn enough."""

from tests.unit.protection.past import ETH, SHORT, at, closed, global_stop, pair_stop, past

LOW = {"method": "LowProfitPairs", "trade_limit": 2, "stop_duration": 2, "required_profit": 0.02}


def test_a_pair_that_earned_too_little_is_locked() -> None:
    known = past(closed(40, 0.5), closed(50, -0.5), closed(58, 0.015625))
    stop = pair_stop(LOW, known)
    assert stop is not None
    reason = "0.015625 < 0.02 in 60 minutes, locking for 2 minutes."
    assert (stop.until, stop.reason, stop.side) == (at(60), reason, "*")
    assert global_stop(LOW, known) is None


def test_a_pair_that_earned_what_is_required_trades_on() -> None:
    assert pair_stop(LOW, past(closed(50, -0.01), closed(58, 0.04))) is None


def test_too_few_trades_say_nothing() -> None:
    assert pair_stop(LOW, past(closed(0, -0.5), closed(58, -0.5), closed(59, -0.5, pair=ETH))) is None


def test_only_the_trades_of_one_side_count_if_wanted() -> None:
    known = past(closed(50, 0.5), closed(51, -0.1, is_short=True), closed(52, -0.1, is_short=True))
    assert pair_stop(LOW, known, direction=SHORT) is None
    stop = pair_stop(LOW | {"only_per_side": True}, known, direction=SHORT)
    assert stop is not None
    assert stop.side == "short"


def test_one_loss_is_enough_by_default() -> None:
    config = {"method": "LowProfitPairs", "lookback_period_candles": 1, "stop_duration_candles": 1}
    stop = pair_stop(config, past(closed(58, -0.25)))
    assert stop is not None
    assert (stop.until, stop.reason) == (at(63), "-0.25 < 0.0 in 1 candle, locking for 1 candle.")
    assert pair_stop(config, past(closed(58, 0.0))) is None
