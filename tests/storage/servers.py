"""A PostgreSQL server for tests: each gets a schema of its own."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

SERVER = os.environ.get("TRADEPOST_TEST_POSTGRES", "postgresql://postgres:postgres@127.0.0.1:5432/postgres")


@contextmanager
def a_schema() -> Iterator[str]:
    """The address of an empty schema, gone afterwards; without a server the test is skipped, in CI it fails."""
    engine = sa.create_engine(sa.make_url(SERVER).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    name = f"tradepost_{uuid.uuid4().hex}"
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    except OperationalError as error:
        if os.environ.get("TRADEPOST_REQUIRE_TOOLS") == "1":
            pytest.fail(f"PostgreSQL is needed at {SERVER}: {error}")
        pytest.skip("there is no PostgreSQL here")  # for a quick run by hand; .ci/run requires it
    try:
        yield f"{SERVER}?options=-csearch_path%3D{name}"
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
        engine.dispose()
