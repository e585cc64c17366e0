"""``tradepost list-strategies``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from bot.cli.options import (
    ConfigFiles,
    LogFile,
    OneColumn,
    Recursive,
    StrategyPath,
    UserDir,
    Verbose,
    quiet_settings,
)
from bot.cli.tables import show_table, with_progress
from bot.strategy.files import SAMPLES, StrategyFile, strategy_files
from bot.strategy.values import spaces_of

USUAL = ("buy", "sell", "protection")
COLUMNS = (
    "Strategy name",
    "Location",
    "Status",
    "Hyperoptable",
    "Buy-params",
    "Sell-params",
    "Protection-params",
    "Custom-params",
)


def command(
    config: ConfigFiles = None,
    strategy_path: StrategyPath = None,
    recursive_strategy_search: Recursive = False,
    one_column: OneColumn = False,
    userdir: UserDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """List the strategies that can be used, and the files that could not be loaded with the reason."""
    settings = quiet_settings(
        config,
        userdir=userdir,
        strategy_path=strategy_path,
        recursive_strategy_search=recursive_strategy_search,
        verbosity=verbose,
        logfile=logfile,
    )
    found = with_progress("Loading strategies", strategy_files(settings))
    strategies = sorted(found, key=lambda one: one.name)
    if one_column:
        print("\n".join(one.name for one in strategies))
        return
    times = Counter(one.name for one in strategies)
    rows = [(one.name, _place(one), _status(one, times[one.name]), *_parameters(one)) for one in strategies]
    show_table(f"{len(rows)} strategies", COLUMNS, rows)
    for one in strategies:
        if one.error:
            print(one.error)


def _place(one: StrategyFile) -> str:
    """The file, as short as it can be said."""
    if one.path.is_relative_to(SAMPLES):
        return f"<sample>/{one.path.name}"
    return str(one.path.relative_to(Path.cwd()) if one.path.is_relative_to(Path.cwd()) else one.path)


def _parameters(one: StrategyFile) -> tuple[str, ...]:
    """Whether there are any, and how many of each kind."""
    if one.strategy is None:
        return ("", "", "", "", "")
    spaces = spaces_of(one.strategy)
    usual = [str(spaces.get(space, 0)) for space in USUAL]
    others = [f"{space or 'no space'}: {count}" for space, count in sorted(spaces.items()) if space not in USUAL]
    return ("Yes" if spaces else "No", *usual, ", ".join(others))


def _status(one: StrategyFile, times: int) -> str:
    """Whether the strategy can be used; of two with one name the first is."""
    if one.error:
        return "LOAD FAILED"
    return "DUPLICATE NAME" if times > 1 else "OK"
