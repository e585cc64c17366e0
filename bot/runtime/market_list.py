"""An exchange of which only the list of markets is known: what processes without a network simulate with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.market import CandleRequest, Market, OrderBook, Ticker
from bot.errors import ExchangeError

if TYPE_CHECKING:
    import pandas as pd


class MarketList:
    """Implements ``ports.MarketData``; every question about the present is refused."""

    candle_limit = 1000
    trades_span_s = 0.0

    def __init__(self, name: str, markets: Mapping[str, Market]) -> None:
        self.name = name
        self._markets = markets

    def timeframes(self) -> Sequence[str]:
        return ()

    def markets(self) -> Mapping[str, Market]:
        return self._markets

    def tickers(self, pairs: Iterable[str] | None = None) -> Mapping[str, Ticker]:  # noqa: ARG002
        raise self._refusal("tickers")

    def order_book(self, pair: str, depth: int = 20) -> OrderBook:  # noqa: ARG002
        raise self._refusal("order books")

    def order_books(self, pairs: Iterable[str], depth: int = 20) -> Mapping[str, OrderBook]:  # noqa: ARG002
        raise self._refusal("order books")

    def candles(self, pair: str, timeframe: str, since: datetime | None, limit: int) -> pd.DataFrame:  # noqa: ARG002
        raise self._refusal("present candles")

    def many_candles(
        self, requests: Sequence[CandleRequest]
    ) -> Iterator[tuple[CandleRequest, pd.DataFrame | ExchangeError]]:
        for request in requests:
            yield request, self._refusal("present candles")

    def public_trades(self, pair: str, since: datetime, limit: int) -> pd.DataFrame:  # noqa: ARG002
        raise self._refusal("trades of others")

    def close(self) -> None: ...

    def _refusal(self, what: str) -> ExchangeError:
        return ExchangeError(f"There are no {what} in an optimisation.")
