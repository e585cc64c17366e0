"""What users ask of the bot besides entries and exits."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.enums import BotState, OrderStatus
from bot.domain.events import EventType
from bot.errors import NotFound, Refused, TemporaryError
from bot.settings.model import ApiSettings
from bot.settings.notification_model import NotificationSettings
from bot.state.commands import (
    AddLocks,
    CancelOpenOrder,
    ChangeBlacklist,
    Command,
    DeleteTrade,
    ForceExit,
    LockRequest,
    Pause,
    ReleaseLocks,
    Reload,
    ReloadTrade,
    Start,
    Stop,
)
from tests.builders import T0, a_closed_trade, a_trade, an_open_order, an_order, some_settings
from tests.fakes.engine import Rig, a_rig, a_running_rig
from tests.unit.engine.rigs import ETH, PAIR, LazyOrders, a_rig_in_a_trade, a_rig_with_an_order, two_markets


def test_start_stop_and_pause_say_what_they_do() -> None:
    rig = a_running_rig()
    assert rig.ask(Start()) == "already running"
    assert rig.ask(Pause()) == "paused, no more entries will occur from now. Run /start to enable entries."
    assert rig.trader.state is BotState.PAUSED
    assert rig.ask(Stop()) == "stopping trader ..."
    assert rig.ask(Stop()) == "already stopped"
    starting_paused = "starting bot with trader in paused state, no entries will occur."
    assert rig.ask(Pause()) == f"{starting_paused} Run /start to enable entries."
    assert rig.ask(Start()) == "starting trader ..."
    assert rig.trader.state is BotState.RUNNING
    assert rig.said(EventType.STATUS) == ["running", "paused", "stopped", "paused", "running"]


def test_pausing_twice_changes_nothing() -> None:
    rig = a_running_rig()
    rig.ask(Pause())
    rig.ask(Pause())
    assert rig.said(EventType.STATUS) == ["running", "paused"]


def test_a_start_from_stopped_begins_anew_one_from_paused_does_not() -> None:
    rig = a_running_rig()
    for command in (Pause(), Start(), Stop(), Start()):
        rig.ask(command)
    assert len(rig.strategy.called("bot_start")) == 2


def test_a_stop_tells_of_trades_that_stay_open() -> None:
    rig = a_rig_in_a_trade()
    rig.ask(Stop())
    (warning,) = [text for text in rig.said(EventType.WARNING) if "open trades" in text]
    assert warning.startswith("1 open trades active.")
    assert "Handle these trades manually on Simulated" in warning
    assert warning.endswith("Note: Trades are simulated (dry run).")


def test_a_reload_stands_still_until_the_worker_has_a_new_bot() -> None:
    rig = a_running_rig()
    assert rig.ask(Reload()) == "Reloading config ..."
    assert rig.ask(Reload()) == "Reloading config ..."
    assert rig.trader.state is BotState.RELOAD
    rig.signal()
    rig.run()
    assert rig.orders.requests == []


@pytest.mark.parametrize("before", [Start(), Pause(), Stop()])
def test_a_reload_that_fails_goes_on_as_before(before: Command[str]) -> None:
    rig = a_running_rig()
    rig.ask(before)
    state, starts = rig.trader.state, len(rig.strategy.called("bot_start"))
    rig.ask(Reload())
    rig.trader.keep_going(Refused("No such strategy."))
    rig.show()
    assert rig.trader.state is state
    assert rig.said(EventType.EXCEPTION) == ["The configuration was not reloaded: No such strategy."]
    assert len(rig.strategy.called("bot_start")) == starts


def test_an_unknown_command_is_refused() -> None:
    class Dance(Command[None]):
        """Nobody knows how."""

    with pytest.raises(Refused, match="does not know the command Dance"):
        a_running_rig().ask(Dance())


def test_an_unfilled_trade_is_cancelled_and_shown_a_last_time() -> None:
    rig = a_rig_with_an_order()
    last = rig.ask(CancelOpenOrder(1))
    assert (last.trade.id, last.trade.orders[0].status) == (1, OrderStatus.CANCELED)
    assert (rig.trades.all(), rig.orders.cancelled) == ([], ["x-1"])
    assert rig.last(EventType.ENTRY_CANCEL)["reason"] == "user requested order cancel, fully cancelled"


def test_a_cancelled_exit_leaves_the_position() -> None:
    rig = a_rig_in_a_trade()
    rig.orders.fill_at_once = False
    rig.ask(ForceExit(trade_id=1))
    last = rig.ask(CancelOpenOrder(1))
    assert (last.trade.has_position, last.trade.open_orders, last.current_rate) == (True, (), 100.0)
    assert rig.only_trade().exit_reason is None


def test_a_paused_bot_cancels_too() -> None:
    rig = a_rig_with_an_order()
    rig.ask(Pause())
    rig.ask(CancelOpenOrder(1))
    assert rig.trades.all() == []


def test_a_stopped_bot_cancels_nothing() -> None:
    rig = a_rig_with_an_order()
    rig.ask(Stop())
    with pytest.raises(Refused, match="trader is not running"):
        rig.ask(CancelOpenOrder(1))


def test_there_must_be_a_trade_and_an_order_to_cancel() -> None:
    rig = a_rig_in_a_trade()
    with pytest.raises(NotFound, match=r"Invalid trade_id\."):
        rig.ask(CancelOpenOrder(7))
    with pytest.raises(Refused, match=r"No open order for trade_id\."):
        rig.ask(CancelOpenOrder(1))


def test_a_part_too_small_to_be_sold_is_not_made_by_a_cancel() -> None:
    rig = a_rig_with_an_order()
    rig.orders.fill("x-1", 0.05)
    rig.run()
    with pytest.raises(Refused, match="partially filled - keeping order open"):
        rig.ask(CancelOpenOrder(1))
    assert rig.orders.cancelled == []


def test_a_deleted_trade_is_forgotten_and_nothing_is_sold() -> None:
    rig = a_rig_in_a_trade()
    deleted = rig.ask(DeleteTrade(1))
    assert (deleted.trade_id, deleted.canceled_orders) == (1, 0)
    assert deleted.message == "Deleted trade #1 for pair BTC/USDT. Closed 0 open orders."
    assert (rig.trades.all(), len(rig.orders.requests)) == ([], 1)
    assert rig.trader.picture().wallets.available_stake == pytest.approx(990.0)


def test_open_orders_are_cancelled_before_a_trade_is_deleted() -> None:
    rig = a_rig_with_an_order()
    assert rig.ask(DeleteTrade(1)).canceled_orders == 1
    assert rig.orders.reports["x-1"].status is OrderStatus.CANCELED


def test_an_order_that_the_exchange_forgot_does_not_keep_a_trade() -> None:
    rig = a_rig_with_an_order()
    rig.orders.reports.clear()
    assert rig.ask(DeleteTrade(1)).canceled_orders == 0
    assert rig.trades.all() == []


def test_a_trade_is_kept_while_its_order_can_not_be_cancelled() -> None:
    rig = a_rig_with_an_order()
    rig.orders.fail = TemporaryError("Away.")
    with pytest.raises(Refused, match="is not deleted, its order could not be cancelled: Away"):
        rig.ask(DeleteTrade(1))
    assert rig.only_trade().is_open


def test_a_trade_is_kept_while_the_exchange_has_not_cancelled_its_order() -> None:
    rig = a_rig_with_an_order(LazyOrders())
    with pytest.raises(Refused, match="not deleted"):
        rig.ask(DeleteTrade(1))
    assert rig.only_trade().is_open


def test_a_trade_is_kept_while_nobody_knows_of_its_order() -> None:
    rig = a_running_rig()
    rig.signal()
    rig.orders.script.append(TemporaryError("No route."))
    rig.pass_time(minutes=5)
    rig.run()
    with pytest.raises(Refused, match="just being placed"):
        rig.ask(DeleteTrade(1))


def test_a_closed_trade_can_be_deleted_and_leaves_the_totals() -> None:
    rig = Rig(a_closed_trade()).start()
    assert rig.show().closed.count == 1  # type: ignore[union-attr]  # a bot runs
    rig.ask(DeleteTrade(1))
    assert rig.trader.picture().closed.count == 0  # type: ignore[union-attr]  # a bot runs


def test_a_stopped_bot_deletes_too() -> None:
    rig = a_rig_in_a_trade()
    rig.ask(Stop())
    rig.ask(DeleteTrade(1))
    assert rig.trades.all() == []


@pytest.mark.parametrize("command", [DeleteTrade(9), ReloadTrade(9)])
def test_a_trade_that_does_not_exist_is_named(command: Command[Any]) -> None:
    with pytest.raises(NotFound, match="9"):
        a_running_rig().ask(command)


def test_a_reloaded_trade_follows_the_exchange() -> None:
    rig = a_rig_with_an_order()
    rig.orders.fill("x-1")
    shown = rig.ask(ReloadTrade(1))
    assert (shown.trade.amount, rig.only_trade().amount) == (1.0, 1.0)
    assert shown.current_rate == 100.0


def test_a_reloaded_trade_that_is_over_is_shown_as_it_closed() -> None:
    rig = a_rig_in_a_trade()
    rig.orders.fill_at_once = False
    rig.ask(ForceExit(trade_id=1))
    rig.orders.fill("x-2", price=104.0)
    shown = rig.ask(ReloadTrade(1))
    assert (shown.trade.is_open, shown.current_rate) == (False, 104.0)
    assert rig.ask(ReloadTrade(1)).current_rate == 104.0


def test_a_reload_finds_that_the_exchange_forgot_the_order() -> None:
    rig = a_rig_in_a_trade()
    rig.orders.fill_at_once = False
    rig.ask(ForceExit(trade_id=1))
    del rig.orders.reports["x-2"]
    shown = rig.ask(ReloadTrade(1))
    assert (shown.trade.has_position, shown.trade.open_orders) == (True, ())


def locks_of(rig: Rig) -> list[tuple[str, str, str | None]]:
    return [(lock.pair, lock.side, lock.reason) for lock in rig.show().locks]


def a_request(pair: str = PAIR, **changes: Any) -> LockRequest:
    return LockRequest(**{"pair": pair, "until": T0 + timedelta(minutes=2), "reason": "rest", **changes})


def test_locks_end_with_the_candle() -> None:
    rig = a_running_rig()
    assert rig.ask(AddLocks((a_request(),))) is None
    (lock,) = rig.show().locks
    assert (lock.until, lock.locked_at, lock.active) == (T0 + timedelta(minutes=5), rig.clock.now(), True)


def test_an_end_on_a_candles_open_moves_a_candle_further() -> None:
    rig = a_running_rig()
    rig.ask(AddLocks((a_request(until=T0 + timedelta(minutes=5)),)))
    assert rig.show().locks[0].until == T0 + timedelta(minutes=10)


def test_a_lock_that_is_there_is_not_doubled() -> None:
    rig = a_running_rig()
    rig.ask(AddLocks((a_request(), a_request(until=T0 + timedelta(minutes=3)), a_request(reason="more"))))
    assert locks_of(rig) == [(PAIR, "*", "rest"), (PAIR, "*", "more")]


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (a_request("XYZ/USDT"), "XYZ/USDT is not a pair of this exchange"),
        (a_request(side="up"), "side is one of"),
        (a_request(until=T0 - timedelta(minutes=1)), "would end in the past"),
    ],
)
def test_a_lock_that_can_not_be_meant_refuses_them_all(request_: LockRequest, why: str) -> None:
    rig = a_running_rig()
    with pytest.raises(Refused, match=why):
        rig.ask(AddLocks((a_request(), request_)))
    assert locks_of(rig) == []


def test_locks_are_released_by_id_or_by_pair() -> None:
    rig = a_running_rig(market=two_markets())
    rig.ask(AddLocks((a_request(), a_request(reason="more"), a_request(ETH), a_request("*"))))
    rig.ask(ReleaseLocks(lock_id=3))
    assert [pair for pair, *_ in locks_of(rig)] == [PAIR, PAIR, "*"]
    rig.ask(ReleaseLocks(pair=PAIR))
    assert [pair for pair, *_ in locks_of(rig)] == ["*"]
    rig.ask(ReleaseLocks(lock_id=99, pair="XYZ/USDT"))
    assert [lock.active for lock in rig.locks.all] == [False, False, False, True]
    assert rig.locks.all[0].until == rig.clock.now()


def test_locks_that_ended_are_no_longer_shown() -> None:
    rig = a_running_rig()
    rig.ask(AddLocks((a_request(),)))
    rig.pass_time(minutes=5)
    assert locks_of(rig) == []


def test_strategies_lock_and_unlock_pairs() -> None:
    rig = a_running_rig()
    keeper = rig.trader._bench.locks
    keeper.lock_pair(PAIR, T0 + timedelta(minutes=2), "mine", "long")
    keeper.lock_pair("*", T0 + timedelta(minutes=2), "all")
    assert keeper.is_pair_locked(PAIR, side="long")
    assert keeper.is_pair_locked(PAIR)
    assert not keeper.is_pair_locked(PAIR, candle_at=T0, side="long")
    keeper.unlock_reason("all")
    assert not keeper.is_pair_locked(PAIR)
    keeper.unlock_pair(PAIR)
    assert not keeper.is_pair_locked(PAIR, side="long")


def test_the_blacklist_is_changed_and_shown() -> None:
    rig = a_running_rig()
    rig.pairlist.refusals = {"[": "not a pattern"}
    assert rig.ask(ChangeBlacklist(add=("ETH/.*", "["), remove=())) == {"[": "not a pattern"}
    assert "ETH/.*" in rig.show().blacklist
    rig.ask(ChangeBlacklist(remove=("ETH/.*",)))
    assert "ETH/.*" not in rig.show().blacklist


@pytest.mark.parametrize(
    "changes",
    [
        {"api": ApiSettings(allow_custom_messages=True)},
        {"notifications": NotificationSettings(has_custom_messages=True)},
    ],
)
def test_a_strategys_messages_are_sent_where_the_user_wants_them(changes: dict[str, Any]) -> None:
    rig = a_rig(settings=some_settings(**changes))
    rig.trader._bench.send_msg("hello")
    rig.show()
    assert rig.last(EventType.STRATEGY_MSG) == {"msg": "hello"}


def test_a_strategys_messages_are_logged_otherwise(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    rig = a_rig()
    rig.trader._bench.send_msg("hello")
    assert "not sent, see api_server.allow_custom_messages): hello" in caplog.text
    assert EventType.STRATEGY_MSG not in [event.type for event in rig.heard]


def test_an_earlier_runs_order_is_cancelled_by_hand() -> None:
    waiting = an_open_order(id=2, order_id="x-9", client_order_id="tp-9")
    rig = Rig(a_trade(orders=(an_order(), waiting))).start()
    rig.ask(CancelOpenOrder(1))
    assert rig.orders.reports["x-9"].status is OrderStatus.CANCELED
    assert rig.only_trade().has_position


def a_rig_with_an_intent() -> Rig:
    """A rig with real money whose first order got no answer; whether it arrived is not known."""
    rig = a_rig(settings=some_settings(dry_run=False))
    rig.signal()
    rig.orders.script.append("lost")
    rig.orders.fail = TemporaryError("Away.")
    rig.run()
    rig.strategy.confirms_entry = False
    assert rig.only_trade().orders[0].status is OrderStatus.INTENT
    return rig


def test_an_order_of_unknown_fate_is_looked_up_and_cancelled() -> None:
    rig = a_rig_with_an_intent()
    rig.ask(CancelOpenOrder(1))
    assert (rig.trades.all(), rig.orders.cancelled) == ([], ["x-1"])


def test_an_order_of_unknown_fate_that_has_filled_is_a_position() -> None:
    rig = a_rig_with_an_intent()
    rig.orders.fill("x-1")
    assert rig.ask(CancelOpenOrder(1)).trade.has_position
    assert rig.orders.cancelled == []


def test_an_order_that_may_still_arrive_is_not_taken_for_cancelled() -> None:
    rig = a_rig_with_an_intent()
    rig.orders.reports.clear()
    with pytest.raises(TemporaryError, match="not known yet whether the order on BTC/USDT reached the exchange"):
        rig.ask(CancelOpenOrder(1))
    assert rig.only_trade().is_open


def test_an_exchange_that_refused_an_order_unheard_leaves_no_trade() -> None:
    rig = a_rig_with_an_intent()
    rig.orders.change("x-1", status=OrderStatus.REJECTED)
    rig.run()
    assert rig.trades.all() == []
