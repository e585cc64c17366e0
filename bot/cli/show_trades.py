"""``tradepost show-trades``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated

import typer

from bot.cli.options import ConfigFiles, DbUrl, LogFile, UserDir, Verbose, quiet_settings
from bot.cli.readiness import existing_file
from bot.cli.tables import with_progress
from bot.domain.trade import Trade
from bot.errors import NotFound
from bot.storage.database import open_database
from bot.storage.reader import SqlClosedTrades
from bot.storage.trades import SqlTradeStore
from bot.strategy.trade_json import as_json, as_line

PAGE = 500


def command(
    config: ConfigFiles = None,
    db_url: DbUrl = None,
    trade_ids: Annotated[list[int] | None, typer.Option("--trade-ids", help="Only this one; may be repeated.")] = None,
    print_json: Annotated[bool, typer.Option("--print-json", help="All fields, as JSON.")] = False,
    userdir: UserDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """Show the trades in a database, of the config's without --db-url; a bot may be trading on it."""
    url = quiet_settings(config, userdir=userdir, db_url=db_url, verbosity=verbose, logfile=logfile).db_url
    existing_file(url)
    trades = _chosen(_read(url), trade_ids)
    if print_json:
        print(json.dumps([as_json(trade) for trade in trades], indent=4))
    else:
        print("\n".join(map(as_line, trades)) or "There are no trades.")


def _read(db_url: str) -> list[Trade]:
    """All trades by id."""
    database = open_database(db_url, exclusive=False)
    try:
        reader = SqlClosedTrades(database)
        trades = SqlTradeStore(database).open_trades()
        pages = range(0, reader.count(), PAGE)
        for offset in with_progress("Reading trades", pages, len(pages)):
            trades.extend(reader.page(limit=PAGE, offset=offset, newest_first=False))
    finally:
        database.close()
    return sorted(trades, key=lambda trade: trade.id)


def _chosen(trades: Sequence[Trade], ids: Sequence[int] | None) -> list[Trade]:
    """The trades with these ids, all without; raises ``NotFound`` for an id that does not exist."""
    missing = set(ids or ()) - {trade.id for trade in trades}
    if missing:
        raise NotFound(f"There is no trade {', '.join(map(str, sorted(missing)))} in this database.")
    return [trade for trade in trades if not ids or trade.id in ids]
