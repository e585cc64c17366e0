"""SQLite: a file that one bot locks, in WAL mode, with full durability; or a database in memory."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import StaticPool

from bot.errors import DatabaseInUse, StorageError

IN_MEMORY = "sqlite://"
FILE = f"{IN_MEMORY}/"
BUSY_S = 10
READERS = 8


class FileLock:
    """Holds ``path``.lock for the life of this process; raises ``DatabaseInUse`` or ``StorageError``."""

    def __init__(self, path: Path) -> None:
        self._fd: int | None = _locked(path)

    def release(self) -> None:
        """Let another bot have the file."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None


def in_memory() -> Engine:
    """One connection for all."""
    engine = sa.create_engine(IN_MEMORY, poolclass=StaticPool, connect_args={"check_same_thread": False})
    _configure(engine, writes=True)
    return engine


def writer(path: Path) -> Engine:
    """For the thread that trades."""
    engine = sa.create_engine(
        f"{FILE}{path}",
        connect_args={"check_same_thread": False, "timeout": BUSY_S},
        pool_size=1,
        max_overflow=1,
    )
    _configure(engine, writes=True)
    return engine


def reader(path: Path) -> Engine:
    """For requests; it can't write."""
    engine = sa.create_engine(
        f"{FILE}file:{path.absolute()}?mode=ro&uri=true",
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
