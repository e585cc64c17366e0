"""The picture that requests read: revisions move when, and only when, their part has changed."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

import pytest

from bot.domain.enums import BotState
from bot.state.commands import AddLocks, ChangeBlacklist, LockRequest, Pause, ReleaseLocks
from bot.state.snapshot import Revisions, Snapshot
from tests.builders import T0, a_market, a_trade, an_order
from tests.fakes.engine import Rig, a_rig
from tests.unit.engine.rigs import ETH, PAIR, a_rig_in_a_trade


def moved(before: Revisions, after: Revisions) -> set[str]:
    """Names of the revisions that differ; none may go back."""
    was, now = asdict(before), asdict(after)
    assert all(now[part] >= was[part] for part in was)
    return {part for part in was if now[part] != was[part]}


def a_calm_rig() -> Rig:
    """In a trade, with a few passes behind it."""
    rig = a_rig_in_a_trade()
    rig.run(2)
    return rig


def a_lock(minutes: int = 2) -> AddLocks:
    return AddLocks((LockRequest(pair=PAIR, until=T0 + timedelta(minutes=minutes)),))


def lock_then_let_it_end(rig: Rig) -> None:
    rig.ask(a_lock())
    rig.pass_time(minutes=5)


def add_a_market(rig: Rig) -> None:
    rig.market.add(a_market(ETH))
    rig.pass_time(minutes=61)
    rig.run()


CHANGES: list[tuple[str, Callable[[Rig], object], set[str]]] = [
    ("nothing", lambda rig: rig.run(3), set()),
    ("time", lambda rig: (rig.pass_time(seconds=70), rig.run()), set()),
    ("a price", lambda rig: (rig.market.set_price(PAIR, 100.5), rig.run()), {"prices"}),
    ("a candle", lambda rig: (rig.pass_time(minutes=5), rig.run()), {"candles"}),
    ("a lock", lambda rig: rig.ask(a_lock()), {"locks"}),
    ("a lock that is there", lambda rig: (rig.ask(a_lock()), rig.ask(a_lock())), {"locks"}),
    ("a release of nothing", lambda rig: rig.ask(ReleaseLocks(lock_id=5)), set()),
    ("a lock's end", lambda rig: (lock_then_let_it_end(rig), rig.show()), {"locks"}),
    ("a pause", lambda rig: rig.ask(Pause()), {"config"}),
    ("a blacklist", lambda rig: rig.ask(ChangeBlacklist(add=("X/.*",))), {"pairs"}),
    ("a market", add_a_market, {"pairs", "candles"}),
    ("an exit", lambda rig: (rig.market.set_price(PAIR, 89.0), rig.run()), {"trades", "prices", "locks"}),
]


@pytest.mark.parametrize(("change", "parts"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES])
def test_revisions_move_with_their_part_alone(change: Callable[[Rig], object], parts: set[str]) -> None:
    rig = a_calm_rig()
    before = rig.show().revisions
    change(rig)
    assert moved(before, rig.show().revisions) == parts


def test_an_entry_moves_the_trades() -> None:
    rig = a_rig()
    before = rig.run().revisions
    rig.signal()
    rig.pass_time(minutes=5)
    after = rig.run()
    assert moved(before, after.revisions) >= {"trades", "prices", "candles"}
    assert after.revisions == rig.trader.revisions


def test_what_did_not_change_is_the_same_object() -> None:
    rig = a_calm_rig()
    before, after = rig.show(), rig.run()
    for part in ("open_trades", "locks", "frames", "closed", "blacklist_expanded", "strategy", "markets", "wallets"):
        assert getattr(before, part) is getattr(after, part)


def test_an_old_picture_stays_as_it_was() -> None:
    rig = a_calm_rig()
    old = rig.show()
    rig.market.set_price(PAIR, 89.0)
    rig.ask(a_lock(60))
    new = rig.run()
    assert (len(old.open_trades), len(new.open_trades)) == (1, 0)
    assert (old.open_trades[0].trade.is_open, len(old.locks)) == (True, 0)


def test_the_picture_shows_the_bot() -> None:
    rig = a_calm_rig()
    picture = rig.show()
    assert isinstance(picture, Snapshot)
    assert (picture.state, picture.whitelist, picture.pairlist_methods) == (
        BotState.RUNNING,
        (PAIR,),
        ("StaticPairList",),
    )
    assert (picture.taken_at, picture.market_time) == (rig.wall.now(), rig.clock.now())
    assert (picture.first_trade, picture.last_trade) == ((1, rig.only_trade().opened_at),) * 2
    assert picture.last_pass_at == rig.wall.now()
    assert picture.coin_rates == {"BTC": 100.0}
    assert picture.strategy is not None
    assert (picture.strategy.name, picture.failure) == ("FakeStrategy", None)
    assert set(picture.frames) == {(PAIR, "5m")}


def test_news_are_other_trades_or_waiting_events() -> None:
    rig = a_calm_rig()
    assert not rig.trader.has_news
    rig.trader._bench.send_msg("not sent")
    assert not rig.trader.has_news
    rig.trader.handle(Pause())
    assert rig.trader.has_news
    rig.show()
    assert not rig.trader.has_news


def test_events_wait_for_the_picture() -> None:
    rig = a_rig()
    rig.show()
    rig.heard.clear()
    rig.signal()
    rig.trader.run_pass()
    assert rig.heard == []
    rig.show()
    assert rig.heard_types() == ["entry"]


def test_two_trades_tell_first_and_last() -> None:
    rig = Rig(a_trade(), a_trade(id=4, opened_at=T0 + timedelta(hours=1), orders=(an_order(id=9, trade_id=4),))).start()
    picture = rig.show()
    assert (picture.first_trade, picture.last_trade) == ((1, T0), (4, T0 + timedelta(hours=1)))
