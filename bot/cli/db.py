"""``tradepost db``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import ConfigFiles, DbUrl, LogFile, UserDir, Verbose, quiet_settings
from bot.cli.readiness import database_file
from bot.errors import NotFound, Refused, StorageError
from bot.storage.backup import back_up, problems
from bot.storage.database import open_database
from bot.storage.takeover import take_over


class Action(StrEnum):
    """What to do with the database."""

    IMPORT = "import"
    BACKUP = "backup"
    CHECK = "check"


def command(
    action: Annotated[Action, typer.Argument(help="What to do with the database.")],
    place: Annotated[
        str | None, typer.Argument(help="import: the address or file of the other database; backup: the new file.")
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
    while a bot may be trading. ``check`` reads everything and tells what is wrong.
    """
    url = quiet_settings(config, userdir=userdir, db_url=db_url, verbosity=verbose, logfile=logfile).db_url
    if action is Action.CHECK:
        _check(url)
    elif place is None:
        raise Refused(f"tradepost db {action} needs to know where: tradepost db {action} PLACE")
    elif action is Action.IMPORT:
        _import(place, url)
    else:
        _back_up(url, Path(place))


def _import(source: str, url: str) -> None:
    address = source if "://" in source else f"sqlite:///{source}"
    database = open_database(url, exclusive=True)
    try:
        for table, count in take_over(address, database).items():
            print(f"{count:>8} {table}")
    finally:
        database.close()


def _back_up(url: str, target: Path) -> None:
    file = database_file(url)
    if file is None:
        raise Refused("Only SQLite files are copied; a server has its own tools, such as pg_dump.")
    if not file.is_file():
        raise NotFound(f"There is no database {file}; name another one with --db-url.")
    print(f"{target}: {back_up(file, target)} bytes")


def _check(url: str) -> None:
    file = database_file(url)
    if file is not None and not file.is_file():
        raise NotFound(f"There is no database {file}; name another one with --db-url.")
    database = open_database(url, exclusive=False)
    try:
        found = problems(database)
    finally:
        database.close()
    if found:
        raise StorageError(" ".join(found))
    print("The database is sound.")
