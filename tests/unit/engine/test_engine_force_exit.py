"""Exits by hand."""

import math
from typing import Any

import pytest

from bot.domain.enums import BotState, OrderSide, OrderStatus, OrderType
from bot.errors import InvalidOrder, Refused, TemporaryError
from bot.settings.model import OrderTypes
from bot.state.commands import ForceEnter, ForceExit, Pause, Stop
from tests.builders import a_trade, an_open_order, an_order
from tests.fakes.engine import Rig, a_running_rig
from tests.fakes.orders import FakeOrders
from tests.unit.engine.rigs import ETH, PAIR, RacingOrders, a_rig_in_a_trade, a_rig_on, a_rig_with_an_order, two_markets


def leave(rig: Rig, trade_id: int | None = 1, **values: Any) -> str:
    answer: str = rig.ask(ForceExit(trade_id=trade_id, **values))
    return answer


def test_an_exit_by_hand_ends_the_trade() -> None:
    rig = a_rig_in_a_trade()
    rig.market.set_price(PAIR, 104.0)
    assert leave(rig) == "Created exit order for trade 1."
    trade = rig.only_trade()
    assert (trade.is_open, trade.exit_reason, trade.close_rate) == (False, "force_exit", 104.0)


def test_a_paused_bot_leaves_by_hand() -> None:
    rig = a_rig_in_a_trade()
    rig.ask(Pause())
    leave(rig)
    assert not rig.only_trade().is_open


def test_a_stopped_bot_leaves_nothing() -> None:
    rig = a_rig_in_a_trade()
    rig.ask(Stop())
    with pytest.raises(Refused, match="trader is not running"):
        leave(rig)
    assert rig.only_trade().is_open


@pytest.mark.parametrize("trade_id", [0, 2, -1])
def test_an_unknown_trade_can_not_be_left(trade_id: int) -> None:
    with pytest.raises(Refused, match="invalid argument"):
        leave(a_rig_in_a_trade(), trade_id)


def test_a_closed_trade_can_not_be_left_again() -> None:
    rig = a_rig_in_a_trade()
    leave(rig)
    with pytest.raises(Refused, match="invalid argument"):
        leave(rig)


def test_an_exit_at_a_limit_waits_for_it() -> None:
    rig = a_rig_in_a_trade()
    rig.orders.fill_at_once = False
    leave(rig, order_type=OrderType.LIMIT, price=120.0)
    request = rig.orders.requests[-1]
    assert (request.side, request.order_type, float(request.price or 0)) == (OrderSide.SELL, OrderType.LIMIT, 120.0)
    trade = rig.only_trade()
    assert (trade.exit_reason, trade.close_rate_requested, trade.is_open) == ("force_exit", 120.0, True)


def test_the_order_type_for_exits_by_hand_can_be_configured() -> None:
    rig = a_rig_in_a_trade(options={"order_types": OrderTypes(force_exit="market")})
    leave(rig)
    assert rig.orders.requests[-1].order_type is OrderType.MARKET


def test_a_market_exit_takes_no_price() -> None:
    rig = a_rig_in_a_trade()
    leave(rig, order_type=OrderType.MARKET, price=120.0)
    request = rig.orders.requests[-1]
    assert (request.order_type, float(request.price or 0)) == (OrderType.MARKET, 100.0)


def test_a_part_is_left_and_the_rest_stays_open() -> None:
    rig = a_rig_in_a_trade()
    rig.market.set_price(PAIR, 110.0)
    leave(rig, amount=0.4)
    trade = rig.only_trade()
    profit = 0.4 * 110 * 0.999 - 0.4 * 100 * 1.001
    assert (trade.is_open, trade.amount, trade.exit_reason) == (True, pytest.approx(0.6), None)
    assert (trade.realized_profit, trade.stake_amount) == (pytest.approx(profit), pytest.approx(60.0))
    assert (rig.heard[-1].data["sub_trade"], rig.heard[-1].data["is_final_exit"]) == (True, False)


def test_a_part_that_leaves_too_little_is_refused() -> None:
    rig = a_rig_in_a_trade()
    with pytest.raises(Refused, match=r"Remaining amount of 0\.01 would be too small\."):
        leave(rig, amount=0.99)
    assert len(rig.orders.requests) == 1


def test_the_whole_amount_as_a_part_is_the_whole_trade() -> None:
    rig = a_rig_in_a_trade()
    leave(rig, amount=1.0)
    assert not rig.only_trade().is_open


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"amount": 1.001}, "more than the trade holds"),
        ({"amount": 0.0001}, "smallest amount step"),
        ({"amount": -1.0}, "must be a number above 0"),
        ({"amount": math.nan}, "must be a number above 0"),
        ({"price": math.inf}, "must be a number above 0"),
        ({"price": 0.001, "order_type": OrderType.LIMIT}, "smallest price step"),
    ],
)
def test_an_exit_that_can_not_be_meant_is_refused(values: dict[str, Any], why: str) -> None:
    rig = a_rig_in_a_trade()
    with pytest.raises(Refused, match=why):
        leave(rig, **values)
    assert (len(rig.orders.requests), rig.only_trade().exit_reason) == (1, None)


