"""``tradepost list-strategies``."""

from __future__ import annotations

from collections import Counter

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
from bot.strategy.files import StrategyFile, strategy_files


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
    rows = [(one.name, one.path, _status(one, times[one.name])) for one in strategies]
    show_table(f"{len(rows)} strategies", ("Strategy name", "Location", "Status"), rows)


def _status(one: StrategyFile, times: int) -> str:
    """Whether the strategy can be used; of two with one name the first is."""
    if one.error:
        return f"LOAD FAILED: {one.error}"
    return "DUPLICATE NAME" if times > 1 else "OK"
