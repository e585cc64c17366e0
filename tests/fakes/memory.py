"""Stores that keep everything in memory and can fail at any step, as a disk or a killed process does."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.events import Event
from bot.domain.lock import Lock
from bot.domain.note import Note, WalletSnapshot
from bot.domain.trade import Trade
from bot.stats.facts import closed_fact
from bot.stats.model import ClosedStats, ClosedTrade
from tests.fakes.stats import FixedStats


class MemoryTrades:
    """Implements ``ports.TradeStore``. ``script`` holds what the next writes do instead, in turn.

    ``None`` writes as usual, an exception is raised before anything is written; ``writes`` counts what was written.
    """

    def __init__(self, *trades: Trade) -> None:
        self._trades: dict[int, Trade] = {}
        self._last_trade = 0
        self._last_order = 0
        self.script: deque[BaseException | None] = deque()
        self.writes = 0
        for trade in trades:
            self.put(trade)

    def put(self, trade: Trade) -> None:
        """Lay a trade down with the ids it has."""
        self._trades[trade.id] = trade
        self._last_trade = max(self._last_trade, trade.id)
        self._last_order = max([self._last_order, *(order.id for order in trade.orders)])

    def all(self) -> list[Trade]:
        """Open and closed trades by id."""
        return [self._trades[trade_id] for trade_id in sorted(self._trades)]

    def open_trades(self) -> list[Trade]:
        return [trade for trade in self.all() if trade.is_open]

    def get(self, trade_id: int) -> Trade | None:
        return self._trades.get(trade_id)

    def ended_orders(self, client_order_ids: Sequence[str]) -> Mapping[str, float]:
        known = (order for trade in self.all() for order in trade.orders if not order.is_open)
        return {order.client_order_id: order.filled for order in known if order.client_order_id in client_order_ids}

    def with_order(self, client_order_id: str) -> Trade | None:
        owners = (t for t in self.all() for order in t.orders if order.client_order_id == client_order_id)
        return next(owners, None)

    def add(self, trade: Trade) -> Trade:
        self._write()
        self._last_trade += 1
        return self._stored(replace(trade, id=self._last_trade))

    def save(self, trade: Trade) -> Trade:
        self._write()
        assert trade.id in self._trades, "only trades that are stored can be saved"
        return self._stored(trade)

    def delete(self, trade_id: int) -> None:
        self._write()
        self._trades.pop(trade_id, None)

    def closed_facts(self, closed_after: datetime | None = None) -> Iterable[ClosedTrade]:
        facts = [closed_fact(trade) for trade in self.all() if not trade.is_open]
        wanted = [fact for fact in facts if closed_after is None or fact.closed_at > closed_after]
        return sorted(wanted, key=lambda fact: (fact.closed_at, fact.trade_id))

    def first_and_last(self) -> tuple[tuple[int, datetime], tuple[int, datetime]] | None:
        trades = self.all()
        return ((trades[0].id, trades[0].opened_at), (trades[-1].id, trades[-1].opened_at)) if trades else None

    def _stored(self, trade: Trade) -> Trade:
        orders = []
        for order in trade.orders:
            if not order.id:
                self._last_order += 1
                order = replace(order, id=self._last_order, trade_id=trade.id)
            orders.append(order)
        self._trades[trade.id] = replace(trade, orders=tuple(orders))
        return self._trades[trade.id]

    def _write(self) -> None:
        step = self.script.popleft() if self.script else None
        if step is not None:
            raise step
        self.writes += 1


class MemoryLocks:
    """Implements ``ports.LockStore``; ``all`` holds ended locks too."""

    def __init__(self, *locks: Lock) -> None:
        self.all: list[Lock] = list(locks)

    def active(self, at: datetime) -> list[Lock]:
        return [lock for lock in self.all if lock.active and lock.until > at]

    def add(self, lock: Lock) -> Lock:
        stored = replace(lock, id=len(self.all) + 1)
        self.all.append(stored)
        return stored

    def release(self, lock_ids: Sequence[int], at: datetime) -> None:
        self.all = [replace(lock, active=False, until=at) if lock.id in lock_ids else lock for lock in self.all]


class MemoryKeys:
    """Implements ``ports.KeyValueStore``."""

    def __init__(self, **values: str | int | float | datetime) -> None:
        self.values: dict[str, str | int | float | datetime] = dict(values)

    def get(self, key: str) -> str | int | float | datetime | None:
        return self.values.get(key)

    def put(self, key: str, value: str | int | float | datetime) -> None:
        self.values[key] = value

    def all(self) -> Mapping[str, Any]:
        return dict(self.values)


class MemoryNotes:
    """Implements ``ports.NoteStore``."""

    def __init__(self) -> None:
        self._notes: dict[tuple[int, str], Note] = {}

    def get(self, trade_id: int, key: str) -> Note | None:
        return self._notes.get((trade_id, key.lower()))

    def all(self, trade_id: int) -> list[Note]:
        return [note for (owner, _), note in self._notes.items() if owner == trade_id]

    def put(self, note: Note) -> None:
        self._notes[note.trade_id, note.key.lower()] = note

    def delete(self, trade_id: int, key: str | None = None) -> None:
        self._notes = {
            (owner, name): note
            for (owner, name), note in self._notes.items()
            if owner != trade_id or (key is not None and name != key.lower())
        }


class MemoryWalletHistory:
    """Implements ``ports.WalletHistory``."""

    def __init__(self) -> None:
        self.rows: list[WalletSnapshot] = []

    def add(self, rows: Sequence[WalletSnapshot]) -> None:
        self.rows.extend(rows)


class MemoryEvents:
    """Implements ``ports.EventStore``; ``fail`` is raised by the next write, once."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.fail: Exception | None = None

    def last_seq(self) -> int:
        return self.events[-1].seq if self.events else 0

    def append(self, events: Sequence[Event]) -> None:
        error, self.fail = self.fail, None
        if error is not None:
            raise error
        self.events.extend(events)


class SumLedger:
    """Totals that know the number of closed trades and their profit."""

    def __init__(self) -> None:
        self.facts: list[ClosedTrade] = []

    def add(self, fact: ClosedTrade) -> None:
        self.facts.append(fact)

    def rebuild(self, facts: Iterable[ClosedTrade]) -> None:
        self.facts = list(facts)

    def picture(self) -> ClosedStats:
        return FixedStats(count=len(self.facts), profit_amount=sum(fact.profit_amount for fact in self.facts))
