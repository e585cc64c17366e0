"""Databases for tests: one in a file, one in memory, one on a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.database import Database, open_database
from tests.storage.servers import a_schema


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """An empty schema on a server."""
    with a_schema() as url:
        yield url


@pytest.fixture(params=["file", "memory", "postgres"])
def db_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the database is."""
    if request.param == "postgres":
        found: str = request.getfixturevalue("postgres_url")
        return found
    return "sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path / 'trades.sqlite'}"


@pytest.fixture
def database(db_url: str) -> Iterator[Database]:
    opened = open_database(db_url, exclusive=True)
    yield opened
    opened.close()
