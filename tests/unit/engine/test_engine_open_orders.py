"""Orders that wait: fills, timeouts, new prices."""

from typing import Any

import pytest

from bot.domain.enums import OrderSide, OrderStatus, OrderType
from bot.domain.events import EventType
from bot.errors import InvalidOrder, TemporaryError
from bot.settings.model import OrderTypes, UnfilledTimeout
from tests.fakes.engine import Rig, a_rig
from tests.fakes.orders import FakeOrders
from tests.unit.engine.rigs import PAIR, LazyOrders, RacingOrders, a_rig_in_a_trade, a_rig_with_an_order

TEN_MINUTES = {"unfilledtimeout": UnfilledTimeout(entry=10.0, exit=10.0)}


def a_rig_that_sells(**options: Any) -> Rig:
    """A rig whose exit order of 1 BTC at 89 waits as ``x-2``."""
    rig = a_rig_in_a_trade(options=options)
    rig.orders.fill_at_once = False
    rig.market.set_price(PAIR, 89.0)
    rig.run()
    return rig


def test_without_a_limit_an_order_waits_for_ever() -> None:
    rig = a_rig_with_an_order()
    rig.pass_time(hours=5)
    rig.run()
    assert len(rig.only_trade().open_orders) == 1


def test_an_entry_that_waited_too_long_ends_the_trade() -> None:
    rig = a_rig_with_an_order(options=TEN_MINUTES)
    rig.pass_time(minutes=9, seconds=59)
    rig.run()
    assert rig.orders.cancelled == []
    rig.pass_time(seconds=1)
    rig.run()
    assert (rig.orders.cancelled, rig.trades.all()) == (["x-1"], [])
    assert rig.last(EventType.ENTRY_CANCEL)["reason"] == "cancelled due to timeout, fully cancelled"


def test_the_unit_of_a_timeout_can_be_seconds() -> None:
    rig = a_rig_with_an_order(options={"unfilledtimeout": UnfilledTimeout(entry=30.0, unit="seconds")})
    rig.pass_time(seconds=30)
    rig.run()
    assert rig.trades.all() == []


def test_an_entry_that_filled_in_part_keeps_the_part() -> None:
    rig = a_rig_with_an_order(options=TEN_MINUTES)
    rig.orders.fill("x-1", 0.4)
    rig.pass_time(minutes=10)
    rig.run()
    trade = rig.only_trade()
    assert (trade.amount, trade.stake_amount, trade.open_orders) == (0.4, 40.0, ())
    assert trade.orders[0].cancel_reason == "cancelled due to timeout"
    assert rig.last(EventType.ENTRY_CANCEL)["reason"] == "cancelled due to timeout, partially filled"
    assert rig.heard_types() == ["entry", "entry_cancel", "entry_fill"]


def test_a_part_too_small_to_be_sold_waits_for_the_rest() -> None:
    rig = a_rig_with_an_order(options=TEN_MINUTES)
    rig.orders.fill("x-1", 0.05)
    rig.pass_time(minutes=10)
    rig.run()
    assert (rig.orders.cancelled, len(rig.only_trade().open_orders)) == ([], 1)
    assert rig.only_trade().orders[0].filled == 0.05


def test_what_filled_while_it_was_cancelled_counts_as_filled() -> None:
    rig = a_rig_with_an_order(RacingOrders(FakeOrders.fill), options=TEN_MINUTES)
    rig.pass_time(minutes=10)
    rig.run()
    trade = rig.only_trade()
    assert (trade.amount, trade.orders[0].status) == (1.0, OrderStatus.CLOSED)
    assert rig.heard_types() == ["entry", "entry_fill"]


def test_the_strategy_may_call_a_timeout() -> None:
    rig = a_rig_with_an_order()
    rig.strategy.entry_times_out = True
    rig.run()
    assert rig.trades.all() == []


def test_an_exit_that_waited_too_long_leaves_the_trade_open() -> None:
    rig = a_rig_that_sells(**TEN_MINUTES)
    rig.market.set_price(PAIR, 95.0)
    rig.pass_time(minutes=10)
    rig.run()
    trade = rig.only_trade()
    assert (trade.is_open, trade.exit_reason, trade.close_rate_requested, trade.open_orders) == (True, None, None, ())
    assert rig.last(EventType.EXIT_CANCEL)["reason"] == "cancelled due to timeout"


def test_the_strategy_may_call_an_exits_timeout() -> None:
    rig = a_rig_that_sells()
    rig.market.set_price(PAIR, 95.0)
    rig.strategy.exit_times_out = True
    rig.run()
    assert rig.orders.cancelled == ["x-2"]


