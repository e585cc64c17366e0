"""``tradepost backtesting``."""

from __future__ import annotations

import atexit
import gc
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.backtest.report.text_tables import check_periods
from bot.backtest.request import BacktestRequest
from bot.cli.backtest_report import print_report
from bot.cli.options import (
    ConfigFiles,
    DataDir,
    LogFile,
    Recursive,
    StrategyPath,
    UserDir,
    Verbose,
)
from bot.cli.research_options import (
    DataFormat,
    Pairs,
    StrategyName,
    TimeframeDetail,
    TimeframeOption,
    Timerange,
    named_strategies,
    research_settings,
    stake_of,
)
from bot.cli.work_progress import WorkProgress
from bot.runtime.collecting import seldom_collecting
from bot.runtime.lazy import deferred

finished = deferred("bot.runtime.backtesting", "finished")


def command(
    config: ConfigFiles = None,
    strategy: StrategyName = None,
    strategy_list: Annotated[
        list[str] | None, typer.Option("--strategy-list", help="Several strategies, to be compared.")
    ] = None,
    strategy_path: StrategyPath = None,
    recursive_strategy_search: Recursive = False,
    timeframe: TimeframeOption = None,
    timeframe_detail: TimeframeDetail = None,
    timerange: Timerange = None,
    pairs: Pairs = None,
    max_open_trades: Annotated[int | None, typer.Option("--max-open-trades", min=-1, help="Trades at once.")] = None,
    stake_amount: Annotated[str | None, typer.Option("--stake-amount", help="Stake per trade, or unlimited.")] = None,
    fee: Annotated[float | None, typer.Option("--fee", min=0, max=0.1, help="Fee as a ratio, both ways.")] = None,
    dry_run_wallet: Annotated[
        float | None,
        typer.Option("--dry-run-wallet", "--starting-balance", min=0.0001, help="Paper money to begin with."),
    ] = None,
    position_stacking: Annotated[
        bool, typer.Option("--eps", "--enable-position-stacking", help="Enter pairs that are open already.")
    ] = False,
    enable_protections: Annotated[
        bool, typer.Option("--enable-protections", help="Obey the strategy's protections.")
    ] = False,
    enable_dynamic_pairlist: Annotated[
        bool, typer.Option("--enable-dynamic-pairlist", help="Choose the pairs anew in each candle.")
    ] = False,
    export: Annotated[str | None, typer.Option("--export", help="What to store: none, trades or signals.")] = None,
    backtest_filename: Annotated[
        Path | None, typer.Option("--backtest-filename", "--export-filename", help="Out of use: name the folder.")
    ] = None,
    backtest_directory: Annotated[
        Path | None, typer.Option("--backtest-directory", "--export-directory", help="Folder for the result.")
    ] = None,
    breakdown: Annotated[
        list[str] | None,
        typer.Option("--breakdown", help="Profits by day, week, month, year or weekday; several may follow."),
    ] = None,
    cache: Annotated[
        str | None, typer.Option("--cache", help="How old a stored result may be: none, day, week or month.")
    ] = None,
    notes: Annotated[str, typer.Option("--notes", help="A remark to keep with the result.")] = "",
    job_workers: Annotated[
        int,
        typer.Option(
            "--job-workers",
            "-j",
            help="Processes that share the strategies; -1 is one per core, -2 one less and so on.",
        ),
    ] = 1,
    data_format_ohlcv: DataFormat = None,
    userdir: UserDir = None,
    datadir: DataDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """Try strategies on stored candles, print what they would have earned, and keep the result."""
    settings = research_settings(
        config, userdir, datadir=datadir, strategy_path=strategy_path, verbosity=verbose, logfile=logfile,
        recursive_strategy_search=recursive_strategy_search, dataformat_ohlcv=data_format_ohlcv,
    )  # fmt: skip
    given = settings.raw
    periods = breakdown or given.get("backtest_breakdown") or ()
    check_periods(periods)
    request = BacktestRequest(
        strategies=named_strategies(strategy_list, strategy, settings),
        timerange=timerange or given.get("timerange"),
        timeframe=timeframe,
        timeframe_detail=timeframe_detail or given.get("timeframe_detail"),
        pairs=tuple(pairs or ()),
        max_open_trades=max_open_trades,
        stake_amount=stake_of(stake_amount),
        dry_run_wallet=dry_run_wallet,
        fee=fee,
        enable_protections=enable_protections or bool(given.get("enable_protections")),
        position_stacking=position_stacking or bool(given.get("position_stacking")),
        dynamic_pairlist=enable_dynamic_pairlist,
        cache=cache or given.get("backtest_cache") or "day",
        export=export or given.get("export") or "trades",
        directory=_folder(backtest_directory, backtest_filename),
        notes=notes,
        jobs=job_workers,
    )
    atexit.register(gc.freeze)  # at the end all memory goes at once, and nobody needs to look for garbage in it
    with seldom_collecting(), WorkProgress() as progress:
        done = finished(settings, request, progress)
    for name in done.reused:
        print(f"{name}: shown is the stored result of the same code and settings; see --cache.", file=sys.stderr)
    print_report(done.result, breakdown=periods)


def _folder(directory: Path | None, filename: Path | None) -> Path | None:
    """Old commands name a file: its folder counts."""
    if directory is not None or filename is None:
        return directory
    return filename if filename.is_dir() else filename.parent
