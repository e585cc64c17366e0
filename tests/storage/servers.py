"""Databases for tests: a PostgreSQL server, where each gets a schema of its own, or a file."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

POSTGRES = "postgres"
OWN = f"tradepost_folder_{os.getpid()}_"
USUAL = os.environ.get("TRADEPOST_TEST_DATABASE", "sqlite")  # where tests keep trades that name no database
SERVER = os.environ.get("TRADEPOST_TEST_POSTGRES", "postgresql://postgres:postgres@127.0.0.1:5432/postgres")


@contextmanager
def a_schema() -> Iterator[str]:
    """The address of an empty schema, gone afterwards; without a server the test is skipped, in CI it fails."""
    name = f"tradepost_{uuid.uuid4().hex}"
    try:
        _carry_out(f"CREATE SCHEMA {name}")
    except OperationalError as error:
        if os.environ.get("TRADEPOST_REQUIRE_TOOLS") == "1":
            pytest.fail(f"PostgreSQL is needed at {SERVER}: {error}")
        pytest.skip("there is no PostgreSQL here")  # for a quick run by hand; .ci/run requires it
    try:
        yield _address(name)
    finally:
        _carry_out(f"DROP SCHEMA {name} CASCADE")


def _address(schema: str) -> str:
    return f"{SERVER}?options=-csearch_path%3D{schema}"


def _carry_out(statement: str) -> list[tuple[str]]:
    engine = sa.create_engine(sa.make_url(SERVER).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            done = connection.exec_driver_sql(statement)
            return [(row[0],) for row in done] if done.returns_rows else []
    finally:
        engine.dispose()


def database_in(folder: Path) -> str:
    """The address of a folder's database: a file, or in ``make test-postgres`` a schema of the folder's own.

    In one process the same folder has the same database; with the tests' end the schemas are gone.
    """
    if USUAL != POSTGRES:
        return f"sqlite:///{folder / 'trades.sqlite'}"
    name = f"{OWN}{hashlib.sha256(str(folder).encode()).hexdigest()[:24]}"
    _carry_out(f"CREATE SCHEMA IF NOT EXISTS {name}")
    return _address(name)


def drop_schemas_of_folders() -> None:
    """End what ``database_in()`` has made."""
    if USUAL == POSTGRES:
        found = _carry_out(f"SELECT nspname FROM pg_namespace WHERE nspname LIKE '{OWN}%%'")
        for (name,) in found:
            _carry_out(f"DROP SCHEMA {name} CASCADE")
