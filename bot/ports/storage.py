"""What is kept on disk. Writes are durable when the call returns; every call may raise ``StorageError``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.domain.events import Event
from bot.domain.lock import Lock
from bot.domain.note import Note, WalletSnapshot
from bot.domain.order import Order
from bot.domain.reply import Claim, Reply
from bot.domain.trade import Trade
from bot.stats.model import ClosedTrade


class TradeStore(Protocol):
    """Trades and their orders, written by the bot thread only."""

    def open_trades(self) -> list[Trade]:
        """All open trades with their orders, by id."""
        ...

    def get(self, trade_id: int) -> Trade | None:
        """A trade, open or closed, with its orders."""
        ...

    def ended_orders(self, client_order_ids: Sequence[str]) -> Mapping[str, float]:
        """Of these orders those that have ended, with the amounts that they filled."""
        ...

    def with_order(self, client_order_id: str) -> Trade | None:
        """The trade, open or closed, that has the order."""
        ...

    def add(self, trade: Trade) -> Trade:
        """Store a new trade with its orders; returns it with the ids given."""
        ...

    def save(self, trade: Trade) -> Trade:
        """Store a trade's fields and all its orders in one transaction; new orders (id 0) get their ids."""
        ...

    def delete(self, trade_id: int) -> None:
        """Remove a trade with its orders and notes."""
        ...

    def closed_facts(self, closed_after: datetime | None = None) -> Iterable[ClosedTrade]:
        """What the statistics need of the trades closed later than that, or of all, by closing date and id."""
        ...

    def first_and_last(self) -> tuple[tuple[int, datetime], tuple[int, datetime]] | None:
        """Id and opening date of the trades with the lowest and the highest id; ``None`` without trades."""
        ...


class ClosedTrades(Protocol):
    """Reads for requests: own short connections, never the writer's."""

    def page(self, *, limit: int, offset: int, newest_first: bool) -> Sequence[Trade]:
        """Closed trades by id, or by closing date with the newest first."""
        ...

    def count(self) -> int:
        """Number of closed trades."""
        ...

    def get(self, trade_id: int) -> Trade | None:
        """Any trade, open or closed."""
        ...

    def notes(self, trade_id: int, key: str | None = None) -> Sequence[Note]:
        """A trade's custom data; ``key`` is compared without regard to case."""
        ...

    def wallet_history(self) -> Sequence[WalletSnapshot]:
        """Daily wallet snapshots, oldest first."""
        ...

    def events_after(self, seq: int, limit: int) -> Sequence[Event]:
        """Stored events with a greater ``seq``, oldest first."""
        ...


class ReplyStore(Protocol):
    """Requests that carry an idempotency key, by caller and key; for any thread."""

    def claim(self, caller: str, key: str, fingerprint: str, at: datetime) -> Claim | None:
        """Take the key; what holds it already, ``None`` where nothing did."""
        ...

    def finish(self, caller: str, key: str, reply: Reply) -> None:
        """Keep the reply."""
        ...

    def release(self, caller: str, key: str) -> None:
        """Forget the request."""
        ...

    def forget(self, started_before: datetime) -> None:
        """Forget all older ones."""
        ...


class LockStore(Protocol):
    """Pair locks."""

    def active(self, at: datetime) -> list[Lock]:
        """Locks that are active and end after ``at``, by id."""
        ...

    def add(self, lock: Lock) -> Lock:
        """Store a lock; returns it with its id."""
        ...

    def release(self, lock_ids: Sequence[int], at: datetime) -> None:
        """Deactivate locks and let them end at ``at``."""
        ...


class NoteStore(Protocol):
    """Custom data of trades; keys are compared without regard to case."""

    def get(self, trade_id: int, key: str) -> Note | None: ...

    def all(self, trade_id: int) -> list[Note]: ...

    def put(self, note: Note) -> None:
        """Store or replace; raises ``StorageError`` where the value is not JSON."""
        ...

    def delete(self, trade_id: int, key: str | None = None) -> None:
        """Remove one key, or all of them."""
        ...


MARKET_TIME = "market_time"  # the key under which the engine notes the market's time for the next start


class KeyValueStore(Protocol):
    """Small facts about the bot; values are str, int, float or aware datetimes."""

    def get(self, key: str) -> str | int | float | datetime | None: ...

    def put(self, key: str, value: str | int | float | datetime) -> None: ...

    def all(self) -> Mapping[str, Any]: ...


class WalletHistory(Protocol):
    """Daily wallet snapshots."""

    def add(self, rows: Sequence[WalletSnapshot]) -> None:
        """Store a day's rows; a second time on the same day and currency replaces them."""
        ...


class EventStore(Protocol):
    """The bounded table of events."""

    def last_seq(self) -> int: ...

    def append(self, events: Sequence[Event]) -> None:
        """Store events and forget the oldest beyond the table's bound."""
        ...


class Orderable(Protocol):
    """Anything with orders: lets stores and rules share helpers."""

    @property
    def orders(self) -> tuple[Order, ...]: ...