def test_a_part_of_an_exit_is_kept_as_sold() -> None:
    rig = a_rig_that_sells(**TEN_MINUTES)
    rig.orders.fill("x-2", 0.4)
    rig.market.set_price(PAIR, 95.0)
    rig.pass_time(minutes=10)
    rig.run()
    trade = rig.only_trade()
    assert (trade.is_open, trade.amount, trade.exit_reason) == (True, pytest.approx(0.6), None)
    assert trade.realized_profit == pytest.approx(0.4 * 89 * 0.999 - 0.4 * 100 * 1.001)
    assert rig.last(EventType.EXIT_CANCEL)["reason"] == "cancelled due to timeout, partially filled"


def test_an_exit_that_would_leave_too_little_waits_for_the_rest() -> None:
    rig = a_rig_that_sells(**TEN_MINUTES)
    rig.orders.fill("x-2", 0.99)
    rig.pass_time(minutes=10)
    rig.run()
    assert rig.orders.cancelled == []


def test_after_enough_timeouts_a_trade_is_left_at_any_price() -> None:
    rig = a_rig_that_sells(unfilledtimeout=UnfilledTimeout(exit=10.0, exit_timeout_count=2))
    rig.pass_time(minutes=10)
    rig.run()
    assert (rig.orders.cancelled, rig.orders.requests[-1].order_type) == (["x-2"], OrderType.LIMIT)
    rig.orders.fill_at_once = True
    rig.pass_time(minutes=10)
    rig.run()
    assert rig.orders.requests[-1].order_type is OrderType.MARKET
    assert rig.only_trade().exit_reason == "emergency_exit"
    assert not rig.only_trade().is_open
    assert len(rig.orders.requests) == 4


def test_the_type_of_an_emergency_exit_can_be_configured() -> None:
    timeout = UnfilledTimeout(exit=10.0, exit_timeout_count=1)
    rig = a_rig_that_sells(unfilledtimeout=timeout, order_types=OrderTypes(emergency_exit="limit"))
    rig.pass_time(minutes=10)
    rig.run()
    assert rig.orders.requests[-1].order_type is OrderType.LIMIT
    assert rig.only_trade().exit_reason == "emergency_exit"


def test_an_emergency_that_the_exchange_refuses_leaves_the_trade_open() -> None:
    rig = a_rig_that_sells(unfilledtimeout=UnfilledTimeout(exit=10.0, exit_timeout_count=1))
    rig.orders.script.append(InvalidOrder("Closed."))
    rig.market.set_price(PAIR, 95.0)
    rig.pass_time(minutes=10)
    rig.run()
    assert (rig.only_trade().is_open, rig.only_trade().exit_reason) == (True, None)


def test_an_emergency_without_a_price_is_told_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    rig = a_rig_that_sells(unfilledtimeout=UnfilledTimeout(exit=10.0, exit_timeout_count=1))
    rig.market.set_book(PAIR, bids=[], asks=[])
    rig.pass_time(minutes=10)
    rig.run()
    assert "is not left: BTC/USDT has no price at the moment." in caplog.text


def test_an_order_cancelled_on_the_exchange_is_followed() -> None:
    rig = a_rig_with_an_order()
    rig.orders.change("x-1", status=OrderStatus.CANCELED)
    rig.run()
    assert rig.trades.all() == []
    assert rig.last(EventType.ENTRY_CANCEL)["reason"] == "cancelled on exchange, fully cancelled"


def test_an_exit_cancelled_on_the_exchange_leaves_the_trade_open() -> None:
    rig = a_rig_that_sells()
    rig.orders.change("x-2", status=OrderStatus.EXPIRED)
    rig.market.set_price(PAIR, 95.0)
    rig.run()
    assert (rig.only_trade().exit_reason, rig.only_trade().exit_order_status) == (None, "expired")


def test_a_partial_fill_is_stored_but_no_position_yet() -> None:
    rig = a_rig_with_an_order()
    rig.orders.fill("x-1", 0.3)
    rig.run()
    trade = rig.only_trade()
    assert (trade.orders[0].filled, trade.amount, trade.has_position) == (0.3, 0.0, False)
    writes = rig.trades.writes
    rig.run()
    assert rig.trades.writes == writes


def test_an_exchange_that_is_away_for_one_order_is_asked_again() -> None:
    rig = a_rig_with_an_order()
    rig.orders.fill("x-1")
    rig.orders.fail = TemporaryError("Away.")
    rig.run()
    assert not rig.only_trade().has_position
    rig.run()
    assert rig.only_trade().has_position


def test_a_cancel_that_the_exchange_has_not_carried_out_changes_nothing() -> None:
    rig = a_rig_with_an_order(LazyOrders(), options=TEN_MINUTES)
    rig.pass_time(minutes=10)
    rig.run()
    assert len(rig.only_trade().open_orders) == 1


def next_candle(rig: Rig) -> None:
    rig.pass_time(minutes=5)
    rig.run()


