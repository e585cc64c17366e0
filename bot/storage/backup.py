"""A copy of a database file while a bot may be trading on it, and a look whether a database is sound."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import sqlalchemy as sa

from bot.errors import Refused, StorageError
from bot.storage import tables
from bot.storage.database import Database
from bot.storage.rows import read_trades


def back_up(source: Path, target: Path) -> int:
    """Copy the file as it is at one moment; its size in bytes. Raises ``Refused`` or ``StorageError``."""
    if target.exists():
        raise Refused(f"{target} exists already; choose another name.")
    draft = target.with_name(f"{target.name}.part")
    try:
        with sqlite3.connect(f"file:{source.absolute()}?mode=ro", uri=True) as reading, sqlite3.connect(draft) as copy:
            reading.backup(copy)
        reading.close()
        copy.close()
        draft.chmod(0o600)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(target)
    except (OSError, sqlite3.Error) as error:
        draft.unlink(missing_ok=True)
        raise StorageError(f"{target} can't be written: {error}.") from error
    return target.stat().st_size


def problems(database: Database) -> list[str]:
    """What is wrong with the database, in sentences; none where it is sound."""
    with database.read() as connection:
        found = []
        if connection.dialect.name == "sqlite":
            words = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            found += [f"The file is damaged: {word}." for word in words if word != "ok"]
            lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            found += [f"Row {row[1]} of {row[0]} belongs to no trade." for row in lost]
        try:
            trades = read_trades(connection, {})
        except (KeyError, ValueError, TypeError) as error:
            return [*found, f"A row is no trade: {error}."]
        counted = connection.execute(sa.select(sa.func.count()).select_from(tables.orders)).scalar_one()
    closed = [trade for trade in trades if not trade.is_open]
    found += [f"Trade {trade.id} is closed without a date." for trade in closed if trade.closed_at is None]
    waiting = [trade for trade in closed if any(order.is_open for order in trade.orders)]
    found += [f"Trade {trade.id} is closed and has an open order." for trade in waiting]
    held = sum(len(trade.orders) for trade in trades)
    if held != counted:
        found.append(f"{counted - held} orders belong to no trade.")
    return found
