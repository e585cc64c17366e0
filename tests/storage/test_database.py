"""The database: owned by one bot, durable, refused in words."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.errors import DatabaseInUse, StorageError
from bot.storage.database import open_database
from bot.storage.rows import trade_row
from bot.storage.schema import HEAD
from bot.storage.tables import metadata, trades
from bot.storage.trades import SqlTradeStore
from bot.storage.upgrade import upgrade
from tests.builders import a_new_trade


def _url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'trades.sqlite'}"


def test_the_migrations_make_the_tables_that_the_code_knows(tmp_path: Path) -> None:
    open_database(_url(tmp_path), exclusive=True).close()
    engine = sa.create_engine(_url(tmp_path))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == HEAD
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    engine.dispose()


def test_an_older_database_is_brought_up_to_date_and_keeps_its_trades(tmp_path: Path) -> None:
    engine = sa.create_engine(_url(tmp_path))
    with engine.begin() as connection:
        upgrade(connection, "0001")
        row = trade_row(a_new_trade(1))
        connection.execute(trades.insert(), row)
    engine.dispose()
    with pytest.raises(StorageError, match="start the bot once"):
        open_database(_url(tmp_path), exclusive=False)
    database = open_database(_url(tmp_path), exclusive=True)
    assert len(SqlTradeStore(database).open_trades()) == 1
    with database.own() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == HEAD
    database.close()


def test_a_second_bot_is_refused_and_told_who_is_there(tmp_path: Path) -> None:
    first = open_database(_url(tmp_path), exclusive=True)
    with pytest.raises(DatabaseInUse, match=r"in use by another bot \(process \d+\)"):
        open_database(_url(tmp_path), exclusive=True)
    first.close()
    open_database(_url(tmp_path), exclusive=True).close()


def test_someone_may_look_while_the_bot_trades_but_not_write(tmp_path: Path) -> None:
    owner = open_database(_url(tmp_path), exclusive=True)
    stored = SqlTradeStore(owner).add(a_new_trade(1))
    visitor = open_database(_url(tmp_path), exclusive=False)
    assert SqlTradeStore(visitor).open_trades() == [stored]
    with pytest.raises(StorageError, match="readonly"):
        SqlTradeStore(visitor).add(a_new_trade(1))
    visitor.close()
    owner.close()


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StorageError, match=r"trades\.sqlite can't be used"):
        open_database(f"sqlite:///{tmp_path / 'file' / 'trades.sqlite'}", exclusive=True)


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "trades.sqlite"
    path.write_text("this is a text, and long enough to be looked at as a header of a file" * 20)
    before = path.read_bytes()
    with pytest.raises(StorageError, match="not a database"):
        open_database(_url(tmp_path), exclusive=True)
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "trades.sqlite") as other:
        other.execute("CREATE TABLE trades (id INTEGER)")
    other.close()
    with pytest.raises(StorageError, match="another program"):
        open_database(_url(tmp_path), exclusive=True)


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    open_database(_url(tmp_path), exclusive=True).close()
    with sqlite3.connect(tmp_path / "trades.sqlite") as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    file.close()
    with pytest.raises(StorageError, match=r"newer version \(9999\)"):
        open_database(_url(tmp_path), exclusive=True)


def test_a_visitor_does_not_migrate(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "trades.sqlite").execute("VACUUM").connection.close()
    with pytest.raises(StorageError, match="start the bot once"):
        open_database(_url(tmp_path), exclusive=False)


@pytest.mark.parametrize("url", ["sqlite:///", "mysql://user:secret@host/db", "trades.sqlite"])
def test_other_addresses_are_refused_without_showing_a_password(url: str) -> None:
    with pytest.raises(StorageError, match="allowed: sqlite:///FILE") as refusal:
        open_database(url, exclusive=True)
    assert "secret" not in str(refusal.value)


def test_a_failed_transaction_changes_nothing(tmp_path: Path) -> None:
    database = open_database(_url(tmp_path), exclusive=True)
    store = SqlTradeStore(database)
    stored = store.add(a_new_trade(1))
    with pytest.raises(StorageError, match="UNIQUE"):
        store.add(a_new_trade(1))  # its order's client id is taken
    assert store.open_trades() == [stored]
    database.close()
