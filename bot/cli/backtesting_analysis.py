"""``tradepost backtesting-analysis``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from bot.backtest.analysis.groups import group
from bot.backtest.analysis.indicators import at_rejected, at_trades
from bot.backtest.analysis.trades import ALL, Filter, chosen, trades_frame
from bot.backtest.archive import signals
from bot.backtest.archive.contents import load
from bot.backtest.archive.whole import replace_file
from bot.cli.options import ConfigFiles, LogFile, UserDir, Verbose, quiet_settings
from bot.cli.stored_results import Directory, Filename, chosen_result, results_folder
from bot.cli.tables import show_table
from bot.domain.timerange import parse
from bot.errors import Refused

Table = tuple[str, pd.DataFrame]
USUAL_GROUPS = (0, 1, 2)
Groups = Annotated[
    list[int] | None,
    typer.Option(
        "--analysis-groups",
        help="0: wins and losses by entry tag; profits by 1: entry tag, 2: entry tag and exit reason, 3: pair and entry"
        " tag, 4: pair, entry tag and exit reason, 5: exit reason. Several may be given; 0 1 2 without the option.",
    ),
]
EnterReasons = Annotated[
    list[str] | None,
    typer.Option("--enter-reason-list", help="Only trades with these entry tags."),
]
ExitReasons = Annotated[
    list[str] | None, typer.Option("--exit-reason-list", help="Only trades with these exit reasons.")
]
Indicators = Annotated[
    list[str] | None,
    typer.Option("--indicator-list", help="Show these indicators, or fields of trades, for each trade; or 'all'."),
]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be shown, and of which trades."""

    groups: Sequence[int]
    indicators: Sequence[str]
    wanted: Filter
    entries: bool
    exits: bool
    rejected: bool


def command(
    config: ConfigFiles = None,
    backtest_filename: Filename = None,
    backtest_directory: Directory = None,
    analysis_groups: Groups = None,
    enter_reason_list: EnterReasons = None,
    exit_reason_list: ExitReasons = None,
    indicator_list: Indicators = None,
    entry_only: Annotated[bool, typer.Option("--entry-only", help="Indicators at entries only.")] = False,
    exit_only: Annotated[bool, typer.Option("--exit-only", help="Indicators at exits only.")] = False,
    timerange: Annotated[str | None, typer.Option("--timerange", help="Only trades within, as 20260101-.")] = None,
    rejected_signals: Annotated[
        bool, typer.Option("--rejected-signals", help="Show the signals that led to no trade too.")
    ] = False,
    analysis_to_csv: Annotated[bool, typer.Option("--analysis-to-csv", help="Write CSV files, print nothing.")] = False,
    analysis_csv_path: Annotated[
        Path | None, typer.Option("--analysis-csv-path", help="Folder for them, not the results' one.")
    ] = None,
    userdir: UserDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """Look into the trades of a backtest by tags, reasons and indicators.

    Indicators and rejected signals need a result that was stored with --export signals. Signals are pickle files:
    only tables are read out of them, but look into results of your own.
    """
    if entry_only and exit_only:
        raise Refused("--entry-only and --exit-only exclude each other.")
    settings = quiet_settings(config, userdir=userdir, verbosity=verbose, logfile=logfile)
    folder, stem = chosen_result(settings, backtest_directory, backtest_filename)
    wish = Wish(
        groups=USUAL_GROUPS if analysis_groups is None else analysis_groups,
        indicators=indicator_list or (),
        wanted=Filter(
            enter_reasons=enter_reason_list or (ALL,),
            exit_reasons=exit_reason_list or (ALL,),
            timerange=parse(timerange),
        ),
        entries=not exit_only,
        exits=not entry_only,
        rejected=rejected_signals,
    )
    made = [
        table
        for name, one in load(folder, stem)["strategy"].items()
        for table in _tables(folder, stem, name, one, wish)
    ]
    target = (analysis_csv_path or results_folder(settings, backtest_directory)) if analysis_to_csv else None
    for title, table in made:
        _show(title, table) if target is None else _write(title, table, target)


def _tables(folder: Path, stem: str, name: str, one: dict[str, Any], wish: Wish) -> Iterator[Table]:
    trades = chosen(trades_frame(one["trades"]), wish.wanted)
    yield from ((f"Group {number}", group(number, trades)) for number in wish.groups)
    if wish.indicators:
        entries = signals.load(folder, stem, "signals").get(name, {}) if wish.entries else None
        exits = signals.load(folder, stem, "exited").get(name, {}) if wish.exits else None
        yield "Indicators", at_trades(trades, wish.indicators, entries=entries, exits=exits)
    if wish.rejected:
        rejected = signals.load(folder, stem, "rejected").get(name, {})
        yield "Rejected Signals", at_rejected(rejected, wish.indicators, wish.wanted)


def _show(title: str, table: pd.DataFrame) -> None:
    rows = [[_cell(value) for value in row] for row in table.itertuples(index=False)]
    show_table(f"{title}:", list(map(str, table.columns)), rows, justify="right")


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _write(title: str, table: pd.DataFrame, folder: Path) -> None:
    path = folder / f"{title.lower().replace(' ', '_')}.csv"
    replace_file(path, table.to_csv(index=False).encode())
    print(f"Saved {title} to {path}")
