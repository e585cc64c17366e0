"""Custom data of trades: plain words as text, everything else as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.domain.note import Note
from bot.errors import StorageError
from bot.storage.database import Database
from bot.storage.tables import notes

_PLAIN: dict[str, Callable[[str], Any]] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": lambda text: text.lower() == "true",
}
_QUERY = sa.select(
    notes.c.ft_trade_id, notes.c.cd_key, notes.c.cd_type, notes.c.cd_value, notes.c.created_at, notes.c.updated_at
).order_by(notes.c.id)


class SqlNoteStore:
    """Implements ``ports.NoteStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, trade_id: int, key: str) -> Note | None:
        with self._database.own() as connection:
            found = read(connection, trade_id, key)
        return found[0] if found else None

    def all(self, trade_id: int) -> list[Note]:
        with self._database.own() as connection:
            return read(connection, trade_id)

    def put(self, note: Note) -> None:
        values = {"cd_type": note.kind, "cd_value": _text(note), "updated_at": note.updated_at}
        with self._database.write() as connection:
            changed = connection.execute(notes.update().where(_is(note.trade_id, note.key)).values(values))
            if not changed.rowcount:
                row = values | {"ft_trade_id": note.trade_id, "cd_key": note.key, "created_at": note.created_at}
                connection.execute(notes.insert().values(row))

    def delete(self, trade_id: int, key: str | None = None) -> None:
        with self._database.write() as connection:
            connection.execute(notes.delete().where(_is(trade_id, key)))


def read(connection: Connection, trade_id: int, key: str | None = None) -> list[Note]:
    """A trade's notes, oldest first."""
    return [
        Note(
            trade_id=row[0], key=row[1], kind=row[2], value=_value(row[2], row[3]), created_at=row[4], updated_at=row[5]
        )
        for row in connection.execute(_QUERY.where(_is(trade_id, key)))
    ]


def _is(trade_id: int, key: str | None) -> sa.ColumnElement[bool]:
    of_trade = notes.c.ft_trade_id == trade_id
    return of_trade if key is None else of_trade & (sa.func.lower(notes.c.cd_key) == key.lower())


def _text(note: Note) -> str:
    if note.kind in _PLAIN:
        return str(note.value)
    try:
        return orjson.dumps(note.value, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError as error:
        raise StorageError(
            f"The value of {note.key!r} is a {note.kind} that can't be kept as JSON: {error}."
        ) from error


def _value(kind: str, text: str) -> Any:
    return _PLAIN[kind](text) if kind in _PLAIN else orjson.loads(text)
