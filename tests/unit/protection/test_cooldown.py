"""A pair rests after each of its trades."""

from tests.unit.protection.past import ETH, LONG, PAIR, SHORT, at, closed, global_stop, pair_stop, past

COOLDOWN = {"method": "CooldownPeriod", "stop_duration": 10}


def test_a_pair_rests_after_its_last_trade() -> None:
    stop = pair_stop(COOLDOWN, past(closed(20, 0.05, exit_reason="roi"), closed(50, 0.01), closed(58, pair=ETH)))
    assert stop is not None
    assert (stop.until, stop.reason, stop.side) == (at(60), "Cooldown period for 10 minutes.", "*")


def test_a_cooldown_is_counted_in_candles_too() -> None:
    stop = pair_stop({"method": "CooldownPeriod", "stop_duration_candles": 3}, past(closed(60)))
    assert stop is not None
    assert (stop.until, stop.reason) == (at(75), "Cooldown period for 3 candles.")


def test_a_cooldown_may_end_at_a_time_of_the_day() -> None:
    stop = pair_stop({"method": "CooldownPeriod", "unlock_at": "12:30"}, past(closed(20)))
    assert stop is not None
    assert (stop.until, stop.reason) == (at(30), "Cooldown period until 12:30.")


def test_a_time_of_the_day_that_is_over_or_just_reached_is_tomorrows() -> None:
    for minute in (30, 45):
        stop = pair_stop({"method": "CooldownPeriod", "unlock_at": "12:30"}, past(closed(minute)))
        assert stop is not None
        assert stop.until == at(30 + 24 * 60)


def test_a_short_trade_lets_the_pair_rest_on_both_sides() -> None:
    for direction in (LONG, SHORT):
        stop = pair_stop(COOLDOWN, past(closed(60, is_short=True)), direction=direction)
        assert stop is not None
        assert stop.side == "*"


def test_a_pair_without_a_recent_trade_needs_no_rest() -> None:
    assert pair_stop(COOLDOWN, past(closed(0), closed(58, pair=ETH))) is None
    assert pair_stop(COOLDOWN | {"lookback_period": 5}, past(closed(54))) is None


def test_other_pairs_trade_on() -> None:
    assert pair_stop(COOLDOWN, past(closed(60)), pair=ETH) is None
    assert pair_stop(COOLDOWN, past(closed(60)), pair=PAIR) is not None
    assert global_stop(COOLDOWN, past(closed(60))) is None
