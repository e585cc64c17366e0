"""Requests that carry an idempotency key, and their replies."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.domain.reply import Claim, Reply
from bot.storage.database import Database
from bot.storage.tables import replies


class SqlReplyStore:
    """Implements ``ports.ReplyStore`` on connections beside the trading thread's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, caller: str, key: str, fingerprint: str, at: datetime) -> Claim | None:
        row = {"caller": caller, "key": key, "fingerprint": fingerprint, "started_at": at}
        with self._database.beside() as connection:
            try:
                connection.execute(replies.insert(), row)
                connection.commit()
            except IntegrityError:
                connection.rollback()
                return self._known(connection, caller, key)
        return None

    def finish(self, caller: str, key: str, reply: Reply) -> None:
        row = {"status": reply.status, "content_type": reply.content_type, "body": reply.body}
        with self._database.beside() as connection:
            connection.execute(replies.update().where(_is(caller, key)), row)
            connection.commit()

    def release(self, caller: str, key: str) -> None:
        with self._database.beside() as connection:
            connection.execute(replies.delete().where(_is(caller, key)))
            connection.commit()

    def forget(self, started_before: datetime) -> None:
        with self._database.beside() as connection:
            connection.execute(replies.delete().where(replies.c.started_at < started_before))
            connection.commit()

    def _known(self, connection: sa.Connection, caller: str, key: str) -> Claim | None:
        columns = (replies.c.fingerprint, replies.c.status, replies.c.content_type, replies.c.body)
        row = connection.execute(sa.select(*columns).where(_is(caller, key))).first()
        if row is None:
            return None
        return Claim(row[0], None if row[1] is None else Reply(row[1], row[2], row[3]))


def _is(caller: str, key: str) -> sa.ColumnElement[bool]:
    return (replies.c.caller == caller) & (replies.c.key == key)
