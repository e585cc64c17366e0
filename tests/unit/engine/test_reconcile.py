"""The account is compared with the trades: what explains itself is taken over, what does not blocks its pair."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.domain import client_ids
from bot.domain.enums import BotState, OrderSide, OrderStatus, OrderType
from bot.domain.events import EventType
from bot.domain.order import OrderReport, OrderRequest
from bot.domain.reconciliation import Action, Difference, Settlement
from bot.domain.wallet import Balance
from bot.errors import Conflict, NotFound, Refused, TemporaryError
from bot.state.commands import ForceEnter, Reconcile, SettleDifference, Start
from tests.builders import T0, some_settings
from tests.fakes.engine import Rig
from tests.fakes.orders import a_report
from tests.unit.engine.rigs import PAIR

BOT_ID = "abc123"


def an_account(**changes: Any) -> Rig:
    """A bot with real money, 1000 USDT, that bought 1 BTC at 100."""
    rig = Rig(settings=some_settings(dry_run=False), fill_at_once=True, **changes)
    rig.keys.put("bot_id", BOT_ID)
    holds(rig, BTC=1.0)
    rig.start()
    rig.signal()
    rig.run()
    rig.strategy.signals.clear()
    rig.orders.fill_at_once = False
    return rig


def holds(rig: Rig, USDT: float = 1000.0, **coins: float) -> None:  # noqa: N803 - the currency's name
    amounts = {"USDT": USDT, **coins}
    rig.orders.wallet = {name: Balance(name, free=amount, total=amount) for name, amount in amounts.items()}


def somewhere(rig: Rig, client_order_id: str, **changes: Any) -> OrderReport:
    """Lay an order of 1 BTC at 100 down on the exchange, of which no trade knows."""
    request = OrderRequest(
        client_order_id=client_order_id,
        pair=PAIR,
        side=changes.pop("side", OrderSide.BUY),
        order_type=OrderType.LIMIT,
        amount=Decimal(1),
        price=Decimal(100),
    )
    report = a_report(request, changes.pop("order_id", "y-1"), T0, **changes)
    rig.orders.reports[report.order_id] = report
    return report


def filled(amount: float = 1.0) -> dict[str, Any]:
    return {
        "status": OrderStatus.CLOSED,
        "average": 100.0,
        "filled": amount,
        "remaining": 1.0 - amount,
        "cost": amount * 100.0,
        "filled_at": T0,
    }


def differences(rig: Rig) -> list[Difference]:
    rig.ask(Reconcile())
    return list(rig.show().reconciliation.differences)


def states(rig: Rig) -> list[tuple[str, str]]:
    return [(difference.kind.value, difference.state.value) for difference in differences(rig)]


def test_an_account_that_agrees_shows_nothing() -> None:
    rig = an_account()
    assert differences(rig) == []
    view = rig.show().reconciliation
    assert (view.is_paper, view.checked_at) == (False, rig.clock.now())


def test_a_paper_account_has_nothing_to_compare() -> None:
    rig = Rig().start()
    rig.ask(Reconcile())
    assert rig.show().reconciliation.is_paper


def test_orders_of_others_are_never_touched() -> None:
    rig = an_account()
    somewhere(rig, "web_1")
    somewhere(rig, client_ids.make("ffffff"), order_id="y-2", **filled())
    before = dict(rig.orders.reports)
    assert differences(rig) == []
    assert (rig.orders.reports, rig.orders.cancelled) == (before, [])


def test_an_unknown_order_of_an_open_trade_joins_it() -> None:
    rig = an_account()
    somewhere(rig, client_ids.make(BOT_ID, 1), side=OrderSide.SELL)
    assert states(rig) == [("unknown_order", "adopted")]
    (order,) = rig.only_trade().open_orders
    assert (order.order_id, order.side, order.status) == ("y-1", OrderSide.SELL, OrderStatus.OPEN)
    rig.orders.fill("y-1")
    rig.run()
    assert not rig.only_trade().is_open


def test_an_unknown_entry_becomes_a_trade() -> None:
    rig = Rig(settings=some_settings(dry_run=False))
    rig.keys.put("bot_id", BOT_ID)
    holds(rig, BTC=1.0)
    somewhere(rig, client_ids.make(BOT_ID), **filled())
    rig.start()
    rig.show()
    trade = rig.only_trade()
    assert (trade.is_open, trade.amount, trade.open_rate, trade.enter_tag) == (True, 1.0, 100.0, "adopted")
    assert "it was adopted" in rig.said(EventType.WARNING)[0]


def test_an_unknown_entry_that_never_filled_and_is_over_is_nothing() -> None:
    rig = an_account()
    somewhere(rig, client_ids.make(BOT_ID), status=OrderStatus.CANCELED)
    assert differences(rig) == []


def test_a_fill_after_the_end_is_taken_in() -> None:
    rig = an_account()
    rig.strategy.position_stake = None
    sold = somewhere(rig, client_ids.make(BOT_ID, 1), side=OrderSide.SELL)
    rig.ask(Reconcile())
    trade = rig.only_trade()
    over = tuple(
        replace(order, status=OrderStatus.CANCELED) if order.order_id == "y-1" else order for order in trade.orders
    )
    rig.trades.put(replace(trade, orders=over))
    rig.orders.reports["y-1"] = replace(sold, **filled())
    rig.restart()
    assert not rig.only_trade().is_open
    assert rig.only_trade().close_rate == 100.0


def test_an_order_that_vanished_is_over() -> None:
    rig = an_account()
    somewhere(rig, client_ids.make(BOT_ID, 1), side=OrderSide.SELL)
    rig.ask(Reconcile())
    del rig.orders.reports["y-1"]
    assert ("vanished_order", "closed") in states(rig)
    assert rig.only_trade().open_orders == ()


def test_a_missing_coin_blocks_its_pair() -> None:
    rig = an_account(options={"max_open_trades": 3, "position_adjustment_enable": True})
    holds(rig, BTC=0.5)
    (drift,) = differences(rig)
    assert (drift.kind.value, drift.ours, drift.theirs, drift.blocks) == ("size_drift", 1.0, 0.5, True)
    with pytest.raises(Refused, match="differs from the exchange's account"):
        rig.ask(ForceEnter(pair=PAIR))
    assert "Trade 1 holds 1 BTC, the account 0.5." in rig.said(EventType.WARNING)


def test_dust_that_a_fee_took_is_told_and_blocks_nothing() -> None:
    rig = an_account()
    holds(rig, BTC=0.999)
    (drift,) = differences(rig)
    assert (drift.theirs, drift.blocks) == (0.999, False)
    rig.restart()
    assert rig.trader.state is BotState.RUNNING


def test_a_coin_that_came_back_ends_the_difference() -> None:
    rig = an_account()
    holds(rig, BTC=0.5)
    rig.ask(Reconcile())
    holds(rig, BTC=1.0)
    assert differences(rig) == []


def test_adopting_a_drift_shrinks_the_trade() -> None:
    rig = an_account()
    holds(rig, BTC=0.5)
    rig.ask(Reconcile())
    answer = rig.ask(SettleDifference("size_drift:1", Action.ADOPT))
    assert answer.state is Settlement.ADOPTED
    assert rig.only_trade().amount == 0.5
    assert states(rig) == [("size_drift", "adopted")]


def test_adopting_that_nothing_is_left_ends_the_trade_at_the_present_rate() -> None:
    rig = an_account()
    holds(rig, BTC=0.0)
    rig.market.set_price(PAIR, 110.0)
    rig.ask(Reconcile())
    rig.ask(SettleDifference("size_drift:1", Action.ADOPT))
    trade = rig.only_trade()
    assert (trade.is_open, trade.close_rate, trade.exit_reason) == (False, 110.0, "adopted")


def test_closing_a_drift_sells_what_is_left() -> None:
    rig = an_account()
    holds(rig, BTC=0.5)
    rig.ask(Reconcile())
    rig.ask(SettleDifference("size_drift:1", Action.CLOSE))
    request = rig.orders.requests[-1]
    assert (request.side, request.amount) == (OrderSide.SELL, Decimal("0.5"))


def test_an_ignored_difference_stays_away_until_it_grows() -> None:
    rig = an_account()
    holds(rig, BTC=0.5)
    rig.ask(Reconcile())
    rig.ask(SettleDifference("size_drift:1", Action.IGNORE))
    assert states(rig) == [("size_drift", "ignored")]
    rig.restart()
    assert rig.trader.state is BotState.RUNNING
    holds(rig, BTC=0.4)
    assert ("size_drift", "open") in states(rig)


def test_a_start_on_an_account_that_nobody_can_explain_is_refused() -> None:
    rig = an_account()
    holds(rig, BTC=0.0)
    with pytest.raises(Conflict, match="can't be explained by the stored trades: Trade 1 holds 1 BTC"):
        rig.restart()
    rig.trader.fail(Conflict("as the worker does"))
    assert rig.trader.state is BotState.STOPPED
    with pytest.raises(Conflict):
        rig.ask(Start())
    assert rig.trader.state is BotState.STOPPED
    rig.ask(SettleDifference("size_drift:1", Action.ADOPT))
    rig.ask(Start())
    assert rig.trader.state is BotState.RUNNING


def test_an_exit_of_a_closed_trade_that_filled_again_is_listed() -> None:
    rig = an_account()
    somewhere(rig, client_ids.make(BOT_ID, 77), side=OrderSide.SELL)
    (stray,) = differences(rig)
    assert (stray.kind.value, stray.state.value, stray.trade_id) == ("unknown_order", "open", 77)
    assert list(stray.actions) == [Action.ADOPT, Action.IGNORE, Action.CLOSE]
    rig.ask(SettleDifference(stray.key, Action.CLOSE))
    assert rig.orders.cancelled == ["y-1"]


def test_what_can_not_be_done_is_refused() -> None:
    rig = an_account()
    with pytest.raises(NotFound, match="no open difference 'nothing'"):
        rig.ask(SettleDifference("nothing", Action.ADOPT))
    somewhere(rig, client_ids.make(BOT_ID, 77), side=OrderSide.SELL, **filled())
    rig.ask(Reconcile())
    with pytest.raises(Refused, match="allowed: adopt, ignore"):
        rig.ask(SettleDifference("unknown_order:y-1", Action.CLOSE))


def test_nothing_is_traded_before_the_account_could_be_read() -> None:
    rig = an_account()
    rig.orders.fail_account = TemporaryError("No route.")
    rig.restart()
    with pytest.raises(TemporaryError):
        rig.run()
    rig.orders.fail_account = None
    rig.run()
    assert rig.show().reconciliation.checked_at == rig.clock.now()


def test_the_account_is_compared_again_after_the_interval() -> None:
    rig = an_account()
    holds(rig, BTC=0.5)
    rig.run()
    assert rig.show().reconciliation.differences == ()
    rig.pass_time(minutes=15)
    rig.run()
    assert [difference.state for difference in rig.show().reconciliation.differences] == [Settlement.OPEN]
    assert rig.show().reconciliation.differences[0].found_at - T0 > timedelta(minutes=15)
