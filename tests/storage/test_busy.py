"""A database that can't be written for a while says so as something that may pass, and then takes what it is given."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.errors import StorageBusy
from bot.storage.database import Database, open_database
from bot.storage.trades import SqlTradeStore
from tests.builders import a_new_trade

Trouble = Callable[[Database, Path], AbstractContextManager[None]]


def _pragma(database: Database, text: str) -> object:
    """On the writer's own connection, which its pool keeps."""
    with database.own() as connection:
        result = connection.exec_driver_sql(f"PRAGMA {text}")
        return result.scalar() if result.returns_rows else None


@contextmanager
def full(database: Database, path: Path) -> Iterator[None]:
    pages = _pragma(database, "page_count")
    _pragma(database, f"max_page_count={pages}")
    yield
    _pragma(database, "max_page_count=1000000")


@contextmanager
def write_protected(database: Database, path: Path) -> Iterator[None]:
    _pragma(database, "query_only=ON")
    yield
    _pragma(database, "query_only=OFF")


@contextmanager
def locked(database: Database, path: Path) -> Iterator[None]:
    _pragma(database, "busy_timeout=1")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("COMMIT")
    other.close()


def _fill(store: SqlTradeStore) -> None:
    """The last page may have room for some trades."""
    for number in range(100, 200):
        store.add(a_new_trade(number, enter_tag="x" * 200))


def _empty(database: Database, hung_up_by: sa.Engine) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("DELETE FROM orders")
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with hung_up_by.connect() as other:
            other.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        connection.exec_driver_sql("DELETE FROM trades")


@pytest.mark.parametrize("trouble", [full, write_protected, locked])
def test_a_file_that_can_not_be_written_now_can_be_later(trouble: Trouble, tmp_path: Path) -> None:
    path = tmp_path / "trades.sqlite"
    database = open_database(f"sqlite:///{path}", exclusive=True)
    store = SqlTradeStore(database)
    first = store.add(a_new_trade(1))
    with trouble(database, path):
        with pytest.raises(StorageBusy, match="can't be used: "):
            _fill(store)
        assert first in store.open_trades()
    before = len(store.open_trades())
    store.add(a_new_trade(2))
    assert len(store.open_trades()) == before + 1
    database.close()


def test_a_server_that_hangs_up_within_a_write_has_stored_nothing_of_it(postgres_url: str) -> None:
    database = open_database(postgres_url, exclusive=True)
    store = SqlTradeStore(database)
    first = store.add(a_new_trade(1))
    engine = sa.create_engine(sa.make_url(postgres_url).set(drivername="postgresql+psycopg"))
    with pytest.raises(StorageBusy):
        _empty(database, hung_up_by=engine)
    engine.dispose()
    assert store.open_trades() == [first]
    store.add(a_new_trade(2))
    assert len(store.open_trades()) == 2
    database.close()
