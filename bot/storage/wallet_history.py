"""Daily wallet snapshots."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.domain.note import WalletSnapshot
from bot.storage.database import Database
from bot.storage.tables import wallet_history

_COLUMNS = {
    "at": wallet_history.c.timestamp,
    "currency": wallet_history.c.currency,
    "quote_currency": wallet_history.c.quote_currency,
    "rate": wallet_history.c.rate,
    "balance": wallet_history.c.balance,
    "total_quote": wallet_history.c.total_quote,
    "bot_managed": wallet_history.c.bot_managed,
}


class SqlWalletHistory:
    """Implements ``ports.WalletHistory``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, rows: Sequence[WalletSnapshot]) -> None:
        with self._database.write() as connection:
            for row in rows:
                day = row.at.replace(hour=0, minute=0, second=0, microsecond=0)
                values = {column.name: getattr(row, name) for name, column in _COLUMNS.items()} | {"timestamp": day}
                of_day = (wallet_history.c.timestamp == day) & (wallet_history.c.currency == row.currency)
                connection.execute(wallet_history.delete().where(of_day))
                connection.execute(wallet_history.insert().values(values))


def read(connection: Connection) -> list[WalletSnapshot]:
    """All snapshots, oldest first."""
    query = sa.select(*_COLUMNS.values()).order_by(wallet_history.c.timestamp, wallet_history.c.id)
    return [WalletSnapshot(*row) for row in connection.execute(query)]
