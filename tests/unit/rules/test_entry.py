"""Entry signals, locks and timeouts."""

from datetime import timedelta

import pytest

from bot.domain.enums import Direction, TradingMode
from bot.domain.lock import Lock
from bot.ports import Analysis
from bot.rules import entry, expiry, lock
from bot.settings.model import StrategyOptions, UnfilledTimeout
from tests.builders import T0, an_open_order

SPOT, FUTURES = TradingMode.SPOT, TradingMode.FUTURES


def analysis(**signals: object) -> Analysis:
    return Analysis("BTC/USDT", T0, **signals)  # type: ignore[arg-type]  # any mix of signals


def test_a_long_signal_enters_long_with_its_tag() -> None:
    found = entry.signal(analysis(enter_long=True, enter_tag="dip"), StrategyOptions(), SPOT)
    assert found == entry.EntrySignal(Direction.LONG, "dip")


@pytest.mark.parametrize("opposing", ["exit_long", "enter_short"])
def test_an_opposing_signal_cancels_it(opposing: str) -> None:
    assert entry.signal(analysis(enter_long=True, **{opposing: True}), StrategyOptions(), SPOT) is None


def test_short_signals_need_a_market_and_a_strategy_for_it() -> None:
    short = analysis(enter_short=True, enter_tag="top")
    assert entry.signal(short, StrategyOptions(can_short=True), SPOT) is None
    assert entry.signal(short, StrategyOptions(), FUTURES) is None
    found = entry.signal(short, StrategyOptions(can_short=True), FUTURES)
    assert found == entry.EntrySignal(Direction.SHORT, "top")


def test_no_signal_no_entry() -> None:
    assert entry.signal(analysis(), StrategyOptions(), SPOT) is None


def test_a_candle_is_trusted_for_two_lengths_and_the_offset() -> None:
    assert not entry.is_outdated(T0, "5m", T0 + timedelta(minutes=15), 5)
    assert entry.is_outdated(T0, "5m", T0 + timedelta(minutes=15, seconds=1), 5)


def test_late_entries_can_be_ruled_out() -> None:
    options = StrategyOptions(ignore_expired_candle_after_s=60)
    assert not entry.is_expired(T0, "5m", T0 + timedelta(minutes=6), options)
    assert entry.is_expired(T0, "5m", T0 + timedelta(minutes=6, seconds=1), options)
    assert not entry.is_expired(T0, "5m", T0 + timedelta(days=1), StrategyOptions())


@pytest.mark.parametrize(("count", "maximum", "free"), [(2, 3, True), (3, 3, False), (99, -1, True), (0, 0, False)])
def test_slots(count: int, maximum: int, *, free: bool) -> None:
    assert entry.slots_left(count, maximum) is free


def a_lock(**changes: object) -> Lock:
    values: dict[str, object] = {"pair": "BTC/USDT", "locked_at": T0, "until": T0 + timedelta(hours=1)}
    return Lock(**{**values, **changes})  # type: ignore[arg-type]  # any mix of fields


def test_a_lock_holds_its_pair_until_its_end() -> None:
    locks = [a_lock()]
    assert lock.locked(locks, "BTC/USDT", "long", T0)
    assert not lock.locked(locks, "ETH/USDT", "long", T0)
    assert not lock.locked(locks, "BTC/USDT", "long", T0 + timedelta(hours=1))


def test_a_global_lock_holds_every_pair() -> None:
    assert lock.locked([a_lock(pair="*")], "ETH/USDT", "long", T0)


def test_a_side_lock_holds_that_side_only() -> None:
    locks = [a_lock(side="short")]
    assert lock.locked(locks, "BTC/USDT", "short", T0)
    assert not lock.locked(locks, "BTC/USDT", "long", T0)
    assert not lock.locked(locks, "BTC/USDT", "*", T0)


def test_released_locks_hold_nothing() -> None:
    assert not lock.locked([a_lock(active=False)], "BTC/USDT", "long", T0)


def test_the_lock_that_ends_last_is_named() -> None:
    late = a_lock(until=T0 + timedelta(hours=2))
    assert lock.locking([a_lock(), late], "BTC/USDT", "long", T0) is late


def test_locks_end_with_the_next_candle() -> None:
    assert lock.lock_end(T0 + timedelta(minutes=2), "5m") == T0 + timedelta(minutes=5)
    assert lock.lock_end(T0 + timedelta(minutes=5), "5m") == T0 + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("waited_min", "is_entry", "over"), [(9, True, False), (10, True, True), (29, False, False), (30, False, True)]
)
def test_orders_wait_as_long_as_the_user_says(waited_min: int, *, is_entry: bool, over: bool) -> None:
    timeouts = UnfilledTimeout(entry=10, exit=30)
    now = T0 + timedelta(minutes=waited_min)
    assert expiry.has_timed_out(an_open_order(), timeouts, now, is_entry=is_entry) is over


def test_the_unit_may_be_seconds() -> None:
    timeouts = UnfilledTimeout(entry=10, unit="seconds")
    assert expiry.has_timed_out(an_open_order(), timeouts, T0 + timedelta(seconds=10), is_entry=True)


def test_without_a_limit_an_order_waits_for_ever() -> None:
    year = T0 + timedelta(days=365)
    assert not expiry.has_timed_out(an_open_order(), None, year, is_entry=True)
    assert not expiry.has_timed_out(an_open_order(), UnfilledTimeout(entry=5), year, is_entry=False)
