"""Market data and orders: a real exchange, the simulated one or a replay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from bot.domain.market import CandleRequest, Market, OrderBook, Ticker
from bot.domain.order import OrderKey, OrderNeeds, OrderReport, OrderRequest
from bot.domain.wallet import Balance
from bot.errors import ExchangeError

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

    def order_books(self, pairs: Iterable[str], depth: int = 20) -> Mapping[str, OrderBook]:
        """The books of many pairs at the same time, as far as they can be read."""
        ...

    def candles(self, pair: str, timeframe: str, since: datetime | None, limit: int) -> pd.DataFrame:
        """Closed candles, oldest first: columns date (UTC, open of the candle), open, high, low, close, volume.

        The newest ``limit`` ones, or the first ``limit`` from ``since`` on. The candle still forming is left out.
        """
        ...

    def many_candles(
        self, requests: Sequence[CandleRequest]
    ) -> Iterator[tuple[CandleRequest, pd.DataFrame | ExchangeError]]:
        """The candles of many requests, or for each the reason why not; asked at the same time where that helps.

        Funding rates have the columns date and funding_rate.
        """
        ...

    def public_trades(self, pair: str, since: datetime, limit: int) -> pd.DataFrame:
        """About the first ``limit`` trades of everybody from ``since`` on, oldest first.

        Columns as in ``market_data.TRADE_COLUMNS``, the timestamp in milliseconds. None may mean that there were none
        for a while, see ``trades_span_s``. Raises ``ExchangeError`` where the exchange does not tell them.
        """
        ...

    @property
    def trades_span_s(self) -> float:
        """So long after ``since`` one call of ``public_trades`` looks for trades, at least."""
        ...

    def close(self) -> None:
        """Free connections and threads; nothing may be asked any more."""
        ...


class Orders(Protocol):
    """Trading on the account. Every call may raise ``TemporaryError`` or another ``ExchangeError``."""

    def check(self, needs: OrderNeeds) -> Sequence[str]:
        """Warnings; raises ``ConfigError`` for what is not on offer, ``AccountError`` for keys that won't do."""
        ...

    def create(self, request: OrderRequest) -> OrderReport:
        """Place an order; raises ``InvalidOrder`` or ``InsufficientFunds`` when it is refused."""
        ...

    def cancel(self, order_id: str, pair: str, *, is_stop: bool = False) -> OrderReport:
        """Cancel what is left of an order; raises ``OrderNotFound``. ``is_stop``: some keep stop orders apart."""
        ...

    def fetch(self, order_id: str, pair: str, *, is_stop: bool = False) -> OrderReport:
        """The order's present state; raises ``OrderNotFound``."""
        ...

    def fetch_all(self, orders: Sequence[OrderKey]) -> Sequence[OrderReport | ExchangeError]:
        """What ``fetch`` gives or raises for each, asked at the same time where that helps."""
        ...

    def find(self, client_order_id: str, pair: str, *, is_stop: bool = False) -> OrderReport | None:
        """The order that carries our own id, ``None`` where the exchange never got it."""
        ...

    def account_orders(self, pairs: Iterable[str], since: datetime) -> Sequence[OrderReport] | None:
        """The account's open orders, and those on ``pairs`` placed after ``since``; ``None`` from a paper account."""
        ...

    def balances(self) -> Mapping[str, Balance] | None:
        """Balances by currency; ``None`` from a paper account, whose balances follow from the trades."""
        ...

    def restore(self, orders: Iterable[OrderReport]) -> None:
        """Tell a paper account which orders were open before a restart; a real exchange knows."""
        ...
