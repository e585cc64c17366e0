"""Brings a database up to this version's schema."""

from __future__ import annotations

from sqlalchemy import Engine, column, inspect, select, table

from bot.errors import StorageError
from bot.storage.upgrade import upgrade

HEAD = "0003"
VERSION_TABLE = "alembic_version"


def ensure_schema(engine: Engine, *, may_change: bool = True) -> None:
    """Migrate where the database is new or older; raises ``StorageError`` where it can't be used as it is."""
    found = schema_version(engine)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise StorageError(
            f"The database is of a newer version ({found}); this program knows {HEAD}. Update Tradepost."
        )
    if not may_change:
        raise StorageError(
            f"The database has the schema {found or 'of another program'}, not {HEAD}; start the bot once."
        )
    if found is None and inspect(engine).get_table_names():
        raise StorageError("The database belongs to another program: it has tables, but none of Tradepost's versions.")
    with engine.begin() as connection:
        upgrade(connection)


def is_up_to_date(engine: Engine) -> bool:
    """Whether nothing has to be migrated."""
    return schema_version(engine) == HEAD


def schema_version(engine: Engine) -> str | None:
    """The revision the database is at; ``None`` for a database without one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table(VERSION_TABLE):
            return None
        return connection.execute(select(column("version_num")).select_from(table(VERSION_TABLE))).scalar()
