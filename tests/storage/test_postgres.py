"""A database on a PostgreSQL server: owned by one bot even after the server has hung up, refused in words."""

from __future__ import annotations

import socket

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.errors import DatabaseInUse, StorageError
from bot.storage.database import open_database
from bot.storage.postgres import LOCK
from bot.storage.schema import HEAD
from bot.storage.tables import metadata
from bot.storage.trades import SqlTradeStore
from tests.builders import a_new_trade

HANG_UP = sa.text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND classid = :lock"
    " AND objid::bigint = hashtext(current_schema())::bigint & 4294967295"
)


def administrator(url: str) -> sa.Engine:
    return sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")


def hang_up_on_the_owner(url: str) -> None:
    """What a restart of the server does to the connection that holds the lock."""
    engine = administrator(url)
    with engine.connect() as connection:
        assert connection.execute(HANG_UP, {"lock": LOCK}).scalar() == 1
        gone = sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = :lock AND granted")
        while connection.execute(gone, {"lock": LOCK}).scalar():
            continue
    engine.dispose()


def test_the_migrations_make_the_tables_that_the_code_knows(postgres_url: str) -> None:
    open_database(postgres_url, exclusive=True).close()
    engine = administrator(postgres_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == HEAD
    engine.dispose()


def test_a_second_bot_is_refused_until_the_first_has_let_go(postgres_url: str) -> None:
    first = open_database(postgres_url, exclusive=True)
    with pytest.raises(DatabaseInUse, match=r"in use by another bot \(its connection is process \d+ of the server\)"):
        open_database(postgres_url, exclusive=True)
    first.close()
    open_database(postgres_url, exclusive=True).close()


def test_someone_may_look_while_the_bot_trades_but_not_write(postgres_url: str) -> None:
    owner = open_database(postgres_url, exclusive=True)
    stored = SqlTradeStore(owner).add(a_new_trade(1))
    visitor = open_database(postgres_url, exclusive=False)
    assert SqlTradeStore(visitor).open_trades() == [stored]
    with pytest.raises(StorageError, match="read-only"):
        SqlTradeStore(visitor).add(a_new_trade(1))
    visitor.close()
    owner.close()


def test_an_owner_that_lost_its_lock_takes_it_again(postgres_url: str) -> None:
    owner = open_database(postgres_url, exclusive=True)
    store = SqlTradeStore(owner)
    first = store.add(a_new_trade(1))
    hang_up_on_the_owner(postgres_url)
    second = store.add(a_new_trade(2))
    assert [trade.id for trade in store.open_trades()] == [first.id, second.id]
    with pytest.raises(DatabaseInUse):
        open_database(postgres_url, exclusive=True)
    owner.close()


def test_an_owner_writes_no_more_when_another_bot_has_taken_over(postgres_url: str) -> None:
    former = open_database(postgres_url, exclusive=True)
    SqlTradeStore(former).add(a_new_trade(1))
    hang_up_on_the_owner(postgres_url)
    owner = open_database(postgres_url, exclusive=True)
    with pytest.raises(DatabaseInUse):
        SqlTradeStore(former).add(a_new_trade(2))
    assert len(SqlTradeStore(owner).open_trades()) == 1
    former.close()
    SqlTradeStore(owner).add(a_new_trade(2))
    owner.close()


def test_signs_that_the_server_has_no_room_for_are_left_out(postgres_url: str) -> None:
    owner = open_database(postgres_url, exclusive=True)
    store = SqlTradeStore(owner)
    stored = store.add(a_new_trade(1, enter_tag="a\x00b"))
    found = store.get(stored.id)
    assert found is not None
    assert found.enter_tag == "ab"
    owner.close()


def test_a_database_of_another_program_is_left_alone(postgres_url: str) -> None:
    engine = administrator(postgres_url)
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE trades (id INTEGER)")
    engine.dispose()
    with pytest.raises(StorageError, match="another program"):
        open_database(postgres_url, exclusive=True)
    with pytest.raises(StorageError, match="another program"):  # and the lock was let go
        open_database(postgres_url, exclusive=True)


def test_a_server_that_is_not_there_is_named_without_the_password() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(StorageError, match=rf"postgresql://127\.0\.0\.1:{port}/bot can't be used") as refused:
        open_database(f"postgresql://me:geheim@127.0.0.1:{port}/bot?password=geheim", exclusive=True)
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("url", ["postgresql://me@host:port/bot", "postgres://[::1/bot"])
def test_an_address_that_can_not_be_understood_is_refused(url: str) -> None:
    with pytest.raises(StorageError, match="can't be understood; allowed: postgresql://USER"):
        open_database(url, exclusive=True)
