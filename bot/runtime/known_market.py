"""Market data whose list of markets is read once: simulations ask for it often, and it must not change under them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.market import CandleRequest, Market, OrderBook, Ticker
from bot.errors import ExchangeError
from bot.ports import MarketData

if TYPE_CHECKING:
    import pandas as pd


class KnownMarket:
    """Implements ``ports.MarketData`` on top of another one."""

    def __init__(self, market: MarketData) -> None:
        self._market = market
        self._markets: Mapping[str, Market] | None = None

    @property
    def name(self) -> str:
        return self._market.name

    @property
    def candle_limit(self) -> int:
        return self._market.candle_limit

    def timeframes(self) -> Sequence[str]:
        return self._market.timeframes()

    def markets(self) -> Mapping[str, Market]:
        if self._markets is None:
            self._markets = self._market.markets()
        return self._markets

    def tickers(self, pairs: Iterable[str] | None = None) -> Mapping[str, Ticker]:
        return self._market.tickers(pairs)

    def order_book(self, pair: str, depth: int = 20) -> OrderBook:
        return self._market.order_book(pair, depth)

    def order_books(self, pairs: Iterable[str], depth: int = 20) -> Mapping[str, OrderBook]:
        return self._market.order_books(pairs, depth)

    def candles(self, pair: str, timeframe: str, since: datetime | None, limit: int) -> pd.DataFrame:
        return self._market.candles(pair, timeframe, since, limit)

    def many_candles(
        self, requests: Sequence[CandleRequest]
    ) -> Iterator[tuple[CandleRequest, pd.DataFrame | ExchangeError]]:
        return self._market.many_candles(requests)

    def public_trades(self, pair: str, since: datetime, limit: int) -> pd.DataFrame:
        return self._market.public_trades(pair, since, limit)

    @property
    def trades_span_s(self) -> float:
        return self._market.trades_span_s

    def close(self) -> None:
        self._market.close()
