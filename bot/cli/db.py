"""``tradepost db``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import ConfigFiles, DbUrl, LogFile, UserDir, Verbose, quiet_settings
from bot.cli.readiness import existing_file
from bot.errors import Refused, StorageError
from bot.storage.backup import back_up, export, problems
from bot.storage.database import Database, open_database
from bot.storage.takeover import take_over


class Action(StrEnum):
    """What to do with the database."""

    IMPORT = "import"
    EXPORT = "export"
    BACKUP = "backup"
    CHECK = "check"


def command(
    action: Annotated[Action, typer.Argument(help="What to do with the database.")],
    place: Annotated[
        str | None,
        typer.Argument(help="import: address or file of the other database; export, backup: the new file."),
    ] = None,
    config: ConfigFiles = None,
    db_url: DbUrl = None,
    userdir: UserDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """Take over, copy or check the trades' database, that of the config without --db-url.

    ``import`` copies trades, orders, locks, custom data and wallet history out of a database of freqtrade, or of
    Tradepost on another server, into an empty one; no bot may be trading on it. ``backup`` copies an SQLite file
    while a bot may be trading, ``export`` writes all rows as lines of JSON. ``check`` reads everything and tells what
    is wrong.
    """
    url = quiet_settings(config, userdir=userdir, db_url=db_url, verbosity=verbose, logfile=logfile).db_url
    if action is Action.CHECK:
        _check(url)
    elif place is None:
        raise Refused(f"tradepost db {action} needs to know where: tradepost db {action} PLACE")
    elif action is Action.IMPORT:
        _import(place, url)
    elif action is Action.EXPORT:
        with _opened(url) as database:
            _show(export(database, Path(place)))
    else:
        _back_up(url, Path(place))


def _import(source: str, url: str) -> None:
    address = source if "://" in source else f"sqlite:///{source}"
    database = open_database(url, exclusive=True)
    try:
        _show(take_over(address, database))
    finally:
        database.close()


def _show(counts: Mapping[str, int]) -> None:
    for table, count in counts.items():
        print(f"{count:>8} {table}")


def _back_up(url: str, target: Path) -> None:
    file = existing_file(url)
    if file is None:
        raise Refused("Only SQLite files are copied; a server has its own tools, such as pg_dump.")
    print(f"{target}: {back_up(file, target)} bytes")


def _check(url: str) -> None:
    with _opened(url) as database:
        found = problems(database)
    if found:
        raise StorageError(" ".join(found))
    print("The database is sound.")


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    """The database to look at; a bot may be trading on it."""
    existing_file(url)
    database = open_database(url, exclusive=False)
    try:
        yield database
    finally:
        database.close()
