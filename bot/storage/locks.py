"""Pair locks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from bot.domain.lock import Lock
from bot.storage.database import Database
from bot.storage.tables import locks

_QUERY = sa.select(
    locks.c.id,
    locks.c.pair,
    locks.c.side,
    locks.c.reason,
    locks.c.lock_time,
    locks.c.lock_end_time,
    locks.c.active,
).order_by(locks.c.id)
_FIELDS = ("id", "pair", "side", "reason", "locked_at", "until", "active")


class SqlLockStore:
    """Implements ``ports.LockStore``; ended locks are kept as history."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def active(self, at: datetime) -> list[Lock]:
        query = _QUERY.where(locks.c.active, locks.c.lock_end_time > at)
        with self._database.own() as connection:
            return [Lock(**dict(zip(_FIELDS, row, strict=True))) for row in connection.execute(query)]

    def add(self, lock: Lock) -> Lock:
        row = {
            "pair": lock.pair,
            "side": lock.side,
            "reason": lock.reason and lock.reason[:255],
            "lock_time": lock.locked_at,
            "lock_end_time": lock.until,
            "active": lock.active,
        }
        with self._database.write() as connection:
            key = connection.execute(locks.insert().values(row)).inserted_primary_key
        return replace(lock, id=key[0] if key else 0)

    def release(self, lock_ids: Sequence[int], at: datetime) -> None:
        with self._database.write() as connection:
            for lock_id in lock_ids:
                connection.execute(
                    locks.update().where(locks.c.id == lock_id).values({"active": False, "lock_end_time": at})
                )
