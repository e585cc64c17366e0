"""Small facts about the bot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.storage.database import Database
from bot.storage.tables import key_values

Value = str | int | float | datetime
_COLUMN = {str: "string_value", int: "int_value", float: "float_value", datetime: "datetime_value"}
_BY_NAME = {kind.__name__: column for kind, column in _COLUMN.items()}


class SqlKeyValueStore:
    """Implements ``ports.KeyValueStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> Value | None:
        with self._database.own() as connection:
            row = connection.execute(sa.select(key_values).where(key_values.c.key == key)).mappings().first()
        return _value(row) if row else None

    def put(self, key: str, value: Value) -> None:
        kind = next(kind for kind in _COLUMN if isinstance(value, kind))
        row: dict[str, Any] = dict.fromkeys(_COLUMN.values()) | {"value_type": kind.__name__, _COLUMN[kind]: value}
        with self._database.write() as connection:
            changed = connection.execute(key_values.update().where(key_values.c.key == key).values(row))
            if not changed.rowcount:
                connection.execute(key_values.insert().values(row | {"key": key}))

    def all(self) -> Mapping[str, Any]:
        with self._database.own() as connection:
            rows = connection.execute(sa.select(key_values).order_by(key_values.c.key)).mappings().all()
        return {row["key"]: _value(row) for row in rows}


def _value(row: sa.RowMapping) -> Value:
    value: Value = row[_BY_NAME[row["value_type"]]]
    return value
