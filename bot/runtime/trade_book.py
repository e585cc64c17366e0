"""The bot's trades as strategies ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.trade import Trade
from bot.engine.book import Book
from bot.stats.model import ClosedStats
from bot.storage.trades import SqlTradeStore


class EngineTrades:
    """Implements the strategies' ``TradeBook``: open trades from memory, closed ones from disk."""

    def __init__(self, book: Book, store: SqlTradeStore) -> None:
        self._book = book
        self._store = store

    def open_trades(self) -> Sequence[Trade]:
        """By id."""
        return self._book.open_trades()

    def closed_trades(
        self, pair: str | None, opened_after: datetime | None, closed_after: datetime | None
    ) -> Sequence[Trade]:
        """By id; bounds are exclusive, ``None`` chooses all."""
        return self._store.closed_trades(pair, opened_after, closed_after)

    def totals(self) -> ClosedStats:
        """Sums over the closed trades."""
        return self._book.closed()
