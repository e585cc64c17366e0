"""Copies of a database while a bot may be trading on it, and a look whether it is sound."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import orjson
import sqlalchemy as sa

from bot.errors import Refused, StorageError
from bot.storage import tables
from bot.storage.database import Database
from bot.storage.rows import read_trades
from bot.storage.takeover import COPIED

BATCH = 1000
EXPORTED = tuple(COPIED)


def back_up(source: Path, target: Path) -> int:
    """Copy the file as it is at one moment; its size in bytes. Raises ``Refused`` or ``StorageError``."""
    address = f"file:{source.absolute()}?mode=ro"
    with (
        _draft(target) as draft,
        closing(sqlite3.connect(address, uri=True)) as reading,
        closing(sqlite3.connect(draft)) as copy,
    ):
        reading.backup(copy)
    return target.stat().st_size


def export(database: Database, target: Path) -> dict[str, int]:
    """Write every row of one moment as a line of JSON with its ``table``; how many of each.

    Raises ``Refused`` or ``StorageError``.
    """
    counts = {}
    with _draft(target) as draft, draft.open("wb") as lines, database.read() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        for table in EXPORTED:
            names = ["table", *(str(column.name) for column in table.c)]
            found = connection.execution_options(yield_per=BATCH).execute(sa.select(table))
            counts[table.name] = 0
            for row in found:
                fields = dict(zip(names, (table.name, *row), strict=True))
                lines.write(orjson.dumps(fields, option=orjson.OPT_APPEND_NEWLINE))
                counts[table.name] += 1
    return counts


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    """A file that becomes ``target``, for its owner's eyes only, when it is whole."""
    if target.exists():
        raise Refused(f"{target} exists already; choose another name.")
    draft = target.with_name(f"{target.name}.part")
    try:
        draft.touch(0o600)
        yield draft
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(f"{target} can't be written: {error}.") from error
    finally:
        draft.unlink(missing_ok=True)


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
