"""Stop losses that are kept on the exchange."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.enums import OrderSide, OrderStatus, OrderType
from bot.errors import ExchangeError, InvalidOrder
from bot.settings.model import OrderTypes
from bot.state.commands import CancelOpenOrder, DeleteTrade, ForceExit
from tests.builders import some_settings
from tests.fakes.engine import Rig
from tests.fakes.orders import FakeOrders
from tests.unit.engine.rigs import PAIR, RealOrders, a_rig_in_a_trade, a_rig_on

MARKET = OrderTypes(stoploss="market", stoploss_on_exchange=True)
LIMIT = OrderTypes(stoploss="limit", stoploss_on_exchange=True)


def a_protected_rig(types: OrderTypes = MARKET, **options: object) -> Rig:
    """A rig that bought 1 BTC at 100, with a stop at 90 on the exchange as ``x-2``."""
    return a_rig_in_a_trade(options={"order_types": types, **options})


def stops(rig: Rig) -> list[tuple[str, str, float | None]]:
    """Id, status and stop price of the stop orders, as the trade knows them."""
    return [
        (order.order_id, order.status.value, order.stop_price)
        for order in rig.only_trade().orders
        if order.side is OrderSide.STOPLOSS
    ]


@pytest.mark.parametrize(
    ("types", "order_type", "limit"), [(MARKET, "market", None), (LIMIT, "limit", Decimal("89.1"))]
)
def test_a_stop_is_placed_in_the_pass_of_the_entry(types: OrderTypes, order_type: str, limit: Decimal | None) -> None:
    rig = a_protected_rig(types)
    request = rig.orders.requests[-1]
    assert (request.side, request.order_type, request.amount) == (OrderSide.STOPLOSS, OrderType(order_type), Decimal(1))
    assert (request.stop_price, request.price) == (Decimal(90), limit)
    assert stops(rig) == [("x-2", "open", 90.0)]
    assert rig.heard_types() == ["entry", "entry_fill"]
    rig.run(3)
    assert len(rig.orders.requests) == 2


def test_without_the_setting_there_is_none() -> None:
    rig = a_rig_in_a_trade()
    rig.run()
    assert len(rig.orders.requests) == 1


def test_a_stop_that_sold_closes_the_trade() -> None:
    rig = a_protected_rig()
    rig.pass_time(seconds=5)
    rig.market.set_price(PAIR, 95.0)
    rig.orders.fill("x-2", price=89.5)
    rig.run()
    trade = rig.only_trade()
    assert (trade.is_open, trade.exit_reason, trade.close_rate) == (False, "stoploss_on_exchange", 89.5)
    assert trade.close_rate_requested == 90.0
    assert rig.heard_types() == ["entry", "entry_fill", "exit_fill"]
    assert len(rig.orders.requests) == 2


def test_a_stop_that_sold_a_part_and_was_cancelled_is_placed_again_for_the_rest() -> None:
    rig = a_protected_rig()
    rig.orders.fill("x-2", amount=0.4, price=89.0)
    rig.orders.change("x-2", status=OrderStatus.CANCELED)
    rig.run()
    trade = rig.only_trade()
    assert (trade.is_open, trade.amount) == (True, pytest.approx(0.6))
    assert [(order.order_id, order.amount) for order in trade.orders[2:]] == [("x-3", 0.6)]


def test_a_stop_that_was_cancelled_elsewhere_is_placed_again() -> None:
    rig = a_protected_rig()
    rig.orders.change("x-2", status=OrderStatus.CANCELED)
    rig.run()
    assert stops(rig) == [("x-2", "canceled", 90.0), ("x-3", "open", 90.0)]
    assert rig.heard_types() == ["entry", "entry_fill"]


def test_a_stop_that_the_exchange_forgot_is_placed_again() -> None:
    rig = a_protected_rig()
    del rig.orders.reports["x-2"]
    rig.run()
    assert [status for _, status, _ in stops(rig)] == ["canceled", "open"]


def test_a_tighter_stop_moves_the_order_once_the_interval_is_over() -> None:
    rig = a_protected_rig(trailing_stop=True)
    rig.pass_time(seconds=30)
    rig.market.set_price(PAIR, 120.0)
    rig.run()
    assert stops(rig) == [("x-2", "open", 90.0)]
    rig.pass_time(seconds=31)
    rig.run()
    assert stops(rig) == [("x-2", "canceled", 90.0), ("x-3", "open", 108.0)]
    assert rig.orders.cancelled == ["x-2"]


def test_a_stop_that_sells_while_it_is_moved_is_not_placed_again() -> None:
    rig = a_protected_rig(trailing_stop=True)
    rig.market.set_price(PAIR, 120.0)
    rig.run()
    rig.pass_time(seconds=61)
    cancel = rig.orders.cancel
    rig.orders.cancel = lambda order_id, pair, **_: rig.orders.fill(order_id, price=89.9) and cancel(order_id, pair)  # type: ignore[method-assign]
    rig.run()
    assert (rig.only_trade().is_open, len(rig.orders.requests)) == (False, 2)


def test_other_exits_cancel_the_stop_first() -> None:
    rig = a_protected_rig()
    rig.ask(ForceExit(trade_id=1))
    assert rig.orders.cancelled == ["x-2"]
    assert [request.side for request in rig.orders.requests] == [OrderSide.BUY, OrderSide.STOPLOSS, OrderSide.SELL]
    assert (rig.only_trade().is_open, rig.only_trade().exit_reason) == (False, "force_exit")


def test_a_part_that_is_sold_leaves_a_stop_for_the_rest() -> None:
    rig = a_protected_rig()
    rig.ask(ForceExit(trade_id=1, amount=0.5))
    rig.run()
    order = rig.only_trade().stop_order
    assert order is not None
    assert (order.amount, order.stop_price) == (0.5, 90.0)


def test_while_an_exit_waits_there_is_no_stop_and_after_it_there_is() -> None:
    rig = a_protected_rig()
    rig.orders.fill_at_once = False
    rig.ask(ForceExit(trade_id=1))
    rig.run()
    assert rig.only_trade().stop_order is None
    rig.ask(CancelOpenOrder(1))
    rig.run()
    assert rig.only_trade().stop_order is not None


def test_a_stop_that_would_sell_at_once_is_an_emergency() -> None:
    rig = a_rig_on(FakeOrders(fill_at_once=True), options={"order_types": MARKET}).start()
    rig.signal()
    rig.orders.script.extend([{}, InvalidOrder("It would trigger at once.")])
    rig.run()
    rig.strategy.signals.clear()
    rig.orders.fill("x-1")
    rig.run()
    trade = rig.only_trade()
    assert (trade.is_open, trade.exit_reason) == (False, "emergency_exit")
    assert [order.status.value for order in trade.orders] == ["closed", "rejected", "closed"]


def test_a_position_that_can_t_be_left_stays_and_is_watched_by_the_bot() -> None:
    rig = a_protected_rig()
    rig.orders.change("x-2", status=OrderStatus.CANCELED)
    rig.strategy.confirms_exit = False
    rig.orders.script.append(InvalidOrder("It would trigger at once."))
    rig.run()
    assert rig.only_trade().is_open
    rig.strategy.confirms_exit = True
    rig.market.set_price(PAIR, 89.0)
    rig.orders.script.append(ExchangeError("No stops today."))
    rig.run()
    assert (rig.only_trade().is_open, rig.only_trade().exit_reason) == (False, "stop_loss")


def test_live_the_exchange_watches_the_stop() -> None:
    rig = a_rig_on(RealOrders(), settings=some_settings(dry_run=False), options={"order_types": MARKET}).start()
    rig.signal()
    rig.run()
    rig.strategy.signals.clear()
    rig.orders.fill("x-1")
    rig.run()
    rig.market.set_price(PAIR, 89.0)
    rig.run()
    assert (rig.only_trade().is_open, rig.orders.cancelled) == (True, [])


def test_the_stop_stays_while_the_bot_is_away_and_is_followed_after() -> None:
    rig = a_rig_on(RealOrders(), options={"order_types": MARKET}).start()
    rig.signal()
    rig.run()
    rig.strategy.signals.clear()
    rig.orders.fill("x-1")
    rig.run()
    rig.trader.shutdown()
    assert rig.orders.cancelled == []
    rig.orders.fill("x-2", price=89.9)
    rig.restart().run()
    assert rig.only_trade().exit_reason == "stoploss_on_exchange"


def test_deleting_a_trade_takes_its_stop_away() -> None:
    rig = a_protected_rig()
    assert rig.ask(DeleteTrade(1)).canceled_orders == 1
    assert rig.orders.cancelled == ["x-2"]


def test_a_stop_is_still_followed_when_the_setting_is_taken_back() -> None:
    rig = a_protected_rig()
    rig.strategy.options = replace(rig.strategy.options, order_types=OrderTypes())
    rig.orders.fill("x-2", price=89.0)
    rig.run()
    assert rig.only_trade().exit_reason == "stoploss_on_exchange"
