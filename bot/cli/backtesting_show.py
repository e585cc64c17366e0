"""``tradepost backtesting-show``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.backtest.archive.contents import load
from bot.backtest.archive.whole import replace_file
from bot.backtest.report.csv_trades import csv_bytes
from bot.cli.backtest_report import print_report, write_stored_html
from bot.cli.options import ConfigFiles, LogFile, UserDir, Verbose, quiet_settings
from bot.cli.stored_results import Directory, Filename, chosen_result

Breakdown = Annotated[
    list[str] | None,
    typer.Option("--breakdown", help="Profits by day, week, month, year or weekday; several may follow."),
]
Report = Annotated[Path | None, typer.Option("--report", help="Write a report with charts to this HTML file.")]


def command(
    config: ConfigFiles = None,
    backtest_filename: Filename = None,
    backtest_directory: Directory = None,
    show_pair_list: Annotated[bool, typer.Option("--show-pair-list", help="Show the pairs by profit.")] = False,
    breakdown: Breakdown = None,
    print_json: Annotated[bool, typer.Option("--print-json", help="The trades as JSON, and no tables.")] = False,
    export_csv: Annotated[Path | None, typer.Option("--export-csv", help="Write the trades to this CSV file.")] = None,
    report: Report = None,
    userdir: UserDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """Show the stored result of a backtest: the newest one, or another by name."""
    settings = quiet_settings(config, userdir=userdir, verbosity=verbose, logfile=logfile)
    folder, stem = chosen_result(settings, backtest_directory, backtest_filename)
    result = load(folder, stem)
    if print_json:
        print(json.dumps(list(_trades(result)), indent=4))
    else:
        print_report(result, breakdown=breakdown or (), show_pair_list=show_pair_list)
    if export_csv is not None:
        replace_file(export_csv, csv_bytes(_trades(result)))
    if report is not None:
        write_stored_html(report, folder, stem)


def _trades(result: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """All trades, each with its strategy."""
    for name, one in result["strategy"].items():
        yield from ({"strategy": name, **trade} for trade in one["trades"])