def test_all_trades_are_left() -> None:
    rig = a_rig_in_a_trade(market=two_markets(), pairs=[PAIR, ETH])
    rig.ask(ForceEnter(pair=ETH))
    assert leave(rig, None) == "Created exit orders for all open trades."
    assert rig.trades.open_trades() == []


def test_leaving_all_of_none_is_fine() -> None:
    assert leave(a_running_rig(), None) == "Created exit orders for all open trades."


def test_one_trade_that_stays_does_not_keep_the_others() -> None:
    rig = a_rig_in_a_trade(market=two_markets(), pairs=[PAIR, ETH])
    rig.ask(ForceEnter(pair=ETH))
    rig.orders.script.append(InvalidOrder("Not now."))
    with pytest.raises(Refused, match=r"but not for trade 1: Failed to exit trade\. Not now"):
        leave(rig, None)
    assert [trade.pair for trade in rig.trades.open_trades()] == [PAIR]


def test_the_strategy_may_refuse_an_exit_by_hand() -> None:
    rig = a_rig_in_a_trade()
    rig.strategy.confirms_exit = False
    with pytest.raises(Refused, match="Failed to exit trade"):
        leave(rig)
    assert rig.only_trade().is_open


def test_a_trade_that_never_filled_is_cancelled_instead_of_left() -> None:
    rig = a_rig_with_an_order()
    assert leave(rig) == "Created exit order for trade 1."
    assert (rig.trades.all(), rig.orders.cancelled) == ([], ["x-1"])
    assert rig.heard_types() == ["entry", "entry_cancel"]


def test_what_filled_while_the_entry_was_cancelled_is_sold() -> None:
    rig = a_rig_with_an_order()
    rig.orders.fill("x-1", 0.5)
    leave(rig)
    assert float(rig.orders.requests[-1].amount) == 0.5
    assert rig.orders.requests[-1].side is OrderSide.SELL


def test_an_open_exit_order_makes_room_for_the_one_by_hand() -> None:
    rig = a_rig_in_a_trade()
    rig.orders.fill_at_once = False
    leave(rig, order_type=OrderType.LIMIT, price=120.0)
    leave(rig, order_type=OrderType.LIMIT, price=110.0)
    assert (rig.orders.cancelled, float(rig.orders.requests[-1].price or 0)) == (["x-2"], 110.0)
    assert rig.only_trade().exit_reason == "force_exit"


def test_an_exchange_that_is_away_is_told_to_the_user() -> None:
    rig = a_rig_in_a_trade()
    rig.orders.fill_at_once = False
    leave(rig, order_type=OrderType.LIMIT, price=120.0)
    rig.orders.fail = TemporaryError("Away.")
    with pytest.raises(Refused, match=r"Failed to exit trade\. Away\."):
        leave(rig, order_type=OrderType.LIMIT, price=110.0)
    assert len(rig.only_trade().open_orders) == 1


def test_a_position_of_an_earlier_run_with_an_open_addition_is_left_whole() -> None:
    waiting = an_open_order(id=2, order_id="x-9", client_order_id="tp-9")
    rig = Rig(a_trade(orders=(an_order(), waiting)), fill_at_once=True).start()
    rig.run()
    leave(rig)
    trade = rig.only_trade()
    assert (trade.is_open, rig.orders.cancelled) == (False, ["x-9"])
    assert trade.orders[1].status is OrderStatus.CANCELED
    assert rig.trader.state is BotState.RUNNING


def test_an_exit_that_fills_while_it_makes_room_is_not_sold_twice() -> None:
    rig = a_rig_on(RacingOrders(FakeOrders.fill), a_trade()).start()
    leave(rig, order_type=OrderType.LIMIT, price=120.0)
    leave(rig, order_type=OrderType.LIMIT, price=110.0)
    assert (rig.only_trade().is_open, rig.only_trade().close_rate) == (False, 120.0)
    assert len(rig.orders.requests) == 1


def test_an_exit_that_fills_in_part_while_it_makes_room_is_sold_for_the_rest() -> None:
    rig = a_rig_on(RacingOrders(lambda orders, order_id: orders.fill(order_id, 0.25)), a_trade()).start()
    leave(rig, order_type=OrderType.LIMIT, price=120.0)
    leave(rig, order_type=OrderType.LIMIT, price=110.0)
    assert [float(request.amount) for request in rig.orders.requests] == [1.0, 0.75]
    assert rig.only_trade().amount == 0.75
