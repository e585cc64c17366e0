"""The open trades, in memory as they are on disk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.trade import Trade
from bot.engine.parts import Ledger
from bot.ports import TradeStore
from bot.stats.facts import closed_fact
from bot.stats.model import ClosedStats, ClosedTrade

TradeMark = tuple[int, datetime]


class Book:
    """Open trades by id; a change is stored first and remembered then, so memory never runs ahead of the disk.

    Only ``note()`` may lag behind: the highest and lowest rates seen are stored with the trade's next change or by
    ``flush()``. ``revision`` moves with every other change.
    """

    def __init__(self, store: TradeStore, ledger: Ledger) -> None:
        self._store = store
        self._ledger = ledger
        self._open: dict[int, Trade] = {}
        self._noted: set[int] = set()
        self._marks: tuple[TradeMark, TradeMark] | None = None
        self.revision = 0

    def load(self) -> None:
        """Read everything from disk again."""
        self._open = {trade.id: trade for trade in self._store.open_trades()}
        self._noted.clear()
        self._ledger.rebuild(self._store.closed_facts())
        self._marks = self._store.first_and_last()
        self.revision += 1

    @property
    def first_and_last(self) -> tuple[TradeMark | None, TradeMark | None]:
        """Id and opening date of the trades with the lowest and the highest id."""
        return self._marks or (None, None)

    def closed(self) -> ClosedStats:
        """Totals over the closed trades."""
        return self._ledger.picture()

    def total_closed_profit(self) -> float:
        """Profit of all closed trades, in stake currency."""
        return self._ledger.picture().profit_amount

    def closed_after(self, moment: datetime) -> list[ClosedTrade]:
        """What the statistics know of the trades closed later than ``moment``, by closing date."""
        return list(self._store.closed_facts(moment))

    def open_trades(self) -> list[Trade]:
        """By id."""
        return [self._open[trade_id] for trade_id in sorted(self._open)]

    def ids(self) -> Sequence[int]:
        """Ids of the open trades."""
        return sorted(self._open)

    def __len__(self) -> int:
        return len(self._open)

    def get(self, trade_id: int) -> Trade | None:
        """An open trade."""
        return self._open.get(trade_id)

    def find(self, trade_id: int) -> Trade | None:
        """An open or a closed trade."""
        return self._open.get(trade_id) or self._store.get(trade_id)

    def of_pair(self, pair: str) -> Trade | None:
        """The open trade of a pair."""
        return next((trade for trade in self._open.values() if trade.pair == pair), None)

    def add(self, trade: Trade) -> Trade:
        """Store a new trade; returns it with the ids given."""
        stored = self._store.add(trade)
        self._open[stored.id] = stored
        mark = (stored.id, stored.opened_at)
        self._marks = (self._marks[0] if self._marks else mark, mark)
        self.revision += 1
        return stored

    def save(self, trade: Trade) -> Trade:
        """Store a changed trade; one that is no longer open joins the closed ones."""
        stored = self._store.save(trade)
        was_open = self._open.pop(stored.id, None) is not None
        self._noted.discard(stored.id)
        if stored.is_open:
            self._open[stored.id] = stored
        elif was_open:
            self._ledger.add(closed_fact(stored))
        else:
            self._ledger.rebuild(self._store.closed_facts())
        self.revision += 1
        return stored

    def note(self, trade: Trade) -> None:
        """Remember a trade whose extreme rates have changed; ``flush()`` stores it."""
        self._open[trade.id] = trade
        self._noted.add(trade.id)

    def flush(self) -> None:
        """Store what was only noted."""
        for trade_id in sorted(self._noted):
            self._open[trade_id] = self._store.save(self._open[trade_id])
        self._noted.clear()

    def delete(self, trade_id: int) -> None:
        """Forget a trade, open or closed, with its orders and notes."""
        self._store.delete(trade_id)
        self._noted.discard(trade_id)
        if self._open.pop(trade_id, None) is None:
            self._ledger.rebuild(self._store.closed_facts())
        self._marks = self._store.first_and_last()
        self.revision += 1
