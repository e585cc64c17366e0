"""The open trades, in memory as they are on disk."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.order import Order
from bot.domain.trade import Trade
from bot.engine.parts import Ledger
from bot.errors import StorageBusy
from bot.ports import TradeStore
from bot.stats.facts import closed_fact
from bot.stats.model import ClosedStats, ClosedTrade

TradeMark = tuple[int, datetime]
TEMPORARY_IDS = 1 << 62  # from here on; an order that is not stored yet is newer than any that is
log = logging.getLogger(__name__)


class Book:
    """Open trades by id; a change is stored first and remembered then, so memory never runs ahead of the disk.

    Only ``note()`` may lag behind: the highest and lowest rates seen are stored with the trade's next change or by
    ``flush()``. ``revision`` moves with every other change.

    While the database can't be written (``StorageBusy``), changes of open trades are kept in memory and stored by
    ``catch_up()``: what happened on the exchange must not be forgotten. New trades and entries are refused meanwhile.
    """

    def __init__(self, store: TradeStore, ledger: Ledger) -> None:
        self._store = store
        self._ledger = ledger
        self._open: dict[int, Trade] = {}
        self._noted: set[int] = set()
        self._unsaved: dict[int, Trade] = {}
        self._undeleted: set[int] = set()
        self._last_temporary_id = TEMPORARY_IDS
        self.trouble: str | None = None
        self._marks: tuple[TradeMark, TradeMark] | None = None
        self.revision = 0

    def load(self) -> None:
        """Read everything from disk again."""
        self._open = {trade.id: trade for trade in self._store.open_trades()}
        self._noted.clear()
        self._unsaved.clear()
        self._undeleted.clear()
        self.trouble = None
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

    def ended_orders(self, client_order_ids: Sequence[str]) -> Mapping[str, float]:
        """Of these orders those that have ended, with the amounts that they filled."""
        return self._store.ended_orders(client_order_ids)

    def with_order(self, client_order_id: str) -> Trade | None:
        """The trade, open or closed, that has the order."""
        for trade in self._open.values():
            if any(order.client_order_id == client_order_id for order in trade.orders):
                return trade
        return self._store.with_order(client_order_id)

    def add(self, trade: Trade) -> Trade:
        """Store a new trade; returns it with the ids given. Raises ``StorageBusy`` while nothing can be stored."""
        self.check_storing()
        stored = self._store.add(trade)
        self._open[stored.id] = stored
        mark = (stored.id, stored.opened_at)
        self._marks = (self._marks[0] if self._marks else mark, mark)
        self.revision += 1
        return stored

    def save(self, trade: Trade, *, must_store: bool = False) -> Trade:
        """Store a changed trade; one that is no longer open joins the closed ones.

        What can't be stored now is kept, or with ``must_store`` raises ``StorageBusy``; then nothing has changed.
        """
        stored = self._stored(trade, must_store=must_store)
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

    @property
    def is_behind(self) -> bool:
        """Whether something could not be stored yet."""
        return bool(self._unsaved or self._undeleted)

    def catch_up(self) -> None:
        """Try to store what could not be stored; what still can't be waits for the next time."""
        try:
            for trade_id, trade in list(self._unsaved.items()):
                stored = self._store.save(_without_temporary_ids(trade))
                del self._unsaved[trade_id]
                if stored.is_open:
                    self._open[trade_id] = stored
                self.revision += 1
            for trade_id in sorted(self._undeleted):
                self._store.delete(trade_id)
                self._undeleted.discard(trade_id)
            self.trouble = None
        except StorageBusy as error:
            self.trouble = str(error)

    def _stored(self, trade: Trade, *, must_store: bool) -> Trade:
        if must_store:
            self.check_storing()
            return self._store.save(trade)
        if not self.is_behind:
            try:
                return self._store.save(trade)
            except StorageBusy as error:
                log.error("Trade %s on %s can't be stored and is kept in memory: %s", trade.id, trade.pair, error)
                self.trouble = str(error)
        kept = replace(trade, orders=tuple(map(self._numbered, trade.orders)))
        self._unsaved[trade.id] = kept
        return kept

    def check_storing(self) -> None:
        """Raises ``StorageBusy`` while nothing can be stored."""
        if self.is_behind:
            raise StorageBusy(f"Nothing is entered while the database can't be written: {self.trouble}")

    def _numbered(self, order: Order) -> Order:
        """With a number of its own until it is stored."""
        if order.id:
            return order
        self._last_temporary_id += 1
        return replace(order, id=self._last_temporary_id)

    def note(self, trade: Trade) -> None:
        """Remember a trade whose extreme rates have changed; ``flush()`` stores it."""
        self._open[trade.id] = trade
        self._noted.add(trade.id)

    def flush(self) -> None:
        """Store what was only noted."""
        for trade_id in sorted(self._noted):
            self._open[trade_id] = self._stored(self._open[trade_id], must_store=False)
        self._noted.clear()

    def delete(self, trade_id: int) -> None:
        """Forget a trade, open or closed, with its orders and notes."""
        if self.is_behind and trade_id in self._open:
            self._forget_later(trade_id)
            return
        try:
            self._store.delete(trade_id)
        except StorageBusy as error:
            if trade_id not in self._open:
                raise
            self.trouble = str(error)
            self._forget_later(trade_id)
            return
        self._noted.discard(trade_id)
        if self._open.pop(trade_id, None) is None:
            self._ledger.rebuild(self._store.closed_facts())
        self._marks = self._store.first_and_last()
        self.revision += 1

    def _forget_later(self, trade_id: int) -> None:
        self._unsaved.pop(trade_id, None)
        self._undeleted.add(trade_id)
        self._noted.discard(trade_id)
        del self._open[trade_id]
        self.revision += 1


def _without_temporary_ids(trade: Trade) -> Trade:
    return replace(trade, orders=tuple(map(_without_temporary_id, trade.orders)))


def _without_temporary_id(order: Order) -> Order:
    return replace(order, id=0) if order.id > TEMPORARY_IDS else order
