"""Opens the database: one writer that owns it, short readers beside it."""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from bot.errors import DatabaseInUse, StorageError
from bot.storage.kept import KeptTrades
from bot.storage.schema import ensure_schema

IN_MEMORY = "sqlite://"
BUSY_S = 10
READERS = 8
log = logging.getLogger(__name__)


class Database:
    """``write()`` and ``own()`` for the thread that trades, ``read()`` for everyone else.

    ``kept`` holds trades that were read lately; ``None`` where another process writes.
    """

    def __init__(
        self, writer: Engine, reader: Engine, lock_fd: int | None, *, shares: bool, kept: KeptTrades | None
    ) -> None:
        self.kept = kept
        self._writer = writer
        self._reader = reader
        self._lock_fd = lock_fd
        # A database in memory has one connection for all, so its users take turns.
        self._turn: AbstractContextManager[Any] = threading.RLock() if shares else nullcontext()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, durable when the block ends; rolled back by an exception. Raises ``StorageError``."""
        with self._turn, _translated(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def own(self) -> Iterator[Connection]:
        """Reads on the writer's own connection, which no request can keep busy."""
        with self._turn, _translated(), self._writer.connect() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Reads for requests: a small pool of its own, unable to write."""
        with self._turn, _translated(), self._reader.connect() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections and let another bot have the database."""
        self._writer.dispose()
        self._reader.dispose()
        if self._lock_fd is not None:
            os.close(self._lock_fd)
            self._lock_fd = None


def open_database(db_url: str, *, exclusive: bool) -> Database:
    """The database at ``db_url``, made and brought up to date where this bot owns it (``exclusive``).

    Raises ``DatabaseInUse`` if another bot has it, ``StorageError`` if it can't be opened, written or understood.
    """
    if db_url == IN_MEMORY:
        return _in_memory()
    prefix = f"{IN_MEMORY}/"
    if not db_url.startswith(prefix) or db_url == prefix:
        raise StorageError(
            f"db_url {_shown(db_url)} is no database this version can use; allowed: sqlite:///FILE, or sqlite://"
            " for a database in memory."
        )
    path = Path(db_url.removeprefix(prefix))
    return _owned(path) if exclusive else _looked_at(path)


def _in_memory() -> Database:
    engine = sa.create_engine(IN_MEMORY, poolclass=StaticPool, connect_args={"check_same_thread": False})
    _configure(engine, writes=True)
    ensure_schema(engine)
    return Database(engine, engine, None, shares=True, kept=KeptTrades())


def _owned(path: Path) -> Database:
    lock_fd = _locked(path)
    writer = sa.create_engine(
        f"{IN_MEMORY}/{path}",
        connect_args={"check_same_thread": False, "timeout": BUSY_S},
        pool_size=1,
        max_overflow=1,
    )
    _configure(writer, writes=True)
    try:
        with _translated(path):
            ensure_schema(writer)
    except BaseException:
        writer.dispose()
        os.close(lock_fd)
        raise
    return Database(writer, _reader(path), lock_fd, shares=False, kept=KeptTrades())


def _looked_at(path: Path) -> Database:
    reader = _reader(path)
    with _translated(path):
        ensure_schema(reader, may_change=False)
    return Database(reader, reader, None, shares=False, kept=None)


def _reader(path: Path) -> Engine:
    engine = sa.create_engine(
        f"{IN_MEMORY}/file:{path.absolute()}?mode=ro&uri=true",
        connect_args={"check_same_thread": False, "timeout": BUSY_S},
        pool_size=READERS,
        max_overflow=READERS,
        pool_timeout=BUSY_S,
    )
    _configure(engine, writes=False)
    return engine


def _configure(engine: Engine, *, writes: bool) -> None:
    """Full durability for the writer; transactions begin when we say so, not when the driver thinks."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        if writes:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")


def _locked(path: Path) -> int:
    """Hold ``path``.lock for the life of this process."""
    lock = path.with_name(path.name + ".lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fd = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StorageError(f"The database {path} can't be used: {lock} can't be written ({error.strerror}).") from error
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        owner = os.pread(fd, 20, 0).decode("ascii", "replace").strip()
        os.close(fd)
        raise DatabaseInUse(
            f"The database {path} is in use by another bot (process {owner or 'unknown'}). Stop that one first, or"
            " give this one a database of its own with db_url."
        ) from error
    os.ftruncate(fd, 0)
    os.pwrite(fd, str(os.getpid()).encode(), 0)
    return fd


@contextmanager
def _translated(path: Path | None = None) -> Iterator[None]:
    """Errors of the driver as ours, in words."""
    try:
        yield
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise StorageError(f"The database{f' {path}' if path else ''} can't be used: {reason}.") from error


def _shown(db_url: str) -> str:
    """The address without what may be a password."""
    scheme, _, rest = db_url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
