"""What the exchange sends by itself spares questions; what it did not send, or may have missed, is asked for."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import ccxt
import pytest

from bot.clock import ManualClock, SystemClock
from bot.domain.enums import OrderSide, OrderType
from bot.domain.market import CandleRequest
from bot.errors import ExchangeError
from bot.exchange.real.client import Client
from bot.exchange.real.market_data import RealMarket
from bot.exchange.real.streams import UNUSED_AFTER, CandleStreams, OrderStream
from tests.exchange_server.wire import PAIR, Desk, Wire, a_desk, a_request, a_wire, no_pause

T0 = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
LIMIT_S = 20.0
MINUTE = timedelta(minutes=1)


def ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def row(moment: datetime, close: float = 100.0) -> list[float]:
    return [ms(moment), 100.0, 110.0, 90.0, close, 1.0]


class Sender:
    """The library's streaming client: sends what a test gives it, one step at a time."""

    id = "sender"

    def __init__(self, **has: bool) -> None:
        self.has = {"watchOHLCV": True, "unWatchOHLCV": True, "watchOrders": True, **has}
        self.steps: deque[Any] = deque()
        self.unwatched: list[tuple[str, str]] = []
        self.watched = 0
        self._given = asyncio.Event()
        self._idle = threading.Event()

    def give(self, client: Client, *steps: Any) -> None:
        """Send; returns when the receiver has taken everything and waits for more."""
        client.read("accept", steps)
        assert self._idle.wait(LIMIT_S)

    async def accept(self, steps: tuple[Any, ...]) -> None:
        self._idle.clear()
        self.steps.extend(steps)
        self._given.set()

    async def watch_ohlcv(self, pair: str, timeframe: str) -> list[list[float]]:
        rows: list[list[float]] = await self._next()
        return rows

    async def watch_orders(self) -> list[dict[str, str]]:
        orders: list[dict[str, str]] = await self._next()
        return orders

    async def un_watch_ohlcv(self, pair: str, timeframe: str) -> None:
        self.unwatched.append((pair, timeframe))
        self._idle.set()

    async def close(self) -> None:
        """Nothing to close."""

    async def _next(self) -> Any:
        self.watched += 1
        while not self.steps:
            self._given.clear()
            self._idle.set()
            await self._given.wait()
        step = self.steps.popleft()
        if isinstance(step, Exception):
            raise step
        return step


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(T0 + timedelta(seconds=2))


def opened(sender: Sender, clock: ManualClock) -> tuple[Client, CandleStreams]:
    client = Client(sender, pause=no_pause)
    return client, CandleStreams(client, clock, pause=no_pause)


def asked(since: datetime | None) -> CandleRequest:
    return CandleRequest(PAIR, "1m", since, 500)


def test_candles_come_from_the_stream_once_a_newer_one_has_begun(clock: ManualClock) -> None:
    sender = Sender()
    client, streams = opened(sender, clock)
    assert streams.rows(asked(None)) is None
    sender.give(client, [row(T0 - MINUTE, 101)], [row(T0 - MINUTE, 102)])
    assert streams.rows(asked(T0 - MINUTE)) is None  # it may still change
    sender.give(client, [row(T0, 103)])
    assert streams.rows(asked(T0 - MINUTE)) == [row(T0 - MINUTE, 102), row(T0, 103)]
    assert streams.rows(asked(T0 - 2 * MINUTE)) is None  # the stream began later
    clock.advance(minutes=1)
    assert streams.rows(asked(T0 - MINUTE)) is None  # nothing newer has come
    client.close()


def test_a_gap_is_asked_for(clock: ManualClock) -> None:
    sender = Sender()
    client, streams = opened(sender, clock)
    streams.rows(asked(None))
    sender.give(client, [row(T0 - 2 * MINUTE)], [row(T0)])
    assert streams.rows(asked(T0 - 2 * MINUTE)) is None
    client.close()


def test_what_a_broken_stream_has_sent_is_forgotten_and_it_begins_anew(clock: ManualClock) -> None:
    sender = Sender()
    client, streams = opened(sender, clock)
    streams.rows(asked(None))
    sender.give(client, [row(T0 - MINUTE, 101)], ccxt.NetworkError("Gone."), ValueError("Nonsense."), [row(T0)])
    assert streams.rows(asked(T0 - MINUTE)) is None  # its end may have been missed
    assert streams.rows(asked(T0)) == [row(T0)]
    client.close()


