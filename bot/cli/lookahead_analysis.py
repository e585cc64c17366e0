"""``tradepost lookahead-analysis``."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.backtest.lookahead import MINIMUM, TARGETED, LookaheadRequest, LookaheadResult
from bot.cli.options import ConfigFiles, DataDir, LogFile, Recursive, StrategyPath, UserDir, Verbose
from bot.cli.research_options import (
    DataFormat,
    Fee,
    Pairs,
    StrategyList,
    StrategyName,
    TimeframeDetail,
    TimeframeOption,
    Timerange,
    chosen_strategies,
    research_settings,
)
from bot.cli.tables import show_table
from bot.cli.work_progress import WorkProgress
from bot.errors import Refused
from bot.runtime.lazy import deferred

COLUMNS = (
    "filename",
    "strategy",
    "has_bias",
    "total_signals",
    "biased_entry_signals",
    "biased_exit_signals",
    "biased_indicators",
)
lookahead_analysis = deferred("bot.runtime.analyses", "lookahead_analysis")
strategy_file = deferred("bot.runtime.analyses", "strategy_file")


def command(
    config: ConfigFiles = None,
    strategy: StrategyName = None,
    strategy_list: StrategyList = None,
    strategy_path: StrategyPath = None,
    recursive_strategy_search: Recursive = False,
    timeframe: TimeframeOption = None,
    timeframe_detail: TimeframeDetail = None,
    timerange: Timerange = None,
    pairs: Pairs = None,
    fee: Fee = None,
    minimum_trade_amount: Annotated[
        int, typer.Option("--minimum-trade-amount", min=1, help="With fewer trades there is no verdict.")
    ] = MINIMUM,
    targeted_trade_amount: Annotated[
        int, typer.Option("--targeted-trade-amount", min=1, help="How many trades are repeated.")
    ] = TARGETED,
    allow_limit_orders: Annotated[
        bool,
        typer.Option("--allow-limit-orders", help="Keep limit orders; one that fills otherwise may look like a bias."),
    ] = False,
    export: Annotated[
        Path | None,
        typer.Option("--lookahead-analysis-exportfilename", help="Write the table to this CSV file as well."),
    ] = None,
    data_format_ohlcv: DataFormat = None,
    userdir: UserDir = None,
    datadir: DataDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """Tell whether strategies look into the future: their trades are repeated with candles that end after them."""
    settings = research_settings(
        config, userdir, datadir=datadir, strategy_path=strategy_path, verbosity=verbose, logfile=logfile,
        recursive_strategy_search=recursive_strategy_search, dataformat_ohlcv=data_format_ohlcv,
    )  # fmt: skip
    rows = []
    for name in chosen_strategies(strategy_list, strategy, settings):
        request = LookaheadRequest(
            strategy=name,
            timerange=timerange,
            timeframe=timeframe,
            timeframe_detail=timeframe_detail,
            pairs=tuple(pairs or ()),
            fee=fee,
            minimum_trades=minimum_trade_amount,
            targeted_trades=targeted_trade_amount,
            allow_limit_orders=allow_limit_orders,
        )
        with WorkProgress() as progress:
            result = lookahead_analysis(settings, request, progress)
        rows.append(_row(strategy_file(settings, name), result))
    show_table("Lookahead Analysis", COLUMNS, rows)
    if export is not None:
        _write(export, rows)


def _row(file: str, result: LookaheadResult) -> tuple[object, ...]:
    verdict = {True: "Yes", False: "No", None: "too few trades"}[result.has_bias]
    return (
        file,
        result.strategy,
        verdict,
        result.total_signals,
        result.biased_entry_signals,
        result.biased_exit_signals,
        ", ".join(result.biased_indicators),
    )


def _write(path: Path, rows: Sequence[Sequence[object]]) -> None:
    """Rows of earlier analyses stay, except those of the same file and strategy."""
    known: Iterable[Sequence[object]] = ()
    try:
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as file:
                known = list(csv.reader(file))[1:]
        mine = {(str(row[0]), str(row[1])) for row in rows}
        kept = [row for row in known if tuple(row[:2]) not in mine]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([COLUMNS, *kept, *rows])
    except OSError as error:
        raise Refused(f"{path} can't be written: {error.strerror}.") from None
