"""Errors of database drivers as ours, in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from bot.errors import StorageBusy, StorageError

PASSING = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError)  # full, locked, write-protected, connection lost


@contextmanager
def translated(place: object = None) -> Iterator[None]:
    """Raises ``StorageError`` for what the driver raises, ``StorageBusy`` for what may be over later.

    ``place`` names the database.
    """
    try:
        yield
    except exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        kind = StorageBusy if isinstance(error, PASSING) else StorageError
        raise kind(f"The database{f' {place}' if place else ''} can't be used: {reason}.") from error


def shown(db_url: str) -> str:
    """The address without what may hold a password."""
    scheme, _, rest = db_url.partition("?")[0].partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
