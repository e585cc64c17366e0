"""Runs the migrations; the tool for that is loaded only when there is something to migrate."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection

FOLDER = Path(__file__).with_name("migrate")


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the database on ``connection`` to ``revision``, the newest one, inside the caller's transaction."""
    config = import_module("alembic.config").Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    import_module("alembic.command").upgrade(config, revision)
