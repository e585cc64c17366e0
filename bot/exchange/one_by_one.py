"""For markets where asking for many things at the same time gains nothing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.market import CandleRequest, OrderBook
from bot.domain.order import OrderKey, OrderReport
from bot.errors import ExchangeError
from bot.ports.exchange import Orders

if TYPE_CHECKING:
    import pandas as pd

MARKET_CANDLES = ("spot", "futures")


def fetched(orders: Orders, key: OrderKey) -> OrderReport | ExchangeError:
    """One of the answers of ``Orders.fetch_all``."""
    try:
        return orders.fetch(key.order_id, key.pair, is_stop=key.is_stop)
    except ExchangeError as error:
        return error


class OneByOne(ABC):
    """The part of ``ports.MarketData`` that asks many times; its children answer one request."""

    trades_span_s = 3600.0

    @abstractmethod
    def order_book(self, pair: str, depth: int = 20) -> OrderBook: ...

    @abstractmethod
    def candles(self, pair: str, timeframe: str, since: datetime | None, limit: int) -> pd.DataFrame: ...

    def order_books(self, pairs: Iterable[str], depth: int = 20) -> Mapping[str, OrderBook]:
        found: dict[str, OrderBook] = {}
        for pair in pairs:
            try:
                found[pair] = self.order_book(pair, depth)
            except ExchangeError:  # the caller asks for what is missing, and gets the reason
                continue
        return found

    def many_candles(
        self, requests: Sequence[CandleRequest]
    ) -> Iterator[tuple[CandleRequest, pd.DataFrame | ExchangeError]]:
        for request in requests:
            try:
                if request.candle_type not in MARKET_CANDLES:
                    raise ExchangeError(f"There are no candles of the type {request.candle_type} here.")
                yield request, self.candles(request.pair, request.timeframe, request.since, request.limit)
            except ExchangeError as error:
                yield request, error

    def public_trades(self, pair: str, since: datetime, limit: int) -> pd.DataFrame:  # noqa: ARG002 - the protocol's
        raise ExchangeError(f"There are no public trades of {pair} here.")

    def close(self) -> None:  # noqa: B027 - most children have nothing to close
        """There is nothing to free."""
