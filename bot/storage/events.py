"""The bounded table of events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.domain.events import KEPT_EVENTS, Event, EventType
from bot.storage.database import Database
from bot.storage.tables import events

_TIME = "$at"  # marks a moment among the JSON values


class SqlEventStore:
    """Implements ``ports.EventStore``; the newest ``keep`` events stay."""

    def __init__(self, database: Database, keep: int = KEPT_EVENTS) -> None:
        self._database = database
        self._keep = keep

    def last_seq(self) -> int:
        with self._database.own() as connection:
            return connection.execute(sa.select(sa.func.max(events.c.seq))).scalar() or 0

    def append(self, events_: Sequence[Event]) -> None:
        if not events_:
            return
        rows = [
            {"seq": event.seq, "type": event.type.value, "at": event.at, "data": _text(event.data)} for event in events_
        ]
        with self._database.write() as connection:
            connection.execute(events.insert(), rows)
            connection.execute(events.delete().where(events.c.seq <= events_[-1].seq - self._keep))


def read_after(connection: Connection, seq: int, limit: int) -> list[Event]:
    """Stored events with a greater number, oldest first."""
    query = sa.select(events.c.type, events.c.data, events.c.at, events.c.seq)
    rows = connection.execute(query.where(events.c.seq > seq).order_by(events.c.seq).limit(limit))
    return [Event(EventType(row[0]), _data(row[1]), row[2], row[3]) for row in rows]


def _text(data: Mapping[str, Any]) -> str:
    return orjson.dumps(dict(data), default=_plain, option=orjson.OPT_PASSTHROUGH_DATETIME).decode()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return {_TIME: value.isoformat()}
    raise TypeError(f"An event holds a {type(value).__name__}, which is no JSON value")


def _data(text: str) -> Any:
    return _restored(orjson.loads(text))


def _restored(value: Any) -> Any:
    if isinstance(value, dict):
        return datetime.fromisoformat(value[_TIME]) if _TIME in value else {k: _restored(v) for k, v in value.items()}
    return [_restored(item) for item in value] if isinstance(value, list) else value
