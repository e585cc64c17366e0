"""Our adapter trades through the real library on a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.enums import OrderSide, OrderStatus, OrderType
from bot.domain.market import CandleRequest
from bot.domain.order import OrderKey
from bot.errors import (
    AccountError,
    ExchangeError,
    InsufficientFunds,
    InvalidOrder,
    NotSent,
    OrderNotFound,
    TemporaryError,
)
from tests.exchange_server.wire import PAIR, Desk, Wire, a_desk, a_request, a_wire


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with a_wire() as served:
        yield served


@pytest.fixture
def desk(wire: Wire) -> Iterator[Desk]:
    wire.control("faults", method="DELETE")
    wire.control("market", {"pair": PAIR, "price": None, "book": None, "active": True, "delisted": False})
    with a_desk(wire) as opened:
        opened.market.markets()
        yield opened


def test_markets_tell_precision_limits_and_fees(desk: Desk, wire: Wire) -> None:
    market, true = desk.market.markets()[PAIR], wire.server.market.markets()[PAIR]
    assert (market.amount_precision, market.price_precision) == (true.amount_precision, true.price_precision)
    assert (market.min_cost, market.base, market.quote, market.active) == (true.min_cost, "BTC", "USDT", True)
    assert not desk.market.markets()["FTT/USDT"].active


def test_candles_of_many_pairs_come_closed_and_in_order(desk: Desk) -> None:
    pairs = [pair for pair in desk.market.markets() if pair.endswith("/USDT")][:5]
    asked = [CandleRequest(pair, "5m", None, 200) for pair in pairs]
    answers = dict(desk.market.many_candles(asked))
    now = datetime.now(UTC)
    for request, frame in answers.items():
        assert not isinstance(frame, ExchangeError), request
        assert list(frame.columns) == ["date", "open", "high", "low", "close", "volume"]
        assert frame["date"].diff().dropna().eq(timedelta(minutes=5)).all()
        assert frame["date"].iloc[-1] + timedelta(minutes=5) <= now
        assert len(frame) >= 198


def test_candles_from_a_moment_on(desk: Desk) -> None:
    since = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=10)
    frame = desk.market.candles(PAIR, "1h", since, 4)
    assert [moment.to_pydatetime() for moment in frame["date"]] == [since + timedelta(hours=n) for n in range(4)]


def test_a_pair_that_does_not_exist_spoils_no_other(desk: Desk) -> None:
    asked = [CandleRequest(PAIR, "1m", None, 5), CandleRequest("NO/USDT", "1m", None, 5)]
    (_, good), (_, bad) = desk.market.many_candles(asked)
    assert not isinstance(good, ExchangeError)
    assert isinstance(bad, ExchangeError)


def test_tickers_and_books(desk: Desk) -> None:
    ticker = desk.market.tickers([PAIR])[PAIR]
    assert ticker.bid
    assert ticker.ask
    assert ticker.quote_volume
    assert ticker.bid <= ticker.ask
    books = desk.market.order_books([PAIR, "ETH/USDT"], 10)
    assert {pair: len(book.bids) for pair, book in books.items()} == {PAIR: 10, "ETH/USDT": 10}
    assert books[PAIR].bids[0].price < books[PAIR].asks[0].price


def test_an_order_fills_and_tells_its_fee(desk: Desk) -> None:
    bought = desk.orders.create(a_request("a1"))
    assert (bought.status, bought.filled, bought.client_order_id) == (OrderStatus.CLOSED, 0.01, "a1")
    assert (bought.fee_currency, bought.fee_cost, bought.fee_rate) == ("BTC", 0.00001, 0.001)
    sold = desk.orders.create(a_request("a2", OrderSide.SELL, amount=Decimal("0.005")))
    assert sold.fee_currency == "USDT"
    assert sold.fee_rate == pytest.approx(0.001, rel=1e-6)
    assert desk.orders.fetch(bought.order_id, PAIR).fee_cost == 0.00001


def test_a_waiting_order_is_found_by_either_id_and_cancelled(desk: Desk) -> None:
    request = a_request("b1", order_type=OrderType.LIMIT, price=Decimal(20_000))
    placed = desk.orders.create(request)
    assert placed.status is OrderStatus.OPEN
    assert desk.orders.find("b1", PAIR) == desk.orders.fetch(placed.order_id, PAIR)
    keys = [OrderKey(placed.order_id, PAIR), OrderKey("999999", PAIR)]
    found, missing = desk.orders.fetch_all(keys)
    assert not isinstance(found, ExchangeError)
    assert found.order_id == placed.order_id
    assert isinstance(missing, OrderNotFound)
    assert desk.orders.cancel(placed.order_id, PAIR).status is OrderStatus.CANCELED
    assert desk.orders.cancel(placed.order_id, PAIR).status is OrderStatus.CANCELED, "told as it ended"
    assert desk.orders.find("never", PAIR) is None


def test_a_stop_on_the_exchange_sells(desk: Desk, wire: Wire) -> None:
    desk.orders.create(a_request("c1"))
    stop = a_request("c2", OrderSide.STOPLOSS, amount=Decimal("0.005"), stop_price=Decimal(50_000))
    placed = desk.orders.create(stop)
    assert (placed.status, placed.side, placed.stop_price) == (OrderStatus.OPEN, OrderSide.STOPLOSS, 50_000)
    wire.control("market", {"pair": PAIR, "price": 49_000.0})
    wire.control("match", {})
    done = desk.orders.fetch(placed.order_id, PAIR, is_stop=True)
    assert (done.status, done.average, done.side) == (OrderStatus.CLOSED, 49_000, OrderSide.STOPLOSS)


def test_an_order_that_would_take_is_refused_where_it_must_not(desk: Desk) -> None:
    request = a_request("d1", order_type=OrderType.LIMIT, price=Decimal(90_000), time_in_force="PO")
    with pytest.raises(InvalidOrder, match="immediately match"):
        desk.orders.create(request)


def test_the_account_lists_its_orders_and_balances(desk: Desk) -> None:
    since = datetime.now(UTC) - timedelta(hours=1)
    desk.orders.create(a_request("e0"))
    desk.orders.create(a_request("e1", order_type=OrderType.LIMIT, price=Decimal(20_000)))
    listed = desk.orders.account_orders([PAIR], since)
    assert listed is not None
    assert {"e0", "e1"} <= {report.client_order_id for report in listed}
    balances = desk.orders.balances()
    assert balances is not None
    assert balances["USDT"].used >= 200
    assert balances["USDT"].total == pytest.approx(balances["USDT"].free + balances["USDT"].used)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"amount": Decimal(4), "order_type": OrderType.LIMIT, "price": Decimal(30_000)}, InsufficientFunds),
        ({"order_type": OrderType.LIMIT, "price": Decimal(10)}, InvalidOrder),
        ({"pair": "FTT/USDT", "amount": Decimal(100)}, ExchangeError),
    ],
)
def test_refusals_are_definite(desk: Desk, changes: dict[str, object], error: type[ExchangeError]) -> None:
    with pytest.raises(error) as raised:
        desk.orders.create(a_request("f1", **changes))
    assert not isinstance(raised.value, TemporaryError)
    assert desk.orders.find("f1", PAIR) is None


@pytest.mark.parametrize("what", ["html", "truncated", "status", "maintenance", "drop", "lost"])
def test_reads_survive_a_bad_reply(desk: Desk, wire: Wire, what: str) -> None:
    terms = {"retry_after": 0} if what == "status" else {}
    wire.fault(what, "klines", **terms)
    assert not desk.market.candles(PAIR, "5m", None, 5).empty


@pytest.mark.parametrize(("what", "is_placed"), [("lost", True), ("truncated", True), ("drop", False), ("html", False)])
def test_an_order_whose_reply_is_lost_is_unknown_and_found_again(
    desk: Desk, wire: Wire, what: str, is_placed: bool
) -> None:
    wire.fault(what, "/api/v3/order", method="POST")
    with pytest.raises(TemporaryError) as raised:
        desk.orders.create(a_request(f"g-{what}"))
    assert not isinstance(raised.value, NotSent)
    assert (desk.orders.find(f"g-{what}", PAIR) is not None) is is_placed


def test_an_order_is_sent_once_whatever_happens(desk: Desk, wire: Wire) -> None:
    before = wire.server.requests.get("/api/v3/order", 0)
    wire.fault("status", "/api/v3/order", status=503)
    with pytest.raises(TemporaryError):
        desk.orders.create(a_request("h1"))
    assert wire.server.requests["/api/v3/order"] == before + 1


def test_an_order_of_a_used_id_is_unknown_not_refused(desk: Desk) -> None:
    desk.orders.create(a_request("i1"))
    with pytest.raises(TemporaryError, match="order of that id already"):
        desk.orders.create(a_request("i1"))
    assert desk.orders.find("i1", PAIR) is not None


def test_a_reply_with_an_error_inside_is_an_error(desk: Desk, wire: Wire) -> None:
    wire.fault("error200", "ticker/24hr", count=9)
    with pytest.raises(ExchangeError):
        desk.market.tickers([PAIR])


def test_a_ban_is_waited_for(desk: Desk, wire: Wire) -> None:
    wire.fault("status", "klines", status=418, retry_after=60)
    with pytest.raises(TemporaryError, match="banned"):
        desk.market.candles(PAIR, "5m", None, 5)
    with pytest.raises(TemporaryError, match="left alone for"):
        desk.market.candles(PAIR, "5m", None, 5)
    with pytest.raises(NotSent):
        desk.orders.create(a_request("j1"))


def test_a_clock_that_is_wrong_is_put_right(desk: Desk, wire: Wire) -> None:
    desk.orders.balances()
    wire.control("clock", {"offset_ms": 3_600_000})
    try:
        assert desk.orders.balances()
        wire.control("clock", {"offset_ms": -3_600_000})
        with pytest.raises(NotSent):
            desk.orders.create(a_request("k1"))
        assert desk.orders.balances()
        assert desk.orders.create(a_request("k2")).status is OrderStatus.CLOSED
    finally:
        wire.control("clock", {"offset_ms": 0})


@pytest.mark.parametrize(("key", "secret"), [("nobody", "secret"), ("trader", "wrong"), ("traveller", "secret")])
def test_keys_that_are_not_accepted_end_trading(wire: Wire, key: str, secret: str) -> None:
    with a_desk(wire, wire.settings(key, secret)) as desk, pytest.raises(AccountError) as raised:
        desk.orders.balances()
    assert "signature=" not in str(raised.value)
    assert secret not in str(raised.value).replace("secret key", "")


def test_an_empty_book_has_no_levels_and_a_crossed_one_is_as_it_is(desk: Desk, wire: Wire) -> None:
    wire.control("market", {"pair": PAIR, "book": "empty"})
    assert desk.market.order_book(PAIR).bids == ()
    wire.control("market", {"pair": PAIR, "book": "crossed"})
    book = desk.market.order_book(PAIR)
    assert book.bids[0].price > book.asks[0].price


def test_a_pair_that_is_halted_or_gone(desk: Desk, wire: Wire) -> None:
    wire.control("market", {"pair": PAIR, "active": False})
    assert not desk.market.markets()[PAIR].active
    with pytest.raises(ExchangeError):
        desk.orders.create(a_request("l1"))
    wire.control("market", {"pair": PAIR, "active": True, "delisted": True})
    assert PAIR not in desk.market.markets()


def test_a_closed_connection_says_so(wire: Wire) -> None:
    with a_desk(wire) as desk:
        pass
    with pytest.raises(TemporaryError, match="closed"):
        desk.market.markets()