def test_a_pair_without_a_stream_is_asked_for_from_then_on(clock: ManualClock) -> None:
    sender = Sender()
    client, streams = opened(sender, clock)
    streams.rows(asked(None))
    client.read("accept", (ccxt.NotSupported("Not here."),))
    client.close()
    assert streams.rows(asked(T0)) is None
    assert sender.watched == 1


def test_keys_that_are_wrong_end_the_stream_of_orders() -> None:
    sender, heard = Sender(), list[str]()
    client = Client(sender, pause=no_pause)
    OrderStream(client, pause=no_pause).follow(heard.append)
    client.read("accept", (ccxt.AuthenticationError("No."), [{"id": "1"}]))
    client.close()
    assert (heard, sender.watched) == ([], 1)


def test_a_stream_that_nobody_wants_any_more_ends(clock: ManualClock) -> None:
    sender = Sender()
    client, streams = opened(sender, clock)
    streams.rows(asked(None))
    sender.give(client, [row(T0 - MINUTE)])
    clock.advance(minutes=UNUSED_AFTER + 1)
    sender.give(client, [row(T0)])
    assert sender.unwatched == [(PAIR, "1m")]
    assert streams.rows(asked(T0)) is None  # and begins anew
    client.close()


def test_an_exchange_without_streams_is_asked(clock: ManualClock) -> None:
    sender = Sender(watchOHLCV=False, watchOrders=False)
    client, streams = opened(sender, clock)
    OrderStream(client).follow(lambda _: None)
    assert streams.rows(asked(None)) is None
    client.close()
    assert sender.watched == 0


def test_orders_that_changed_are_told_by_their_ids(clock: ManualClock) -> None:
    sender, heard = Sender(), list[str]()
    client = Client(sender, pause=no_pause)
    OrderStream(client, pause=no_pause).follow(heard.append)
    sender.give(client, [{"id": "7"}, {"id": "8"}], ccxt.NetworkError("Gone."), [{"id": None}], [{"id": "9"}])
    assert heard == ["7", "8", "9"]
    client.close()


class Heard:
    """Ids that came from another thread."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._news = threading.Condition()

    def __call__(self, order_id: str) -> None:
        with self._news:
            self._ids.append(order_id)
            self._news.notify_all()

    def wait_for(self, order_id: str) -> bool:
        with self._news:
            return self._news.wait_for(lambda: order_id in self._ids, LIMIT_S)


@pytest.fixture
def wire() -> Iterator[Wire]:
    with a_wire() as served:
        yield served


@pytest.fixture
def desk(wire: Wire) -> Iterator[Desk]:
    with a_desk(wire, wire.settings(streams=True)) as opened_desk:
        opened_desk.market.markets()
        yield opened_desk


def until(what: Callable[[], Any]) -> Any:
    """The first answer that says something; the socket is real, so its messages take their time."""
    over = threading.Event()
    for _ in range(int(LIMIT_S / 0.05)):
        if answer := what():
            return answer
        over.wait(0.05)
    raise AssertionError("nothing came")


def test_orders_on_a_real_socket(desk: Desk, wire: Wire) -> None:
    heard = Heard()
    OrderStream(desk.client).follow(heard)
    until(lambda: wire.control("streams", method="GET")["accounts"])
    placed = desk.orders.create(a_request("c-1"))
    assert heard.wait_for(placed.order_id)
    assert wire.control("streams", {"what": "hang_up"})["accounts"] == 1
    until(lambda: wire.control("streams", method="GET")["accounts"])
    waiting = desk.orders.create(
        a_request("c-2", OrderSide.SELL, order_type=OrderType.LIMIT, price=Decimal(10_000_000), amount=Decimal("0.005"))
    )
    assert heard.wait_for(waiting.order_id)


def test_candles_on_a_real_socket(desk: Desk, wire: Wire) -> None:
    (first,) = _asked_of(desk.market, None)
    assert not isinstance(first, ExchangeError)
    forming = datetime.now(UTC).replace(second=0, microsecond=0)
    rows = until(lambda: desk.market._streams.rows(asked(forming)))
    assert rows[0][0] == ms(forming)
    true = wire.server.market.tickers([PAIR])[PAIR].last
    assert true is not None
    assert rows[0][4] == pytest.approx(true, rel=0.05)


def _asked_of(market: RealMarket, since: datetime | None) -> list[Any]:
    return [answer for _, answer in market.many_candles([asked(since)])]


def test_a_stream_that_is_ended_does_not_keep_the_client_from_closing(wire: Wire) -> None:
    desk = RealMarket(Client(Sender(), pause=no_pause), SystemClock())
    _asked_of(desk, None)
    desk.close()
