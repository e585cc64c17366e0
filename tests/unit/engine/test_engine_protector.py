"""Protections in the running bot: after each closed trade, stored, told, and respected."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.events import EventType
from bot.errors import ConfigError, Refused
from bot.state.commands import ForceEnter, ForceExit, ReleaseLocks
from tests.builders import T0, a_closed_trade, a_market, some_settings
from tests.fakes.engine import Rig, a_rig
from tests.unit.engine.rigs import ETH, PAIR

COOLDOWN = {"method": "CooldownPeriod", "stop_duration": 30}
GUARD = {"method": "StoplossGuard", "trade_limit": 1, "stop_duration": 60}
DRAWDOWN = {"method": "MaxDrawdown", "max_allowed_drawdown": 0.015, "calculation_mode": "equity"}
TRIGGERED = (EventType.PROTECTION_TRIGGER, EventType.PROTECTION_TRIGGER_GLOBAL)


def a_rig_with(*protections: Mapping[str, Any], **changes: Any) -> Rig:
    rig = Rig(pairs=(PAIR, ETH), fill_at_once=True, **changes)
    rig.market.add(a_market(ETH))
    rig.strategy.protections = protections
    rig.trader = rig._trader()
    return rig.start()


def lose(rig: Rig, pair: str = PAIR, price: float = 80.0) -> None:
    """Enter a pair at 100 and leave it at a stop; later its price is 100 again."""
    rig.signal(pair)
    rig.run()
    rig.strategy.signals.clear()
    rig.market.set_price(pair, price)
    rig.run()
    rig.market.set_price(pair, 100.0)


def triggers(rig: Rig) -> Sequence[tuple[str, str]]:
    """Type and pair of the messages of protections."""
    return [(event.type.value, event.data["pair"]) for event in rig.heard if event.type in TRIGGERED]


def test_a_closed_trade_locks_its_pair_after_the_auto_lock() -> None:
    rig = a_rig_with(COOLDOWN)
    lose(rig)
    auto, cooldown = rig.show().locks
    assert (auto.reason, cooldown.reason) == ("Auto lock", "Cooldown period for 30 minutes.")
    assert (cooldown.pair, cooldown.side, cooldown.until) == (PAIR, "*", T0 + timedelta(minutes=35))
    assert rig.locks.all == [auto, cooldown]


def test_a_locked_pair_is_not_entered_until_the_lock_ends() -> None:
    rig = a_rig_with(COOLDOWN)
    lose(rig)
    for minutes, trades in ((5, 1), (30, 2)):
        rig.pass_time(minutes=minutes)
        rig.signal()
        rig.run()
        assert len(rig.trades.all()) == trades


def test_stops_lock_every_pair() -> None:
    rig = a_rig_with(GUARD)
    lose(rig)
    rig.pass_time(minutes=5)
    rig.signal(ETH)
    rig.run()
    assert [trade.pair for trade in rig.trades.all()] == [PAIR]


def test_listeners_are_told_the_lock_of_the_pair_and_the_one_of_all_pairs() -> None:
    rig = a_rig_with(COOLDOWN, GUARD)
    lose(rig)
    assert triggers(rig) == [("protection_trigger", PAIR), ("protection_trigger_global", "*")]
    assert rig.last(EventType.PROTECTION_TRIGGER_GLOBAL) == {
        "base_currency": "",
        "id": 4,
        "pair": "*",
        "lock_time": "2026-11-01 12:00:02",
        "lock_timestamp": 1793534402000,
        "lock_end_time": "2026-11-01 13:05:00",
        "lock_end_timestamp": 1793538300000,
        "reason": "1 stoplosses in 60 min, locking for 60 minutes.",
        "side": "*",
        "active": True,
    }
    pair = rig.last(EventType.PROTECTION_TRIGGER)
    assert (pair["base_currency"], pair["id"], pair["lock_end_time"]) == ("BTC", 3, "2026-11-01 13:05:00")


def test_the_messages_come_after_that_of_the_exit() -> None:
    rig = a_rig_with(COOLDOWN)
    lose(rig)
    kinds = [event.type for event in rig.heard]
    assert kinds.index(EventType.EXIT_FILL) < kinds.index(EventType.PROTECTION_TRIGGER)


def test_a_trade_that_triggers_nothing_is_not_told_of() -> None:
    rig = a_rig_with(GUARD, DRAWDOWN)
    rig.signal()
    rig.run()
    rig.ask(ForceExit(trade_id=1))
    assert triggers(rig) == []
    assert [lock.reason for lock in rig.show().locks] == ["Auto lock"]


def test_a_trade_that_a_user_ends_counts_too() -> None:
    rig = a_rig_with(COOLDOWN)
    rig.signal()
    rig.run()
    rig.ask(ForceExit(trade_id=1))
    assert triggers(rig) == [("protection_trigger", PAIR)]


def test_a_forced_entry_on_a_locked_pair_is_refused_with_the_reason() -> None:
    rig = a_rig_with(COOLDOWN)
    lose(rig)
    with pytest.raises(Refused, match="locked until 2026-11-01 12:35:00 UTC: Cooldown period for 30 minutes"):
        rig.ask(ForceEnter(pair=PAIR))


def test_a_user_may_release_the_lock() -> None:
    rig = a_rig_with(COOLDOWN)
    lose(rig)
    rig.ask(ReleaseLocks(lock_id=2))
    rig.pass_time(minutes=5)
    rig.signal()
    rig.run()
    assert len(rig.trades.all()) == 2


def test_locks_and_counted_trades_survive_a_restart() -> None:
    rig = a_rig_with(COOLDOWN, GUARD | {"trade_limit": 2})
    lose(rig)
    rig.restart()
    assert [lock.reason for lock in rig.show().locks] == ["Auto lock", "Cooldown period for 30 minutes."]
    rig.pass_time(minutes=5)
    lose(rig, ETH)
    assert ("protection_trigger_global", "*") in triggers(rig)


def test_trades_from_before_the_look_back_are_left_out() -> None:
    old = a_closed_trade(exit_reason="stop_loss", closed_at=T0 - timedelta(hours=2), close_profit_ratio=-0.1)
    rig = a_rig_with(GUARD | {"trade_limit": 2})
    rig.trades.put(old)
    lose(rig)
    assert triggers(rig) == []


@pytest.mark.parametrize(("wallet", "is_locked"), [(1000.0, True), (5000.0, False)])
def test_the_drawdown_of_the_balance_relates_to_the_wallet(wallet: float, is_locked: bool) -> None:
    """A loss of 20 is 2 % of 1000 and 0.4 % of 5000."""
    rig = a_rig_with(DRAWDOWN, settings=some_settings(dry_run_wallet={"USDT": wallet}))
    lose(rig)
    assert (("protection_trigger_global", "*") in triggers(rig)) is is_locked


def test_the_bot_says_which_protections_it_has() -> None:
    rig = a_rig_with(COOLDOWN, GUARD)
    rig.show()
    assert rig.said(EventType.STARTUP)[-1] == (
        "Using Protections:\n"
        "CooldownPeriod - Cooldown period for 30 minutes.\n"
        "StoplossGuard - Locks for 60 minutes after 1 stoplosses in 60 minutes."
    )


def test_a_bot_without_protections_does_not_mention_them() -> None:
    rig = a_rig()
    rig.show()
    assert not any("Protections" in text for text in rig.said(EventType.STARTUP))


def test_a_wrong_protection_keeps_the_bot_from_being_built() -> None:
    with pytest.raises(ConfigError, match=r"protections\[0\].method is 'Nonsense'"):
        a_rig_with({"method": "Nonsense"})
