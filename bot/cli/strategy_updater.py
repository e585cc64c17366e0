"""``tradepost strategy-updater``."""

from __future__ import annotations

import difflib
import shutil
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import ConfigFiles, LogFile, Recursive, StrategyPath, UserDir, Verbose, quiet_settings
from bot.cli.research_options import StrategyList
from bot.errors import Conflict, NotFound, Refused
from bot.strategy.files import SAMPLES, StrategyFile, strategy_files
from bot.strategy.update import updated

BACKUP = "strategies_orig_updater"


def command(
    config: ConfigFiles = None,
    strategy_list: StrategyList = None,
    strategy_path: StrategyPath = None,
    recursive_strategy_search: Recursive = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")] = False,
    userdir: UserDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """Rewrite strategy files of interface version 2 with today's names; the old files are kept in a folder beside."""
    settings = quiet_settings(
        config,
        userdir=userdir,
        strategy_path=strategy_path,
        recursive_strategy_search=recursive_strategy_search,
        verbosity=verbose,
        logfile=logfile,
    )
    found = [one for one in strategy_files(settings) if not one.path.is_relative_to(SAMPLES)]
    for path in _chosen(found, strategy_list):
        old = path.read_text(encoding="utf-8")
        new = updated(old)
        if new == old:
            print(f"{path} has no old names.")
        elif dry_run:
            before, after = (text.splitlines(keepends=True) for text in (old, new))
            print("".join(difflib.unified_diff(before, after, str(path), str(path))))
        else:
            kept = _keep(path, settings.user_data_dir / BACKUP)
            path.write_text(new, encoding="utf-8")
            print(f"{path} was updated; the old file is {kept}.")


def _chosen(found: list[StrategyFile], names: list[str] | None) -> list[Path]:
    if not names:
        return list(dict.fromkeys(one.path for one in found))
    known = {one.name for one in found}
    for name in names:
        if name not in known:
            raise NotFound(f"There is no strategy {name} (there are: {', '.join(sorted(known)) or 'none'}).")
    return list(dict.fromkeys(one.path for one in found if one.name in names))


def _keep(path: Path, folder: Path) -> Path:
    """A copy of the old file; one that was kept before is not overwritten."""
    target = folder / path.name
    if target.exists():
        raise Conflict(f"{target} is there already, so {path} was left as it is; move the copy away first.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copyfile(path, target))
    except OSError as error:
        raise Refused(f"{target} can't be written: {error.strerror}.") from None
