"""The database as requests read it, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain.events import Event
from bot.domain.note import Note, WalletSnapshot
from bot.domain.trade import Trade


@dataclass
class FakeReader:
    """Implements ``ClosedTrades``; put what should be stored into the lists."""

    trades: list[Trade] = field(default_factory=list)
    stored_notes: list[Note] = field(default_factory=list)
    wallets: list[WalletSnapshot] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def page(self, *, limit: int, offset: int, newest_first: bool) -> Sequence[Trade]:
        self.calls.append("page")
        closed = [trade for trade in self.trades if not trade.is_open]
        closed.sort(
            key=lambda trade: (trade.closed_at or trade.opened_at, trade.id) if newest_first else trade.id,
            reverse=newest_first,
        )
        return closed[offset : offset + limit]

    def count(self) -> int:
        self.calls.append("count")
        return sum(1 for trade in self.trades if not trade.is_open)

    def get(self, trade_id: int) -> Trade | None:
        self.calls.append("get")
        return next((trade for trade in self.trades if trade.id == trade_id), None)

    def notes(self, trade_id: int, key: str | None = None) -> Sequence[Note]:
        wanted = key.lower() if key else None
        return [
            note
            for note in self.stored_notes
            if note.trade_id == trade_id and (wanted is None or note.key.lower() == wanted)
        ]

    def wallet_history(self) -> Sequence[WalletSnapshot]:
        return self.wallets

    def events_after(self, seq: int, limit: int) -> Sequence[Event]:
        return [event for event in self.events if event.seq > seq][:limit]