def test_the_strategy_is_asked_for_a_new_price_once_per_candle() -> None:
    rig = a_rig_with_an_order()
    rig.run(2)
    assert rig.strategy.called("adjusted_order_price") == []
    next_candle(rig)
    rig.run(2)
    assert rig.strategy.called("adjusted_order_price") == [1]
    next_candle(rig)
    assert rig.strategy.called("adjusted_order_price") == [1, 1]
    assert len(rig.orders.requests) == 1


def test_another_price_replaces_the_order_for_the_same_stake() -> None:
    rig = a_rig_with_an_order()
    rig.strategy.order_price = lambda price: 80.0
    next_candle(rig)
    request = rig.orders.requests[-1]
    assert (rig.orders.cancelled, float(request.price or 0), float(request.amount)) == (["x-1"], 80.0, 1.25)
    first, second = rig.only_trade().orders
    assert (first.status, first.cancel_reason) == (
        OrderStatus.CANCELED,
        "cancelled to be replaced by new limit order",
    )
    assert (second.order_id, second.tag) == ("x-2", "dip")


def test_no_price_cancels_the_order() -> None:
    rig = a_rig_with_an_order()
    rig.strategy.order_price = lambda price: None
    next_candle(rig)
    assert rig.trades.all() == []
    assert rig.last(EventType.ENTRY_CANCEL)["reason"] == "user requested order cancel, fully cancelled"


def test_a_price_that_rounds_to_the_same_keeps_the_order() -> None:
    rig = a_rig_with_an_order()
    rig.strategy.order_price = lambda price: 100.0001
    next_candle(rig)
    assert rig.orders.cancelled == []


def test_a_price_for_which_nothing_can_be_bought_keeps_the_order() -> None:
    rig = a_rig_with_an_order()
    rig.strategy.order_price = lambda price: 1e9
    next_candle(rig)
    assert rig.orders.cancelled == []


def test_an_exit_order_follows_the_price_with_the_same_amount_and_reason() -> None:
    rig = a_rig_that_sells()
    rig.strategy.order_price = lambda price: 85.0
    rig.market.set_price(PAIR, 95.0)
    next_candle(rig)
    request = rig.orders.requests[-1]
    assert (request.side, float(request.price or 0), float(request.amount)) == (OrderSide.SELL, 85.0, 1.0)
    assert rig.only_trade().exit_reason == "stop_loss"


def test_a_part_filled_order_is_replaced_for_the_rest() -> None:
    rig = a_rig_with_an_order()
    rig.orders.fill("x-1", 0.5)
    rig.run()
    rig.strategy.order_price = lambda price: 98.0
    next_candle(rig)
    trade = rig.only_trade()
    assert (trade.amount, float(rig.orders.requests[-1].amount)) == (0.5, 0.51)


def test_an_order_that_fills_further_while_it_is_replaced_is_not_replaced() -> None:
    rig = a_rig_with_an_order(RacingOrders(FakeOrders.fill))
    rig.strategy.order_price = lambda price: 98.0
    next_candle(rig)
    assert (rig.only_trade().amount, len(rig.orders.requests)) == (1.0, 1)


def test_a_replacement_that_the_exchange_refuses_ends_an_unfilled_trade() -> None:
    rig = a_rig_with_an_order()
    rig.strategy.order_price = lambda price: 98.0
    rig.orders.script.append(InvalidOrder("No."))
    next_candle(rig)
    assert rig.trades.all() == []
    assert rig.last(EventType.ENTRY_CANCEL)["reason"] == "failed to replace order, deleting Trade"


def test_a_replacement_that_the_exchange_refuses_keeps_what_has_filled() -> None:
    rig = a_rig_with_an_order()
    rig.orders.fill("x-1", 0.5)
    rig.run()
    rig.strategy.order_price = lambda price: 98.0
    rig.orders.script.append(InvalidOrder("No."))
    next_candle(rig)
    assert (rig.only_trade().amount, rig.only_trade().open_orders) == (0.5, ())


def test_an_order_that_the_exchange_forgot_while_it_was_cancelled_is_over() -> None:
    rig = a_rig_with_an_order(RacingOrders(lambda orders, _: orders.reports.clear()))
    rig.strategy.entry_times_out = True
    rig.run()
    assert rig.trades.all() == []


def test_an_order_that_timed_out_unseen_is_placed_anew_by_the_next_signal() -> None:
    rig = a_rig(options=TEN_MINUTES)
    rig.signal()
    rig.run()
    rig.pass_time(minutes=10)
    rig.run()
    assert [request.pair for request in rig.orders.requests] == [PAIR, PAIR]
    assert [trade.id for trade in rig.trades.all()] == [2]


def test_an_order_that_fills_in_part_while_it_is_replaced_is_not_replaced() -> None:
    rig = a_rig_with_an_order(RacingOrders(lambda orders, order_id: orders.fill(order_id, 0.5)))
    rig.strategy.order_price = lambda price: 98.0
    next_candle(rig)
    assert (rig.only_trade().amount, rig.only_trade().open_orders, len(rig.orders.requests)) == (0.5, (), 1)
