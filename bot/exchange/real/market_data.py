"""Public data of a real exchange."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from bot.clock import Clock
from bot.domain import timeframe as tf
from bot.domain.market import CandleRequest, Market, OrderBook, Ticker
from bot.domain.market_data import FUNDING_RATE
from bot.errors import ExchangeError
from bot.exchange.bars import to_ms
from bot.exchange.one_by_one import MARKET_CANDLES
from bot.exchange.quirks import quirks_of
from bot.exchange.real import markets as words
from bot.exchange.real.candles import closed_candles, funding_rates
from bot.exchange.real.client import Call, Client
from bot.exchange.real.streams import CandleStreams

DEFAULT_CANDLES = 500
RELOAD = True
AT_ONCE = 200  # requests handed to the library together; it keeps to the exchange's rate itself


class RealMarket:
    """Implements ``ports.MarketData`` through the exchange library; with ``swaps`` for perpetual futures."""

    trades_span_s = 3600.0

    def __init__(self, client: Client, clock: Clock, *, swaps: bool = False) -> None:
        self.client = client
        self._swaps = swaps
        self._clock = clock
        self._depths = quirks_of(client.name).book_depths
        self._markets: Mapping[str, Market] = {}
        self._streams = CandleStreams(client, clock)

    @property
    def name(self) -> str:
        return self.client.name

    @property
    def candle_limit(self) -> int:
        features = self.client.library.features or {}
        kind = (features.get("swap") or {}).get("linear") if self._swaps else features.get("spot")
        return int(((kind or {}).get("fetchOHLCV") or {}).get("limit") or DEFAULT_CANDLES)

    def timeframes(self) -> Sequence[str]:
        known = [name for name in self.client.library.timeframes or () if tf.is_known(name)]
        return sorted(known, key=tf.seconds)

    def markets(self) -> Mapping[str, Market]:
        """Read anew from the exchange."""
        raw = self.client.read("load_markets", RELOAD)
        self._markets = words.markets(raw, self.client.library.precisionMode, swaps=self._swaps)
        return self._markets

    def tickers(self, pairs: Iterable[str] | None = None) -> Mapping[str, Ticker]:
        chosen = None if pairs is None else list(dict.fromkeys(pairs))
        if chosen == []:
            return {}
        raw = self._raw_tickers(chosen)
        return {pair: words.ticker(pair, entry) for pair, entry in raw.items() if isinstance(entry, Mapping)}

    def order_book(self, pair: str, depth: int = 20) -> OrderBook:
        return words.order_book(pair, self.client.read("fetch_order_book", pair, self._depth(depth)))

    def order_books(self, pairs: Iterable[str], depth: int = 20) -> Mapping[str, OrderBook]:
        chosen = list(dict.fromkeys(pairs))
        answers = self.client.read_all([Call("fetch_order_book", (pair, self._depth(depth))) for pair in chosen])
        found = zip(chosen, answers, strict=True)
        return {pair: words.order_book(pair, raw) for pair, raw in found if not isinstance(raw, ExchangeError)}

    def candles(self, pair: str, timeframe: str, since: datetime | None, limit: int) -> pd.DataFrame:
        answer = self.client.read("fetch_ohlcv", *_candle_call(CandleRequest(pair, timeframe, since, limit)).arguments)
        return closed_candles(answer, timeframe, self._clock.now())

    def many_candles(
        self, requests: Sequence[CandleRequest]
    ) -> Iterator[tuple[CandleRequest, pd.DataFrame | ExchangeError]]:
        to_ask = []
        for request in requests:
            rows = self._streams.rows(request) if request.candle_type in MARKET_CANDLES else None
            if rows is None:
                to_ask.append(request)
            else:
                yield request, self._candles_or_error(request, rows)
        for start in range(0, len(to_ask), AT_ONCE):
            part = to_ask[start : start + AT_ONCE]
            answers = self.client.read_all([_candle_call(request) for request in part])
            for request, answer in zip(part, answers, strict=True):
                yield request, self._candles_or_error(request, answer)

    def public_trades(self, pair: str, since: datetime, limit: int) -> pd.DataFrame:
        if not self.client.can("fetchTrades"):
            raise ExchangeError(f"{self.name} does not tell public trades.")
        return words.public_trades(self.client.read("fetch_trades", pair, to_ms(since), limit))

    def close(self) -> None:
        """End the connections."""
        self.client.close()

    def _candles_or_error(self, request: CandleRequest, answer: Any) -> pd.DataFrame | ExchangeError:
        if isinstance(answer, ExchangeError):
            return answer
        try:
            if request.candle_type == FUNDING_RATE:
                return funding_rates(answer)
            return closed_candles(answer, request.timeframe, self._clock.now())
        except ExchangeError as error:
            return error

    def _raw_tickers(self, pairs: list[str] | None) -> Mapping[str, Any]:
        """Best prices join the day's figures where the exchange tells them apart."""
        has = self.client.library.has
        if not has.get("fetchTickers"):
            chosen = pairs if pairs is not None else [pair for pair, market in self._markets.items() if market.active]
            return dict(
                zip(chosen, self.client.read_all([Call("fetch_ticker", (pair,)) for pair in chosen]), strict=True)
            )
        raw: Mapping[str, Any] = self.client.read("fetch_tickers", pairs)
        if has.get("fetchBidsAsks") is True and any(entry.get("bid") is None for entry in raw.values()):
            best = self.client.read("fetch_bids_asks", pairs)
            prices = {pair: {side: best.get(pair, {}).get(side) for side in ("bid", "ask")} for pair in raw}
            return {pair: {**entry, **prices[pair]} for pair, entry in raw.items()}
        return raw

    def _depth(self, wanted: int) -> int:
        """The smallest number of levels on offer that is enough, else the largest."""
        return next((depth for depth in self._depths if depth >= wanted), self._depths[-1] if self._depths else wanted)


def _candle_call(request: CandleRequest) -> Call:
    since_ms = None if request.since is None else to_ms(request.since)
    if request.candle_type == FUNDING_RATE:
        return Call("fetch_funding_rate_history", (request.pair, since_ms, request.limit))
    params = {} if request.candle_type in MARKET_CANDLES else {"price": request.candle_type}
    return Call("fetch_ohlcv", (request.pair, request.timeframe, since_ms, request.limit), params)
