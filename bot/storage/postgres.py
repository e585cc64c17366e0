"""PostgreSQL: an advisory lock makes one bot its owner, and every transaction of that bot looks whether it still is."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import sqlalchemy as sa
from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import NullPool

from bot.errors import DatabaseInUse, StorageError
from bot.storage.words import shown, translated

SCHEMES = ("postgresql://", "postgres://", "postgresql+psycopg://", "postgresql+psycopg2://")
LOCK = 1_953_653_092  # "trad"; the second half of the key is the schema, so that schemas may have bots of their own
READERS = 8
TIMEOUT_S = 10
WAIT_MS = 1500  # for the server to notice that the owner before this one is dead
_TAKE = sa.text("SELECT pg_advisory_lock(:lock, hashtext(current_schema())), pg_backend_pid()")
_HELD = sa.text(
    "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = :lock"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND objid::bigint = hashtext(current_schema())::bigint & 4294967295"
)


class AdvisoryLock:
    """Held on a connection of its own; raises ``DatabaseInUse`` where another bot has it."""

    def __init__(self, db_url: str) -> None:
        self._name = shown(db_url)
        self._engine = sa.create_engine(
            _address(db_url), poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=_CONNECT
        )
        self._connection: Connection | None = None
        self._pid = 0
        with translated(self._name):
            self._take()

    def check(self, writer: Connection) -> None:
        """Called within the writer's transactions: a lock that was lost with the server is taken again, or all ends."""
        if writer.execute(_HELD, {"lock": LOCK}).scalar() != self._pid:
            self._let_go()
            self._take()

    def release(self) -> None:
        """Let another bot have the database."""
        self._let_go()
        self._engine.dispose()

    def _take(self) -> None:
        connection = self._engine.connect()
        connection.exec_driver_sql(f"SET lock_timeout = {WAIT_MS}")
        try:
            self._pid = connection.execute(_TAKE, {"lock": LOCK}).one()[1]
        except OperationalError as error:
            owner = connection.execute(_HELD, {"lock": LOCK}).scalar()
            connection.close()
            if owner is None:
                raise
            raise DatabaseInUse(
                f"The database {self._name} is in use by another bot (its connection is process {owner} of the server)."
                " Stop that one first, or give this one a database or schema of its own with db_url."
            ) from error
        self._connection = connection

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


def writer(db_url: str, lock: AdvisoryLock) -> Engine:
    """For the thread that trades; it never writes without the lock."""
    engine = _engine(db_url, pool_size=1, max_overflow=1)
    event.listen(engine, "begin", lock.check)
    return engine


def side(db_url: str) -> Engine:
    """For short writes of requests."""
    return _engine(db_url, pool_size=2, max_overflow=READERS)


def reader(db_url: str) -> Engine:
    """For requests; it can't write."""
    engine = _engine(db_url, pool_size=READERS, max_overflow=READERS)

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _: object) -> None:
        connection.execute("SET default_transaction_read_only = on")
        connection.commit()

    return engine


_CONNECT = {"connect_timeout": TIMEOUT_S, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}


def _engine(db_url: str, **pool: int) -> Engine:
    """Connections are tried before they are used: the server may have been restarted."""
    return sa.create_engine(_address(db_url), connect_args=_CONNECT, pool_pre_ping=True, pool_timeout=TIMEOUT_S, **pool)


def _address(db_url: str) -> URL:
    if find_spec("psycopg") is None:
        raise StorageError("PostgreSQL needs a driver: pip install 'tradepost[postgres]'.")
    try:
        return sa.make_url(db_url).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):
        raise StorageError(
            f"db_url {shown(db_url)} can't be understood; allowed: postgresql://USER:PASSWORD@HOST:PORT/DATABASE."
        ) from None
