"""What the exchange tells of an order is looked at between two passes."""

from __future__ import annotations

from bot.domain.enums import OrderSide
from bot.errors import TemporaryError
from bot.settings.model import OrderTypes
from bot.state.commands import FollowOrder, Stop
from tests.fakes.orders import FakeOrders
from tests.unit.engine.rigs import a_rig_with_an_order


def test_a_fill_is_taken_and_protected_at_once() -> None:
    on_exchange = OrderTypes(stoploss="market", stoploss_on_exchange=True)
    rig = a_rig_with_an_order(options={"order_types": on_exchange})
    rig.orders.fill("x-1")
    rig.ask(FollowOrder("x-1"))
    assert rig.only_trade().amount == 1.0
    assert [request.side for request in rig.orders.requests] == [OrderSide.BUY, OrderSide.STOPLOSS]
    assert "entry_fill" in rig.heard_types()


def test_an_order_that_nobody_knows_is_not_asked_for() -> None:
    rig = a_rig_with_an_order()
    rig.orders.fail = TemporaryError("Asked.")
    rig.ask(FollowOrder("y-7"))
    assert rig.orders.fail is not None


def test_an_exchange_that_is_away_is_asked_again_in_the_next_pass() -> None:
    rig = a_rig_with_an_order()
    rig.orders.fill("x-1")
    rig.orders.fail = TemporaryError("Away.")
    rig.ask(FollowOrder("x-1"))
    assert rig.only_trade().amount == 0.0
    rig.run()
    assert rig.only_trade().amount == 1.0


def test_a_stopped_bot_looks_at_nothing() -> None:
    rig = a_rig_with_an_order(FakeOrders())
    rig.ask(Stop())
    rig.orders.fill("x-1")
    rig.ask(FollowOrder("x-1"))
    assert rig.only_trade().amount == 0.0
