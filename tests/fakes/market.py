"""A market whose every price a test sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import pandas as pd

from bot.clock import Clock
from bot.domain import timeframe as tf
from bot.domain.frames import OHLCV
from bot.domain.market import Level, Market, OrderBook, Ticker
from bot.errors import ExchangeError
from bot.exchange.one_by_one import OneByOne
from tests.builders import a_market


def some_candles(start: datetime, timeframe: str, closes: Sequence[float], volume: float = 10.0) -> pd.DataFrame:
    """Candles from ``start`` on that open at the close before, in the columns of the port."""
    opens = [closes[0], *closes[:-1]]
    rows = [
        (start + i * tf.span(timeframe), o, max(o, c), min(o, c), c, volume)
        for i, (o, c) in enumerate(zip(opens, closes, strict=True))
    ]
    frame = pd.DataFrame(rows, columns=list(OHLCV))
    frame["date"] = pd.to_datetime(frame["date"], utc=True).dt.as_unit("ms")
    return frame


class FakeMarket(OneByOne):
    """Implements ``ports.MarketData``: BTC/USDT at 100 unless the test says otherwise.

    ``calls`` lists what was asked as (method, argument); ``fail`` is raised by the next call, once.
    With a ``clock``, candles are shown once they are closed; without, all of them.
    """

    def __init__(self, *markets: Market, name: str = "simulated", clock: Clock | None = None) -> None:
        self._markets = {market.symbol: market for market in markets or (a_market(),)}
        self._books: dict[str, OrderBook] = {}
        self._tickers: dict[str, Ticker] = {}
        self._candles: dict[tuple[str, str], pd.DataFrame] = {}
        self._clock = clock
        self.name = name
        self.candle_limit = 1000
        self.calls: list[tuple[str, object]] = []
        self.fail: Exception | None = None
        for pair in self._markets:
            self.set_price(pair, 100.0)

    def add(self, market: Market, price: float = 100.0) -> None:
        """Add or replace a market."""
        self._markets[market.symbol] = market
        self.set_price(market.symbol, price)

    def set_price(self, pair: str, price: float, *, spread: float = 0.0, depth: float = 1e6) -> None:
        """Ticker and a one-level book around ``price``: bid and ask lie ``spread`` apart, ``depth`` coins on each."""
        bid, ask = price - spread / 2, price + spread / 2
        self.set_book(pair, bids=[(bid, depth)], asks=[(ask, depth)])
        self.set_ticker(Ticker(pair=pair, bid=bid, ask=ask, last=price, quote_volume=1e6, percentage=0.0))

    def set_book(self, pair: str, *, bids: Sequence[tuple[float, float]], asks: Sequence[tuple[float, float]]) -> None:
        """The book's (price, amount) levels, best first; the ticker stays as it is."""
        self._books[pair] = OrderBook(pair, [Level(*level) for level in bids], [Level(*level) for level in asks])

    def set_ticker(self, ticker: Ticker) -> None:
        """The ticker; the book stays as it is."""
        self._tickers[ticker.pair] = ticker

    def set_candles(self, pair: str, timeframe: str, frame: pd.DataFrame) -> None:
        """All candles of a pair, see ``some_candles``."""
        self._candles[pair, timeframe] = frame

    def timeframes(self) -> Sequence[str]:
        return ("1m", "5m", "15m", "1h", "4h", "1d")

    def markets(self) -> Mapping[str, Market]:
        self._asked("markets", None)
        return self._markets

    def tickers(self, pairs: Iterable[str] | None = None) -> Mapping[str, Ticker]:
        chosen = None if pairs is None else tuple(pairs)
        self._asked("tickers", chosen)
        return {pair: ticker for pair, ticker in self._tickers.items() if chosen is None or pair in chosen}

    def order_book(self, pair: str, depth: int = 20) -> OrderBook:
        self._asked("order_book", pair)
        if pair not in self._books:
            raise ExchangeError(f"The market {pair} does not exist.")
        book = self._books[pair]
        return OrderBook(pair, book.bids[:depth], book.asks[:depth])

    def candles(self, pair: str, timeframe: str, since: datetime | None, limit: int) -> pd.DataFrame:
        self._asked("candles", (pair, timeframe))
        frame = self._candles.get((pair, timeframe))
        if frame is None:
            return pd.DataFrame({name: pd.Series(dtype="float64") for name in OHLCV}).assign(
                date=pd.Series(dtype="datetime64[ms, UTC]")
            )[list(OHLCV)]
        shown = self._closed(frame, tf.span(timeframe))
        part = shown.tail(limit) if since is None else shown[shown["date"] >= since].head(limit)
        return part.reset_index(drop=True)

    def _closed(self, frame: pd.DataFrame, length: timedelta) -> pd.DataFrame:
        return frame if self._clock is None else frame[frame["date"] + length <= self._clock.now()]

    def _asked(self, method: str, argument: object) -> None:
        self.calls.append((method, argument))
        error, self.fail = self.fail, None
        if error is not None:
            raise error
