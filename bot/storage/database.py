"""Opens the database: one writer that owns it, short readers beside it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine

from bot.errors import StorageError
from bot.storage import postgres, sqlite
from bot.storage.kept import KeptTrades
from bot.storage.schema import ensure_schema, is_up_to_date
from bot.storage.sqlite import IN_MEMORY
from bot.storage.words import shown, translated


class Ownership(Protocol):
    """What keeps other bots away."""

    def release(self) -> None: ...


class Database:
    """``write()`` and ``own()`` for the thread that trades, ``read()`` for everyone else.

    ``kept`` holds trades that were read lately; ``None`` where another process writes.
    """

    def __init__(
        self,
        writer: Engine,
        reader: Engine,
        ownership: Ownership | None,
        *,
        shares: bool,
        kept: KeptTrades | None,
        side: Engine | None = None,
    ) -> None:
        self.kept = kept
        self._writer = writer
        self._reader = reader
        self._side = side or writer
        self._ownership = ownership
        # A database in memory has one connection for all, so its users take turns.
        self._turn: AbstractContextManager[Any] = threading.RLock() if shares else nullcontext()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, durable when the block ends; rolled back by an exception. Raises ``StorageError``."""
        with self._turn, translated(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def own(self) -> Iterator[Connection]:
        """Reads on the writer's own connection, which no request can keep busy."""
        with self._turn, translated(), self._writer.connect() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Reads for requests: a small pool of its own, unable to write."""
        with self._turn, translated(), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def beside(self) -> Iterator[Connection]:
        """Short writes of requests, which commit themselves; never of what the trading thread writes."""
        with self._turn, translated(), self._side.connect() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections and let another bot have the database."""
        self._writer.dispose()
        self._side.dispose()
        self._reader.dispose()
        if self._ownership is not None:
            self._ownership.release()


def open_database(db_url: str, *, exclusive: bool) -> Database:
    """The database at ``db_url``, made and brought up to date where this bot owns it (``exclusive``).

    Raises ``DatabaseInUse`` if another bot has it, ``StorageError`` if it can't be opened, written or understood.
    """
    if db_url == IN_MEMORY:
        engine = sqlite.in_memory()
        ensure_schema(engine)
        return Database(engine, engine, None, shares=True, kept=KeptTrades())
    if db_url.startswith(postgres.SCHEMES):
        return _on_a_server(db_url, exclusive=exclusive)
    if not db_url.startswith(sqlite.FILE) or db_url == sqlite.FILE:
        raise StorageError(
            f"db_url {shown(db_url)} is no database this version can use; allowed: sqlite:///FILE, sqlite:// for a"
            " database in memory, or postgresql://USER:PASSWORD@HOST/DATABASE."
        )
    return _in_a_file(Path(db_url.removeprefix(sqlite.FILE)), exclusive=exclusive)


def open_beside(db_url: str) -> Database:
    """The same for a server where no bot trades: only ``read()`` and ``beside()``, whoever owns the database.

    It is made and brought up to date where that is needed. Raises ``StorageError`` where it can't be used.
    """
    if db_url == IN_MEMORY:
        return open_database(db_url, exclusive=True)
    if db_url.startswith(postgres.SCHEMES):
        return _made_current(db_url, postgres.side(db_url), postgres.reader(db_url))
    path = Path(db_url.removeprefix(sqlite.FILE))
    if not path.is_file():
        open_database(db_url, exclusive=True).close()
    return _made_current(db_url, sqlite.writer(path), sqlite.reader(path))


def _made_current(db_url: str, side: Engine, reader: Engine) -> Database:
    database = Database(side, reader, None, shares=False, kept=None)
    try:
        with translated(shown(db_url)):
            is_current = is_up_to_date(side)
        if not is_current:
            open_database(db_url, exclusive=True).close()
    except BaseException:
        database.close()
        raise
    return database


def _in_a_file(path: Path, *, exclusive: bool) -> Database:
    if not exclusive:
        return _looked_at(sqlite.reader(path), path)
    lock = sqlite.FileLock(path)
    return _owned(sqlite.writer(path), sqlite.reader(path), sqlite.writer(path), lock, path)


def _on_a_server(db_url: str, *, exclusive: bool) -> Database:
    if not exclusive:
        return _looked_at(postgres.reader(db_url), shown(db_url))
    lock = postgres.AdvisoryLock(db_url)
    writer = postgres.writer(db_url, lock)
    return _owned(writer, postgres.reader(db_url), postgres.side(db_url), lock, shown(db_url))


def _owned(writer: Engine, reader: Engine, side: Engine, ownership: Ownership, place: object) -> Database:
    database = Database(writer, reader, ownership, shares=False, kept=KeptTrades(), side=side)
    try:
        with translated(place):
            ensure_schema(writer)
    except BaseException:
        database.close()
        raise
    return database


def _looked_at(reader: Engine, place: object) -> Database:
    with translated(place):
        ensure_schema(reader, may_change=False)
    return Database(reader, reader, None, shares=False, kept=None)
