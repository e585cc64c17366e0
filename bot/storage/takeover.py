"""Takes the trades of another database over: one of freqtrade, or of Tradepost on another server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from bot.domain.enums import OrderStatus, OrderType, PrecisionMode, TradingMode
from bot.domain.market import split_pair
from bot.errors import Refused, StorageError
from bot.storage import postgres, sqlite, tables
from bot.storage.database import Database
from bot.storage.rows import read_trades
from bot.storage.words import shown, translated

Row = Mapping[Any, Any]
BATCH = 1000
NEEDED = ("trades", "orders")


def take_over(source_url: str, database: Database) -> dict[str, int]:
    """Copy trades, orders, locks, custom data and wallet history; how many rows of each were copied.

    All or nothing. Raises ``Refused`` where ``database`` has trades already, ``StorageError`` where the source can't be
    read or holds something that is no trade.
    """
    source = _opened(source_url)
    try:
        with translated(shown(source_url)), source.connect() as reading, database.write() as writing:
            if writing.execute(sa.select(sa.func.count()).select_from(tables.trades)).scalar_one():
                raise Refused("The database has trades already; import into an empty one.")
            found = _tables(reading, source_url)
            copied = {
                table.name: _copied(reading, writing, found.get(table.name), table, mend)
                for table, mend in COPIED.items()
            }
            _check(writing, copied["trades"])
            _count_on(writing)
            return copied
    finally:
        source.dispose()


def _opened(url: str) -> Engine:
    if url.startswith(postgres.SCHEMES):
        return postgres.reader(url)
    path = Path(url.removeprefix(sqlite.FILE))
    if not path.is_file():
        raise StorageError(f"There is no database file {path}.")
    return sqlite.reader(path)


def _tables(connection: Connection, url: str) -> dict[str, sa.Table]:
    known = sa.MetaData()
    known.reflect(connection)
    missing = [name for name in NEEDED if name not in known.tables]
    if missing:
        raise StorageError(f"{shown(url)} is no database of trades: it has no table {' and no table '.join(missing)}.")
    return dict(known.tables)


def _copied(
    reading: Connection,
    writing: Connection,
    source: sa.Table | None,
    target: sa.Table,
    mend: Callable[[Row], Row],
) -> int:
    """Copy a table's rows with the columns that both have; a source without the table has none."""
    if source is None:
        return 0
    count = 0
    for batch in reading.execute(sa.select(source).order_by(source.c.id)).mappings().partitions(BATCH):
        rows = [{name: _aware(value) for name, value in mend(row).items() if name in target.c} for row in batch]
        writing.execute(target.insert(), rows)
        count += len(rows)
    return count


def _aware(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


def _as_it_is(row: Row) -> Row:
    return row


def _trade(row: Row) -> Row:
    base, quote = split_pair(row["pair"])
    return {
        **row,
        "base_currency": row.get("base_currency") or base,
        "stake_currency": row.get("stake_currency") or quote,
        "trading_mode": str(row.get("trading_mode") or TradingMode.SPOT).lower(),
        "precision_mode": row.get("precision_mode") or int(PrecisionMode.TICK_SIZE),
        "leverage": row.get("leverage") or 1.0,
        "is_short": bool(row.get("is_short")),
        "is_stop_loss_trailing": bool(row.get("is_stop_loss_trailing")),
    }


def _order(row: Row) -> Row:
    is_market = "market" in str(row.get("order_type") or "").lower()
    return {
        **row,
        "client_order_id": row.get("client_order_id") or f"imported-{row['id']}",
        "status": _status(row),
        "ft_is_open": _status(row).is_open,
        "order_type": OrderType.MARKET if is_market else OrderType.LIMIT,
        "order_date": row["order_date"] or row.get("order_update_date"),
    }


def _status(row: Row) -> OrderStatus:
    """Whether it is open is what the other program goes by; the exchange's word may be missing or another one."""
    if row["ft_is_open"]:
        return OrderStatus.OPEN
    text = str(row.get("status") or "").lower()
    if text in list(OrderStatus) and not OrderStatus(text).is_open:
        return OrderStatus(text)
    return OrderStatus.CLOSED if row.get("filled") else OrderStatus.CANCELED


COPIED: Mapping[sa.Table, Callable[[Row], Row]] = {
    tables.trades: _trade,
    tables.orders: _order,
    tables.locks: _as_it_is,
    tables.notes: _as_it_is,
    tables.wallet_history: _as_it_is,
}


def _check(connection: Connection, expected: int) -> None:
    """Everything can be read as trades."""
    try:
        found = len(read_trades(connection, {}))
    except (KeyError, ValueError, TypeError) as error:
        raise StorageError(f"The other database holds what is no trade: {error}.") from error
    if found != expected:
        raise StorageError(f"{expected} trades were copied and {found} are there.")


def _count_on(connection: Connection) -> None:
    """New rows get numbers behind those that were copied; SQLite sees to that itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in COPIED:
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        highest = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 1)).scalar_subquery()
        connection.execute(sa.select(sa.func.setval(sequence, highest)))
