"""The venue keeps its accounts to the last unit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import ManualClock
from bot.domain.enums import OrderSide, OrderStatus, OrderType
from bot.domain.order import OrderRequest
from bot.errors import ExchangeError, InsufficientFunds, InvalidOrder, OrderNotFound
from bot.exchange.venue.venue import DuplicateOrder, Venue
from tests.builders import T0, a_market
from tests.fakes.market import FakeMarket

PAIR = "BTC/USDT"
START = {"USDT": Decimal(1000), "BTC": Decimal(5)}


class Floor:
    """A venue at 100, on which orders are numbered."""

    def __init__(self, **options: Any) -> None:
        self.market = FakeMarket(a_market())
        self.clock = ManualClock(T0)
        self.venue = Venue(self.market, self.clock, START, **options)
        self.placed = 0

    def place(self, side: OrderSide = OrderSide.BUY, amount: str = "1", price: str | None = "100", **more: Any) -> Any:
        self.placed += 1
        terms = {
            "client_order_id": f"c-{self.placed}",
            "pair": PAIR,
            "side": side,
            "order_type": OrderType.LIMIT if price else OrderType.MARKET,
            "amount": Decimal(amount),
            "price": Decimal(price) if price else None,
        }
        return self.venue.place(OrderRequest(**{**terms, **more}))

    def held(self, coin: str) -> tuple[Decimal, Decimal]:
        return self.venue.balances()[coin]


def test_a_buy_pays_its_fee_in_coins() -> None:
    floor = Floor()
    order = floor.place()
    assert (order.status, order.filled, order.cost) == (OrderStatus.CLOSED, 1, 100)
    assert floor.held("USDT") == (900, 0)
    assert floor.held("BTC") == (Decimal("5.999"), 0)
    assert floor.venue.fees_taken() == {"BTC": Decimal("0.001")}


def test_a_sale_pays_its_fee_in_money() -> None:
    floor = Floor()
    floor.place(OrderSide.SELL, price=None)
    assert (floor.held("USDT")[0], floor.held("BTC")[0]) == (Decimal("1099.9"), 4)


def test_a_waiting_order_locks_what_it_may_need_and_gives_it_back() -> None:
    floor = Floor()
    order = floor.place(price="90")
    assert floor.held("USDT") == (910, 90)
    floor.venue.cancel(order.order_id, PAIR)
    assert floor.held("USDT") == (1000, 0)
    with pytest.raises(OrderNotFound):
        floor.venue.cancel(order.order_id, PAIR)


def test_a_waiting_order_fills_in_slices_at_its_limit() -> None:
    floor = Floor(slice_ratio=Decimal("0.4"))
    order = floor.place(price="90")
    floor.market.set_price(PAIR, 89)
    seen = []
    while order.status.is_open:
        floor.venue.match()
        seen.append(order.filled)
    assert seen == [Decimal("0.4"), Decimal("0.8"), 1]
    assert (order.cost, floor.held("USDT")) == (90, (910, 0))


def test_a_market_order_walks_the_book_and_the_rest_expires() -> None:
    floor = Floor()
    floor.market.set_book(PAIR, bids=[(99, 1)], asks=[(100, 1), (101, 0.5)])
    order = floor.place(amount="2", price=None)
    assert (order.status, order.filled, order.cost) == (OrderStatus.EXPIRED, Decimal("1.5"), Decimal("150.5"))
    assert floor.held("USDT") == (Decimal("849.5"), 0)


def test_a_stop_sells_when_the_bid_comes_down_to_it() -> None:
    floor = Floor()
    order = floor.place(OrderSide.STOPLOSS, price=None, stop_price=Decimal(90))
    floor.venue.match()
    assert (order.status, floor.held("BTC")) == (OrderStatus.OPEN, (4, 1))
    floor.market.set_price(PAIR, 89)
    floor.venue.match()
    assert (order.status, order.cost, floor.held("BTC")) == (OrderStatus.CLOSED, 89, (4, 0))


@pytest.mark.parametrize(("time_in_force", "filled"), [("IOC", "1"), ("FOK", "0")])
def test_orders_that_do_not_wait(time_in_force: str, filled: str) -> None:
    floor = Floor()
    floor.market.set_book(PAIR, bids=[(99, 1)], asks=[(100, 1), (101, 9)])
    order = floor.place(amount="2", time_in_force=time_in_force)
    assert (order.status, order.filled) == (OrderStatus.EXPIRED, Decimal(filled))
    assert floor.held("USDT")[1] == 0


@pytest.mark.parametrize(
    ("terms", "error"),
    [
        ({"amount": "0.0001"}, InvalidOrder),
        ({"amount": "1.00001"}, InvalidOrder),
        ({"price": "100.001"}, InvalidOrder),
        ({"amount": "0.01"}, InvalidOrder),
        ({"amount": "100"}, InsufficientFunds),
        ({"side": OrderSide.SELL, "amount": "6"}, InsufficientFunds),
        ({"pair": "NO/USDT"}, InvalidOrder),
        ({"time_in_force": "PO"}, InvalidOrder),
        ({"side": OrderSide.STOPLOSS, "price": None, "stop_price": Decimal(101)}, InvalidOrder),
    ],
)
def test_a_refusal_changes_nothing(terms: dict[str, Any], error: type[ExchangeError]) -> None:
    floor = Floor()
    with pytest.raises(error):
        floor.place(**terms)
    assert floor.venue.orders() == []
    assert (floor.held("USDT"), floor.held("BTC")) == ((1000, 0), (5, 0))


def test_an_id_is_used_once() -> None:
    floor = Floor()
    floor.place(price="90")
    floor.placed = 0
    with pytest.raises(DuplicateOrder):
        floor.place(price="90")
    assert len(floor.venue.orders()) == 1


def test_listeners_hear_of_every_change() -> None:
    floor = Floor()
    heard: list[tuple[OrderStatus, bool]] = []
    floor.venue.subscribe(lambda order, fill: heard.append((order.status, fill is not None)))
    floor.place(price="90")
    floor.market.set_price(PAIR, 89)
    floor.venue.match()
    assert heard == [(OrderStatus.OPEN, False), (OrderStatus.CLOSED, True)]


STEP = st.tuples(
    st.sampled_from(["buy", "sell", "stoploss", "match", "cancel"]),
    st.integers(1, 3000),
    st.integers(80, 120),
    st.sampled_from(["GTC", "IOC", "FOK", "PO"]),
)


@settings(deadline=None)
@given(steps=st.lists(STEP, max_size=40))
def test_nothing_is_made_or_lost(steps: list[tuple[str, int, int, str]]) -> None:
    floor = Floor(slice_ratio=Decimal("0.3"))
    for what, amount, price, time_in_force in steps:
        if what == "match":
            floor.market.set_price(PAIR, float(price))
            floor.venue.match()
            continue
        try:
            if what == "cancel":
                floor.venue.cancel(str(amount % 7), PAIR)
            else:
                stop = Decimal(price) if what == "stoploss" else None
                terms = {"time_in_force": time_in_force, "stop_price": stop}
                floor.place(OrderSide(what), str(Decimal(amount) / 1000), str(price), **terms)
        except ExchangeError:
            continue
    expected = dict(START)
    for fill in floor.venue.fills():
        sign = 1 if fill.side is OrderSide.BUY else -1
        expected["BTC"] += sign * fill.amount
        expected["USDT"] -= sign * fill.cost
    for coin, fee in floor.venue.fees_taken().items():
        expected[coin] -= fee
    assert {coin: sum(parts) for coin, parts in floor.venue.balances().items()} == expected
    locked: dict[str, Decimal] = {"USDT": Decimal(0), "BTC": Decimal(0)}
    for order in floor.venue.open_orders():
        locked["USDT" if order.is_buy else "BTC"] += order.rest * (order.price or 0) if order.is_buy else order.rest
    assert {coin: parts[1] for coin, parts in floor.venue.balances().items()} == locked
