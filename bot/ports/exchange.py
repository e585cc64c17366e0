"""Market data and orders: a real exchange, the simulated one or a replay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from bot.domain.market import Market, OrderBook, Ticker
from bot.domain.order import OrderReport, OrderRequest
from bot.domain.wallet import Balance

if TYPE_CHECKING:
    import pandas as pd


class MarketData(Protocol):
    """Reads of public data. Every call may raise ``TemporaryError`` (try again) or ``ExchangeError``."""

    @property
    def name(self) -> str:
        """The exchange's name as configured, in lower case."""
        ...

    @property
    def candle_limit(self) -> int:
        """How many candles one call may return."""
        ...

    def timeframes(self) -> Sequence[str]:
        """Candle lengths on offer, shortest first."""
        ...

    def markets(self) -> Mapping[str, Market]:
        """All pairs by symbol."""
        ...

    def tickers(self, pairs: Iterable[str] | None = None) -> Mapping[str, Ticker]:
        """Tickers of ``pairs``, of all pairs without a choice."""
        ...

    def order_book(self, pair: str, depth: int = 20) -> OrderBook:
        """The best ``depth`` levels of each side."""
        ...

    def candles(self, pair: str, timeframe: str, since: datetime | None, limit: int) -> pd.DataFrame:
        """Closed candles, oldest first: columns date (UTC, open of the candle), open, high, low, close, volume.

        The newest ``limit`` ones, or the first ``limit`` from ``since`` on. The candle still forming is left out.
        """
        ...


class Orders(Protocol):
    """Trading on the account. Every call may raise ``TemporaryError`` or another ``ExchangeError``."""

    def create(self, request: OrderRequest) -> OrderReport:
        """Place an order; raises ``InvalidOrder`` or ``InsufficientFunds`` when it is refused."""
        ...

    def cancel(self, order_id: str, pair: str) -> OrderReport:
        """Cancel what is left of an order; raises ``OrderNotFound``."""
        ...

    def fetch(self, order_id: str, pair: str) -> OrderReport:
        """The order's present state; raises ``OrderNotFound``."""
        ...

    def find(self, client_order_id: str, pair: str) -> OrderReport | None:
        """The order that carries our own id, ``None`` where the exchange never got it."""
        ...

    def balances(self) -> Mapping[str, Balance] | None:
        """Balances by currency; ``None`` from a paper account, whose balances follow from the trades."""
        ...

    def restore(self, orders: Iterable[OrderReport]) -> None:
        """Tell a paper account which orders were open before a restart; a real exchange knows."""
        ...
