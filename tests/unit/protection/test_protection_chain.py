"""Protections one after the other, and the locks they set."""

from bot.domain.lock import Lock
from tests.unit.protection.past import ETH, LONG, PAIR, SHORT, a_keeper, at, closed, past, protections

COOLDOWN = {"method": "CooldownPeriod", "stop_duration": 10}
LOW = {"method": "LowProfitPairs", "stop_duration": 30}
GUARD = {"method": "StoplossGuard", "trade_limit": 1, "stop_duration": 20}
LOST = past(closed(58))


def test_each_protection_may_add_a_lock_that_ends_with_a_candle() -> None:
    keeper = a_keeper()
    triggered = protections(COOLDOWN, LOW, GUARD).after_close(LOST, PAIR, LONG, keeper)
    assert [(lock.pair, lock.until) for lock in triggered.pair] == [(PAIR, at(70)), (PAIR, at(90))]
    assert [(lock.pair, lock.until, lock.reason) for lock in triggered.everywhere] == [
        ("*", at(80), "1 stoplosses in 60 min, locking for 20 minutes.")
    ]
    assert list(keeper.active()) == [*triggered.pair, *triggered.everywhere]
    assert keeper.is_locked(ETH, "long", at(79))


def test_a_lock_that_lasts_as_long_already_is_enough() -> None:
    keeper = a_keeper()
    triggered = protections(LOW, COOLDOWN).after_close(LOST, PAIR, LONG, keeper)
    assert [lock.until for lock in triggered.pair] == [at(90)]
    assert len(keeper.active()) == 1


def test_a_lock_on_all_pairs_spares_one_on_the_pair() -> None:
    keeper = a_keeper(Lock(pair="*", locked_at=at(0), until=at(95)))
    triggered = protections(LOW, GUARD).after_close(LOST, PAIR, LONG, keeper)
    assert (triggered.pair, triggered.everywhere) == ((), ())


def test_a_lock_on_one_side_does_not_spare_one_on_both() -> None:
    keeper = a_keeper(Lock(pair=PAIR, side="long", locked_at=at(0), until=at(95)))
    assert len(protections(LOW).after_close(LOST, PAIR, LONG, keeper).pair) == 1
    assert keeper.is_locked(PAIR, "short", at(89))


def test_a_lock_on_both_sides_spares_one_on_one_side() -> None:
    keeper = a_keeper(Lock(pair=PAIR, locked_at=at(0), until=at(95)))
    assert protections(LOW | {"only_per_side": True}).after_close(LOST, PAIR, LONG, keeper).pair == ()


def test_a_lock_for_one_side_leaves_the_other_free() -> None:
    keeper = a_keeper()
    guard = GUARD | {"only_per_side": True}
    lost = past(closed(58, is_short=True))
    protections(guard).after_close(lost, PAIR, SHORT, keeper)
    assert keeper.is_locked(ETH, "short", at(70))
    assert not keeper.is_locked(ETH, "long", at(70))


def test_a_good_trade_locks_nothing() -> None:
    keeper = a_keeper()
    won = past(closed(58, 0.05, exit_reason="roi"))
    triggered = protections(LOW, GUARD, {"method": "MaxDrawdown"}).after_close(won, PAIR, LONG, keeper)
    assert (triggered.pair, triggered.everywhere, keeper.active()) == ((), (), ())
