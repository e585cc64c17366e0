"""``tradepost recursive-analysis``."""

from __future__ import annotations

import math
from typing import Annotated

import typer

from bot.backtest.recursive import STARTUP_CANDLES, RecursiveRequest, RecursiveResult
from bot.cli.options import ConfigFiles, DataDir, LogFile, Recursive, StrategyPath, UserDir, Verbose
from bot.cli.research_options import (
    DataFormat,
    Pairs,
    StrategyName,
    TimeframeOption,
    Timerange,
    chosen_strategies,
    research_settings,
)
from bot.cli.tables import show_table
from bot.cli.work_progress import WorkProgress
from bot.runtime.lazy import deferred

recursive_analysis = deferred("bot.runtime.analyses", "recursive_analysis")


def command(
    config: ConfigFiles = None,
    strategy: StrategyName = None,
    strategy_path: StrategyPath = None,
    recursive_strategy_search: Recursive = False,
    timeframe: TimeframeOption = None,
    timerange: Timerange = None,
    pairs: Pairs = None,
    startup_candle: Annotated[
        list[int] | None,
        typer.Option("--startup-candle", help="Numbers of candles to compare; several may follow."),
    ] = None,
    data_format_ohlcv: DataFormat = None,
    userdir: UserDir = None,
    datadir: DataDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """Tell how far a strategy's indicators over a few candles are from those over all of the timerange."""
    settings = research_settings(
        config, userdir, datadir=datadir, strategy_path=strategy_path, verbosity=verbose, logfile=logfile,
        recursive_strategy_search=recursive_strategy_search, dataformat_ohlcv=data_format_ohlcv,
    )  # fmt: skip
    request = RecursiveRequest(
        strategy=chosen_strategies(None, strategy, settings)[0],
        timerange=timerange,
        timeframe=timeframe,
        pairs=tuple(pairs or ()),
        startup_candles=tuple(startup_candle or STARTUP_CANDLES),
    )
    with WorkProgress() as progress:
        result = recursive_analysis(settings, request, progress)
    _show(result)


def _show(result: RecursiveResult) -> None:
    if result.changes:
        counts = result.startup_candles
        names = [f"{count} (from strategy)" if count == result.own_startup_candles else str(count) for count in counts]
        rows = [
            (name, *(_percent(changes.get(count, 0.0)) for count in counts)) for name, changes in result.changes.items()
        ]
        show_table("Recursive Analysis", ("Indicators", *names), rows)
    else:
        print(f"No indicator of {result.strategy} on {result.pair} depends on the number of candles before it.")
    if result.looks_ahead:
        print(f"These look into the future: {', '.join(result.looks_ahead)}.")


def _percent(change: float) -> str:
    return "nan" if math.isnan(change) else f"{change:.3%}" if change else "-"
