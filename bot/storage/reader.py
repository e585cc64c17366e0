"""Reads for requests, on a small read-only pool of their own."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from bot.domain.events import Event
from bot.domain.note import Note, WalletSnapshot
from bot.domain.trade import MAX_ID, Trade
from bot.storage import events, notes, wallet_history
from bot.storage.database import Database
from bot.storage.rows import read_trades
from bot.storage.tables import trades

BIGGEST_NUMBER = 2**63 - 1


class SqlClosedTrades:
    """Implements ``ports.ClosedTrades``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, *, limit: int, offset: int, newest_first: bool) -> Sequence[Trade]:
        order = (trades.c.close_date.desc(), trades.c.id.desc()) if newest_first else (trades.c.id,)
        query = sa.select(trades.c.id).where(trades.c.is_open.is_(False)).order_by(*order)
        query = query.limit(min(limit, BIGGEST_NUMBER)).offset(min(offset, BIGGEST_NUMBER))
        kept = self._database.kept
        edits = kept.edits if kept else 0
        with self._database.read() as connection:
            ids = connection.execute(query).scalars().all()
            found = kept.known(ids) if kept else {}
            read = _by_ids(connection, [key for key in ids if key not in found])
        if kept:
            kept.keep(read, edits)
        found.update((trade.id, trade) for trade in read)
        return [found[trade_id] for trade_id in ids]

    def count(self) -> int:
        query = sa.select(sa.func.count()).select_from(trades).where(trades.c.is_open.is_(False))
        with self._database.read() as connection:
            return connection.execute(query).scalar_one()

    def get(self, trade_id: int) -> Trade | None:
        if not 0 < trade_id <= MAX_ID:
            return None
        with self._database.read() as connection:
            found = read_trades(connection, {"id": trade_id})
        return found[0] if found else None

    def notes(self, trade_id: int, key: str | None = None) -> Sequence[Note]:
        if not 0 < trade_id <= MAX_ID:
            return ()
        with self._database.read() as connection:
            return notes.read(connection, trade_id, key)

    def wallet_history(self) -> Sequence[WalletSnapshot]:
        with self._database.read() as connection:
            return wallet_history.read(connection)

    def events_after(self, seq: int, limit: int) -> Sequence[Event]:
        with self._database.read() as connection:
            return events.read_after(connection, seq, limit)


def _by_ids(connection: sa.Connection, ids: Sequence[int]) -> list[Trade]:
    chunk = 500
    return [
        trade
        for start in range(0, len(ids), chunk)
        for trade in read_trades(connection, trades.c.id.in_(ids[start : start + chunk]))
    ]
