"""The list of stored results: what runs there are, their notes, and their end. Any thread may call."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.backtest.archive import jsons
from bot.backtest.archive.names import LAST, META, RESULTS, existing, place, result_file
from bot.backtest.archive.whole import replace_file
from bot.errors import NotFound, Refused, StorageError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoredRun:
    """One strategy in one result file; ``filename`` is the file's stem. Moments in epoch seconds."""

    filename: str
    strategy: str
    run_id: str
    backtest_start_time: int
    notes: str
    backtest_start_ts: int | None
    backtest_end_ts: int | None
    timeframe: str | None
    timeframe_detail: str | None


def history(directory: Path) -> list[StoredRun]:
    """All runs, the newest first. A file that can't be read is left out, and the log says so."""
    runs = [run for path in directory.glob(f"*{META}") for run in _readable(directory, path)]
    return sorted(runs, key=lambda run: (run.backtest_start_time, run.filename), reverse=True)


def runs_of(directory: Path, stem: str) -> list[StoredRun]:
    """The runs in one file; raises ``NotFound``."""
    result_file(directory, stem)
    return _runs(stem, metadata_of(directory, stem))


def metadata_of(directory: Path, stem: str) -> dict[str, Any]:
    """What lies beside a result, by strategy; raises ``NotFound`` and ``StorageError``."""
    return jsons.read(existing(directory, stem + META))


def set_notes(directory: Path, stem: str, strategy: str, notes: str) -> list[StoredRun]:
    """Write a user's notes on a run; returns the runs of its file. Raises ``NotFound`` and ``Refused``."""
    result_file(directory, stem)
    metadata = metadata_of(directory, stem)
    if strategy not in metadata:
        raise Refused("Strategy not in metadata.")
    metadata[strategy] = {**metadata[strategy], "notes": notes}
    replace_file(place(directory, stem + META), jsons.dumped(metadata))
    return _runs(stem, metadata)


def delete(directory: Path, stem: str) -> None:
    """Remove a result and what lies beside it; raises ``NotFound`` and ``StorageError``.

    The list's file goes last: what could not be removed can be seen and removed again.
    """
    result_file(directory, stem)
    companions = (f"{stem}_{name}" for name in _companions(_strategies(directory, stem)))
    names = (*(stem + ending for ending in RESULTS), *companions, stem + META)
    paths = [place(directory, name) for name in names]
    try:
        for path in paths:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{error.filename} can't be removed: {error.strerror}.") from None
    _forget(directory, stem)


def latest(directory: Path) -> str:
    """The stem of the newest result; raises ``NotFound``."""
    path = directory / LAST
    if path.is_file():
        stem = Path(str(jsons.read(path).get("latest_backtest", ""))).stem
        if _has_result(directory, stem):
            return stem
    newest = next(iter(history(directory)), None)
    if newest is None:
        raise NotFound(f"There is no result of a backtest in {directory}.")
    return newest.filename


def point_to(directory: Path, name: str) -> None:
    """``name`` is the file of the newest result."""
    replace_file(directory / LAST, jsons.dumped({"latest_backtest": name}))


def find_run(directory: Path, strategy: str, run_id: str, since: datetime) -> StoredRun | None:
    """The newest run with the same code and settings that began at ``since`` or later."""
    for run in history(directory):
        if (run.strategy, run.run_id) == (strategy, run_id) and run.backtest_start_time >= since.timestamp():
            return run
    return None


def _strategies(directory: Path, stem: str) -> list[str]:
    """As far as the list knows them: a result without a readable file beside it has none."""
    try:
        return list(metadata_of(directory, stem))
    except (NotFound, StorageError):
        return []


def _companions(strategies: Sequence[str]) -> Iterator[str]:
    """What older versions wrote beside a result, where newer ones write it into the zip."""
    yield from ("config.json", "market_change.feather", "signals.pkl", "rejected.pkl", "exited.pkl")
    for strategy in strategies:
        yield from (f"{strategy}.py", f"{strategy}.json", f"{strategy}_wallet.feather")


def _forget(directory: Path, stem: str) -> None:
    path = directory / LAST
    if not path.is_file() or Path(str(jsons.read(path).get("latest_backtest", ""))).stem != stem:
        return
    newest = next(iter(history(directory)), None)
    if newest is None:
        path.unlink(missing_ok=True)
    else:
        point_to(directory, result_file(directory, newest.filename).name)


def _readable(directory: Path, path: Path) -> list[StoredRun]:
    stem = path.name.removesuffix(META)
    try:
        return _runs(stem, metadata_of(directory, stem)) if _has_result(directory, stem) else []
    except (NotFound, StorageError) as error:
        log.warning("%s is left out of the list of results: %s", path.name, error)
        return []


def _has_result(directory: Path, stem: str) -> bool:
    try:
        result_file(directory, stem)
    except NotFound:
        return False
    return True


def _runs(stem: str, metadata: Mapping[str, Any]) -> list[StoredRun]:
    return [_run(stem, strategy, one) for strategy, one in metadata.items() if isinstance(one, dict)]


def _run(stem: str, strategy: str, one: Mapping[str, Any]) -> StoredRun:
    """Older files lack some of it."""
    return StoredRun(
        filename=stem,
        strategy=strategy,
        run_id=str(one.get("run_id", "")),
        backtest_start_time=int(one.get("backtest_start_time") or 0),
        notes=str(one.get("notes") or ""),
        backtest_start_ts=one.get("backtest_start_ts"),
        backtest_end_ts=one.get("backtest_end_ts"),
        timeframe=one.get("timeframe"),
        timeframe_detail=one.get("timeframe_detail"),
    )
