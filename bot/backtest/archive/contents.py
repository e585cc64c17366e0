"""What is in a result file."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Any

from bot.backtest.archive import jsons
from bot.backtest.archive.history import metadata_of
from bot.backtest.archive.names import MISSING, place, result_file
from bot.errors import NotFound, StorageError

CONFIG = "_config.json"
UNREADABLE = (OSError, EOFError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error)


def load(directory: Path, stem: str) -> dict[str, Any]:
    """``metadata``, ``strategy`` and ``strategy_comparison`` of a file; raises ``NotFound`` and ``StorageError``."""
    path = result_file(directory, stem)
    result = jsons.read(path) if path.suffix == ".json" else jsons.loaded(_main_member(path), str(path))
    if not isinstance(result.get("strategy"), dict):
        raise StorageError(f"{path} is no result of a backtest: it has no 'strategy'.")
    metadata = {name: {**one, "filename": stem} for name, one in _metadata(directory, stem, result).items()}
    comparison = result.get("strategy_comparison") or []
    return {"metadata": metadata, "strategy": result["strategy"], "strategy_comparison": comparison}


def load_strategy(directory: Path, stem: str, strategy: str) -> dict[str, Any]:
    """The same with one strategy only; raises ``NotFound`` where the file does not have it."""
    result = load(directory, stem)
    if strategy not in result["strategy"]:
        raise NotFound(MISSING)
    return {
        "metadata": {strategy: result["metadata"].get(strategy, {"filename": stem})},
        "strategy": {strategy: result["strategy"][strategy]},
        "strategy_comparison": [row for row in result["strategy_comparison"] if row.get("key") == strategy],
    }


def member(directory: Path, stem: str, ending: str) -> bytes:
    """A file that belongs to a result, such as ``_market_change.feather``; in the zip, or beside a JSON file."""
    path = result_file(directory, stem)
    try:
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                return archive.read(f"{stem}{ending}")
        return place(directory, f"{stem}{ending}").read_bytes()
    except (KeyError, FileNotFoundError):
        raise NotFound(MISSING) from None
    except UNREADABLE as error:
        raise StorageError(f"{path} can't be read: {error}.") from None


def _main_member(path: Path) -> bytes:
    """The JSON file named like the zip; else, because users rename files, the one with the shortest name."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.endswith(".json") and not name.endswith(CONFIG)]
            if not names:
                raise StorageError(f"{path} is no result of a backtest: there is no JSON file in it.")
            own = f"{path.stem}.json"
            return archive.read(own if own in names else min(names, key=len))
    except UNREADABLE as error:
        raise StorageError(f"{path} can't be read: {error}.") from None


def _metadata(directory: Path, stem: str, result: dict[str, Any]) -> dict[str, Any]:
    """From beside the file; a result that lost it has the little that can be told from the result itself."""
    try:
        return metadata_of(directory, stem)
    except NotFound:
        return {name: _told(one) for name, one in result["strategy"].items()}


def _told(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "run_id": "",
        "backtest_start_time": one.get("backtest_run_start_ts", 0),
        "timeframe": one.get("timeframe"),
        "timeframe_detail": one.get("timeframe_detail") or None,
    }
