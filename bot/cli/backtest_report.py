"""Prints results of backtests, and draws them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from bot.backtest.outcome import Outcome
from bot.backtest.report.text_metrics import no_trades, slots, summary_metrics
from bot.backtest.report.text_tables import TextTable, check_periods, pair_list, strategy_summary, strategy_tables
from bot.cli.tables import Justify, show_table

Result = Mapping[str, Any]
HTML = "bot.backtest.report.html.page"  # imported when it is needed: it brings plotly


def print_report(result: Result, *, breakdown: Sequence[str] = (), show_pair_list: bool = False) -> None:
    """Print all strategies of ``result`` and the summary over them, to standard output.

    Raises ``Refused`` for an unknown period in ``breakdown``, before anything is printed.
    """
    check_periods(breakdown)
    strategies: Mapping[str, Result] = result["strategy"]
    for name, one in strategies.items():
        _print_strategy(name, one, breakdown)
    print()
    print("\n".join(_distinct(strategies.values())))
    currencies = {str(one.get("stake_currency", "")) for one in strategies.values()}
    _show(strategy_summary(result.get("strategy_comparison", ()), currencies.pop() if len(currencies) == 1 else ""))
    if show_pair_list:
        for one in strategies.values():
            print(pair_list(one))


def write_stored_html(path: Path, directory: Path, stem: str) -> None:
    """Write a report with charts of a stored result; raises ``StorageError``."""
    import_module(HTML).write_stored(path, directory, stem)


def write_html(path: Path, outcomes: Sequence[Outcome], result: Result) -> None:
    """The same for a result that need not be stored."""
    import_module(HTML).write_outcomes(path, outcomes, result)


def _print_strategy(name: str, one: Result, breakdown: Sequence[str]) -> None:
    print(f"Result for strategy {name}")
    for table in strategy_tables(one, breakdown):
        _show(table)
    if one["trades"]:
        _show(summary_metrics(one), justify="left")
    else:
        print(no_trades(one))


def _distinct(strategies: Iterable[Result]) -> Sequence[str]:
    """``Backtested A -> B | Max open trades : N``, once where all strategies share it."""
    lines = (
        f"Backtested {one.get('backtest_start')} -> {one.get('backtest_end')} | Max open trades : {slots(one)}"
        for one in strategies
    )
    return list(dict.fromkeys(lines))


def _show(table: TextTable, justify: Justify = "right") -> None:
    show_table(table.title, table.columns, table.rows, justify=justify)
