"""``tradepost trade``."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.launch import launch
from bot.cli.options import (
    ConfigFiles,
    DataDir,
    DbUrl,
    LogFile,
    Recursive,
    StrategyPath,
    UserDir,
    Verbose,
    config_files,
    overrides,
)


def command(
    config: ConfigFiles = None,
    strategy: Annotated[str | None, typer.Option("--strategy", "-s", help="Name of the strategy class.")] = None,
    strategy_path: StrategyPath = None,
    recursive_strategy_search: Recursive = False,
    db_url: DbUrl = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Paper money, whatever the config says.")] = False,
    dry_run_wallet: Annotated[
        float | None,
        typer.Option("--dry-run-wallet", "--starting-balance", min=0.0001, help="Paper money to begin with."),
    ] = None,
    fee: Annotated[
        float | None, typer.Option(min=0, max=0.1, help="Fee as a ratio, instead of the exchange's.")
    ] = None,
    userdir: UserDir = None,
    datadir: DataDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """Trade, and serve the API, until Ctrl-C or SIGTERM.

    Open trades and orders are kept in the database and taken up at the next start.
    """
    given = overrides(
        strategy=strategy,
        strategy_path=strategy_path,
        recursive_strategy_search=recursive_strategy_search,
        db_url=db_url,
        dry_run=dry_run,
        dry_run_wallet=dry_run_wallet,
        user_data_dir=userdir,
        datadir=datadir,
        verbosity=verbose,
        logfile=logfile,
    )
    launch("trade", config_files(config, userdir), given | ({} if fee is None else {"fee": fee}))
