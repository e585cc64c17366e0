"""Paper orders, rule by rule."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import ManualClock
from bot.domain.enums import OrderSide, OrderStatus, OrderType, PrecisionMode
from bot.domain.market import Ticker
from bot.domain.order import OrderReport, OrderRequest
from bot.errors import ExchangeError, InvalidOrder, OrderNotFound, TemporaryError
from bot.exchange.paper import PaperOrders
from bot.ports import Orders
from tests.builders import T0, a_market
from tests.fakes.market import FakeMarket

PAIR = "BTC/USDT"


class Desk:
    """A market with a spread from 99.9 to 100.1 and a paper account on it."""

    def __init__(self, fee: float | None = None, **options: Any) -> None:
        self.clock = ManualClock(T0)
        self.market = FakeMarket(a_market(maker_fee=0.0008, taker_fee=0.001), clock=self.clock)
        self.orders = PaperOrders(self.market, self.clock, fee, **options)
        self.placed = 0
        self.price(100.0)

    def price(self, price: float) -> None:
        self.market.set_price(PAIR, price, spread=0.2)

    def place(self, side: OrderSide = OrderSide.BUY, price: str | None = "100", **changes: Any) -> OrderReport:
        self.placed += 1
        values: dict[str, Any] = {
            "client_order_id": f"tp-{self.placed}",
            "pair": PAIR,
            "side": side,
            "order_type": OrderType.LIMIT if price else OrderType.MARKET,
            "amount": Decimal(1),
            "price": None if price is None else Decimal(price),
        }
        return self.orders.create(OrderRequest(**{**values, **changes}))

    def stop(self, stop_price: str, price: str | None = None, **changes: Any) -> OrderReport:
        return self.place(OrderSide.STOPLOSS, price, stop_price=Decimal(stop_price), **changes)

    def look(self, order: OrderReport) -> OrderReport:
        return self.orders.fetch(order.order_id, order.pair)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_it_is_a_place_for_orders(desk):
    place: Orders = desk.orders
    assert place.balances() is None


@pytest.mark.parametrize("side", [OrderSide.BUY, OrderSide.SELL])
def test_ids_say_that_the_order_is_simulated(desk, side):
    order = desk.place(side)
    assert re.fullmatch(rf"dry_run_{side}_BTC/USDT_[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}", order.order_id)
    assert order.client_order_id == "tp-1"


# Limit orders


def test_a_limit_order_beside_the_market_stays_open(desk):
    order = desk.place(price="99")
    assert (order.status, order.filled, order.remaining, order.price) == (OrderStatus.OPEN, 0.0, 1.0, 99.0)
    assert (order.average, order.fee_cost, order.filled_at) == (None, None, None)
    assert order.placed_at == T0
    assert desk.look(order) == order


@pytest.mark.parametrize(("side", "price"), [(OrderSide.BUY, "100.1"), (OrderSide.SELL, "99.9")])
def test_a_limit_order_at_the_best_price_fills_at_once_at_its_limit_for_the_taker_fee(desk, side, price):
    order = desk.place(side, price)
    assert order.status is OrderStatus.CLOSED
    assert (order.filled, order.remaining, order.average) == (1.0, 0.0, float(price))
    assert order.cost == float(price)
    assert order.fee_rate == 0.001
    assert order.fee_cost == pytest.approx(float(price) * 0.001)
    assert order.fee_currency == "USDT"
    assert order.filled_at == T0


@pytest.mark.parametrize(("side", "price", "later"), [(OrderSide.BUY, "99", 98.0), (OrderSide.SELL, "101", 102.0)])
def test_a_limit_order_fills_later_at_its_limit_for_the_maker_fee(desk, side, price, later):
    order = desk.place(side, price)
    desk.price(later)
    filled_at = desk.clock.advance(minutes=3)
    filled = desk.look(order)
    assert (filled.status, filled.average, filled.fee_rate) == (OrderStatus.CLOSED, float(price), 0.0008)
    assert (filled.placed_at, filled.filled_at) == (T0, filled_at)


def test_a_limit_order_fills_when_the_best_price_only_just_reaches_it(desk):
    order = desk.place(price="99")
    desk.market.set_book(PAIR, bids=[(98, 1)], asks=[(99.01, 1)])
    assert desk.look(order).status is OrderStatus.OPEN
    desk.market.set_book(PAIR, bids=[(98, 1)], asks=[(99.0, 0.001)])
    assert desk.look(order).status is OrderStatus.CLOSED


def test_a_filled_order_stays_as_it_is(desk):
    order = desk.place(price="100.1")
    desk.price(50.0)
    assert desk.look(order) == order


@pytest.mark.parametrize(("side", "price"), [(OrderSide.BUY, "101.12"), (OrderSide.SELL, "98.91")])
def test_a_limit_order_that_crosses_by_more_than_one_percent_becomes_a_market_order(desk, side, price):
    order = desk.place(side, price)
    assert order.order_type is OrderType.MARKET
    assert order.status is OrderStatus.CLOSED
    assert order.average == (100.1 if side is OrderSide.BUY else 99.9)
    assert order.price == order.average
    assert order.fee_rate == 0.001


@pytest.mark.parametrize(("side", "price"), [(OrderSide.BUY, "101.1"), (OrderSide.SELL, "98.92")])
def test_a_limit_order_that_crosses_by_less_stays_a_limit_order(desk, side, price):
    order = desk.place(side, price)
    assert (order.order_type, order.average) == (OrderType.LIMIT, float(price))


@pytest.mark.parametrize("side", [OrderSide.BUY, OrderSide.SELL])
def test_without_a_book_a_limit_order_fills_at_once(desk, side):
    desk.market.set_book(PAIR, bids=[], asks=[])
    order = desk.place(side, "70")
    assert (order.status, order.average, order.order_type) == (OrderStatus.CLOSED, 70.0, OrderType.LIMIT)


# Market orders


@pytest.mark.parametrize(("side", "average"), [(OrderSide.BUY, 101.25), (OrderSide.SELL, 98.75)])
def test_a_market_order_fills_at_the_average_of_the_book_for_the_taker_fee(desk, side, average):
    desk.market.set_book(PAIR, bids=[(99.5, 1), (98.5, 9)], asks=[(100.5, 1), (101.5, 9)])
    order = desk.place(side, None, amount=Decimal(4))
    assert (order.status, order.filled, order.average, order.price) == (OrderStatus.CLOSED, 4.0, average, average)
    assert order.cost == 4 * average
    assert order.fee_cost == pytest.approx(4 * average * 0.001)


def test_what_the_book_can_t_serve_costs_the_last_level(desk):
    desk.market.set_book(PAIR, bids=[(99, 1)], asks=[(100, 1), (102, 1)])
    assert desk.place(price=None, amount=Decimal(4)).average == 101.5


def test_the_average_is_rounded_to_the_market_s_prices(desk):
    desk.market.set_book(PAIR, bids=[(99, 1)], asks=[(100, 1), (100.01, 2)])
    order = desk.place(price=None, amount=Decimal(3))
    assert order.average == 100.01
    assert order.cost == pytest.approx(300.03)


@pytest.mark.parametrize(("side", "worst"), [(OrderSide.BUY, 105.0), (OrderSide.SELL, 95.0)])
def test_slippage_is_limited_to_five_percent(desk, side, worst):
    desk.market.set_book(PAIR, bids=[(100, 0.1), (50, 9)], asks=[(100, 0.1), (200, 9)])
    assert desk.place(side, None, amount=Decimal(5)).average == worst


def test_slippage_counts_from_the_rate_of_the_request(desk):
    desk.market.set_book(PAIR, bids=[(99, 1)], asks=[(120, 9)])
    order = desk.place(price="100", order_type=OrderType.MARKET)
    assert order.average == 105.0


def test_a_market_order_without_a_book_fills_at_the_last_price(desk):
    desk.market.set_book(PAIR, bids=[], asks=[])
    assert desk.place(price=None).average == 100.0


def test_a_market_order_without_any_price_is_refused(desk):
    desk.market.set_book(PAIR, bids=[], asks=[])
    desk.market.set_ticker(Ticker(pair=PAIR, bid=None, ask=None, last=None))
    with pytest.raises(ExchangeError, match="has no price"):
        desk.place(price=None)


def test_a_configured_fee_replaces_the_market_s():
    desk = Desk(fee=0.002)
    waiting = desk.place(price="99")
    assert desk.place(price=None).fee_rate == 0.002
    desk.price(98.0)
    assert desk.look(waiting).fee_rate == 0.002


def test_a_fee_of_zero_is_a_fee():
    order = Desk(fee=0.0).place(price=None)
    assert (order.fee_rate, order.fee_cost) == (0.0, 0.0)


# Cancelling and finding


def test_cancelling_leaves_nothing_filled(desk):
    order = desk.place(price="99")
    cancelled = desk.orders.cancel(order.order_id, PAIR)
    assert (cancelled.status, cancelled.filled, cancelled.remaining) == (OrderStatus.CANCELED, 0.0, 1.0)
    desk.price(90.0)
    assert desk.look(order) == cancelled


def test_cancelling_a_filled_order_gives_the_filled_order(desk):
    order = desk.place(price=None)
    assert desk.orders.cancel(order.order_id, PAIR) == order


def test_an_unknown_order_is_not_found(desk):
    order = desk.place(price="99")
    for call in (desk.orders.cancel, desk.orders.fetch):
        with pytest.raises(OrderNotFound, match="no paper order nothing"):
            call("nothing", PAIR)
        with pytest.raises(OrderNotFound, match="on ETH/USDT"):
            call(order.order_id, "ETH/USDT")


def test_an_order_is_found_by_our_own_id(desk):
    order = desk.place(price="99")
    assert desk.orders.find("tp-1", PAIR) == order
    assert desk.orders.find("tp-2", PAIR) is None


def test_one_client_order_id_makes_one_order(desk):
    first = desk.place(price="99", client_order_id="same")
    again = desk.place(price="98", client_order_id="same", amount=Decimal(7))
    assert again == first


def test_a_market_that_does_not_answer_leaves_no_order_behind(desk):
    desk.market.fail = TemporaryError("The exchange did not answer in time.")
    with pytest.raises(TemporaryError):
        desk.place(client_order_id="lost")
    assert desk.orders.find("lost", PAIR) is None


def test_finished_orders_are_forgotten_in_the_end(desk):
    first, waiting = desk.place(price=None), desk.place(price="50")
    for _ in range(5000):
        desk.place(price=None)
    with pytest.raises(OrderNotFound):
        desk.look(first)
    assert desk.orders.find("tp-1", PAIR) is None
    assert desk.look(waiting).status is OrderStatus.OPEN


# After a restart


def test_open_orders_go_on_after_a_restart(desk):
    order, stop = desk.place(price="99"), desk.stop("90")
    after = Desk()
    after.orders.restore([order, stop])
    assert after.look(order) == order
    after.price(89.0)
    assert after.look(order).status is OrderStatus.CLOSED
    assert after.look(stop).status is OrderStatus.CLOSED
    assert after.orders.find("tp-1", PAIR).order_id == order.order_id


def test_a_partly_filled_order_goes_on_where_it_was():
    before = Desk(partial_fill_ratio=0.25)
    order = before.place(price="100.1")
    after = Desk()
    after.orders.restore([order])
    filled = after.look(order)
    assert (order.filled, filled.filled, filled.status) == (0.25, 1.0, OrderStatus.CLOSED)
    assert filled.cost == pytest.approx(100.1)


def test_a_market_order_whose_reply_was_lost_fills_after_a_restart(desk):
    order = desk.place(price="99")
    desk.orders.restore([replace(order, order_id="lost", order_type=OrderType.MARKET, price=None)])
    filled = desk.orders.fetch("lost", PAIR)
    assert (filled.status, filled.average) == (OrderStatus.CLOSED, 100.1)


def test_restoring_changes_no_order_that_is_known_and_takes_none_without_an_id(desk):
    order = desk.place(price="99")
    cancelled = desk.orders.cancel(order.order_id, PAIR)
    desk.orders.restore([order])
    assert desk.look(order) == cancelled
    after = Desk()
    after.orders.restore([replace(order, order_id="")])
    assert after.orders.find("tp-1", PAIR) is None


# Stop losses


def test_a_stop_loss_waits_until_the_bid_has_fallen_to_it(desk):
    stop = desk.stop("90")
    assert (stop.status, stop.stop_price, stop.side) == (OrderStatus.OPEN, 90.0, OrderSide.STOPLOSS)
    desk.price(90.2)
    assert desk.look(stop).status is OrderStatus.OPEN
    desk.price(90.1)
    filled = desk.look(stop)
    assert (filled.status, filled.average, filled.fee_rate) == (OrderStatus.CLOSED, 90.0, 0.001)


def test_a_stop_with_a_limit_sells_no_lower_than_that(desk):
    stop = desk.stop("90", "89.1")
    desk.market.set_book(PAIR, bids=[(89.9, 0.5), (80, 9)], asks=[(91, 1)])
    assert desk.look(stop).average == 89.1


def test_a_stop_with_a_limit_waits_there_when_the_price_fell_through(desk):
    stop = desk.stop("90", "89.1")
    desk.price(85.0)
    assert desk.look(stop).status is OrderStatus.OPEN
    desk.price(92.0)
    filled = desk.look(stop)
    assert (filled.status, filled.average, filled.fee_rate) == (OrderStatus.CLOSED, 89.1, 0.0008)


def test_a_stop_waits_while_nobody_bids(desk):
    stop = desk.stop("90")
    desk.market.set_book(PAIR, bids=[], asks=[(80, 1)])
    assert desk.look(stop).status is OrderStatus.OPEN


def test_a_stop_that_would_trigger_at_once_is_refused(desk):
    with pytest.raises(InvalidOrder, match="would trigger at once"):
        desk.stop("99.9")


# Time in force


@pytest.mark.parametrize("time_in_force", ["IOC", "FOK", "ioc"])
def test_an_order_for_now_or_never_expires_unfilled(desk, time_in_force):
    order = desk.place(price="99", time_in_force=time_in_force)
    assert (order.status, order.filled) == (OrderStatus.EXPIRED, 0.0)
    desk.price(90.0)
    assert desk.look(order) == order


@pytest.mark.parametrize("time_in_force", ["GTC", "IOC", "FOK"])
def test_an_order_that_crosses_fills_whatever_its_time(desk, time_in_force):
    assert desk.place(price="100.5", time_in_force=time_in_force).status is OrderStatus.CLOSED


@pytest.mark.parametrize("price", ["100.1", "110"])
def test_a_post_only_order_that_would_take_is_rejected(desk, price):
    order = desk.place(price=price, time_in_force="PO")
    assert (order.status, order.filled) == (OrderStatus.REJECTED, 0.0)


def test_a_post_only_order_beside_the_market_waits(desk):
    assert desk.place(price="100", time_in_force="PO").status is OrderStatus.OPEN


# Partial fills


def test_partial_fills_take_a_share_at_each_look():
    desk = Desk(partial_fill_ratio=0.4)
    order = desk.place(price="100.1")
    assert (order.status, order.filled, order.remaining) == (OrderStatus.OPEN, 0.4, 0.6)
    assert order.average == 100.1
    assert desk.look(order).filled == 0.8
    last = desk.look(order)
    assert (last.status, last.filled, last.cost) == (OrderStatus.CLOSED, 1.0, pytest.approx(100.1))
    assert 0.0008 < last.fee_rate < 0.001


def test_a_cancelled_order_keeps_what_was_filled():
    desk = Desk(partial_fill_ratio=0.4)
    order = desk.place(price="100.1")
    cancelled = desk.orders.cancel(order.order_id, PAIR)
    assert (cancelled.status, cancelled.filled, cancelled.remaining) == (OrderStatus.CANCELED, 0.4, 0.6)
    assert cancelled.filled_at == T0


def test_a_share_is_a_whole_number_of_steps():
    order = Desk(partial_fill_ratio=0.3333).place(price="100.1")
    assert order.filled == 0.333


def test_a_share_below_one_step_fills_the_rest():
    assert Desk(partial_fill_ratio=0.01).place(price="100.1", amount=Decimal("0.05")).status is OrderStatus.CLOSED


def test_now_or_never_keeps_its_part_and_all_or_nothing_fills_completely():
    desk = Desk(partial_fill_ratio=0.5)
    some = desk.place(price="100.1", time_in_force="IOC")
    assert (some.status, some.filled) == (OrderStatus.EXPIRED, 0.5)
    assert desk.place(price="100.1", time_in_force="FOK").status is OrderStatus.CLOSED


@pytest.mark.parametrize("ratio", [0.0, -0.1, 1.1])
def test_an_impossible_share_is_refused(ratio):
    with pytest.raises(ValueError, match="partial_fill_ratio"):
        Desk(partial_fill_ratio=ratio)


# Refusals


REFUSED = [
    ({"amount": Decimal("0.0005")}, "more places"),
    ({"amount": Decimal("0")}, "amount must be greater than 0"),
    ({"amount": Decimal("-1")}, "amount must be greater than 0"),
    ({"amount": Decimal("NaN")}, "amount must be greater than 0, not NaN"),
    ({"amount": Decimal("Infinity")}, "amount must be greater than 0"),
    ({"amount": Decimal("0.01")}, "below the minimum of 5.0"),
    ({"price": Decimal("0")}, "price must be greater than 0"),
    ({"price": Decimal("-3")}, "price must be greater than 0"),
    ({"price": Decimal("99.999")}, "more places"),
    ({"price": None}, "needs a price"),
    ({"side": OrderSide.STOPLOSS}, "needs a stop price"),
    ({"side": OrderSide.STOPLOSS, "stop_price": Decimal("0")}, "stop price must be greater than 0"),
    ({"pair": "NO/SUCH"}, "no market NO/SUCH"),
    ({"time_in_force": "GTD"}, "unknown .allowed: GTC, FOK, IOC, PO"),
]


@pytest.mark.parametrize(("changes", "reason"), REFUSED)
def test_an_order_against_the_market_s_rules_is_refused_and_leaves_nothing(desk, changes, reason):
    with pytest.raises(InvalidOrder, match=reason):
        desk.place(client_order_id="bad", order_type=OrderType.LIMIT, **{"price": "99", **_as_text(changes)})
    assert desk.orders.find("bad", PAIR) is None


def _as_text(changes: dict[str, Any]) -> dict[str, Any]:
    price = changes.get("price", "99")
    return {**changes, "price": None if price is None else str(price)}


def test_limits_of_the_market_are_kept(desk):
    desk.market.add(a_market(min_amount=0.1, max_amount=10.0, max_cost=500.0))
    for amount, reason in (("0.099", "below the minimum of 0.1"), ("10.001", "above the maximum of 10.0")):
        with pytest.raises(InvalidOrder, match=reason):
            desk.place(amount=Decimal(amount))
    with pytest.raises(InvalidOrder, match="a cost of 600 is above the maximum of 500"):
        desk.place(amount=Decimal(6))


def test_a_reducing_order_may_cost_less_than_the_minimum(desk):
    assert desk.place(OrderSide.SELL, None, amount=Decimal("0.01"), reduce_only=True).status is OrderStatus.CLOSED


def test_a_market_order_is_measured_by_the_best_price(desk):
    with pytest.raises(InvalidOrder, match=r"a cost of 4\.9049 is below"):
        desk.place(price=None, amount=Decimal("0.049"))


def test_a_closed_market_takes_no_orders(desk):
    desk.market.add(a_market(active=False))
    with pytest.raises(InvalidOrder, match="can't be traded"):
        desk.place()


def test_a_market_without_precision_takes_any_number(desk):
    desk.market.add(a_market(amount_precision=None, price_precision=None, min_amount=None))
    assert desk.place(price="99.123456", amount=Decimal("0.1234567")).status is OrderStatus.OPEN


def test_precision_by_decimal_places_is_understood(desk):
    desk.market.add(a_market(precision_mode=PrecisionMode.DECIMAL_PLACES, amount_precision=2, price_precision=1))
    assert desk.place(price="99.1", amount=Decimal("0.12")).status is OrderStatus.OPEN
    with pytest.raises(InvalidOrder, match="more places"):
        desk.place(price="99.11")


# What always holds


levels = st.lists(st.tuples(st.integers(1, 500), st.integers(1, 5000)), min_size=1, max_size=20)


@given(gaps=levels, amount=st.integers(51, 20_000), side=st.sampled_from([OrderSide.BUY, OrderSide.SELL]))
def test_a_market_fill_lies_between_the_best_price_and_five_percent_off(gaps, amount, side):
    desk = Desk()
    sign = 1 if side is OrderSide.BUY else -1
    prices, price = [], Decimal(100)
    for gap, size in gaps:
        prices.append((float(price), size / 1000))
        price += sign * Decimal(gap) / 1000
    grid = [(round(level, 2), size) for level, size in prices]
    desk.market.set_book(PAIR, bids=grid, asks=grid)
    order = desk.place(side, None, amount=Decimal(amount) / 1000)
    assert order.status is OrderStatus.CLOSED
    assert order.filled == amount / 1000
    assert order.cost == pytest.approx(order.filled * order.average)
    assert 0 <= sign * (order.average - 100) <= 5.0


@given(ratio=st.floats(0.001, 1.0), amount=st.integers(51, 5000), looks=st.integers(0, 30))
def test_filled_and_remaining_are_always_the_amount(ratio, amount, looks):
    desk = Desk(partial_fill_ratio=ratio)
    order = desk.place(price="100.1", amount=Decimal(amount) / 1000)
    for _ in range(looks):
        seen = desk.look(order)
        assert seen.filled >= order.filled
        order = seen
    assert order.filled + order.remaining == pytest.approx(amount / 1000)
    assert (order.status is OrderStatus.CLOSED) == (order.remaining == 0)
    assert order.cost == pytest.approx(order.filled * 100.1)
