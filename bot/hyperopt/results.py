"""The file that epochs are kept in: one JSON object a line, readable while the optimisation still writes it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import orjson

from bot.errors import NotFound, StorageError
from bot.hyperopt.request import Epoch
from bot.hyperopt.score import WORST

FOLDER = "hyperopt_results"
SUFFIX = ".fthypt"
PREFIX = "strategy_"


def new_file(user_data_dir: Path, strategy: str, at: datetime, part: str = "") -> Path:
    """Where the epochs of an optimisation that begins now are kept."""
    return user_data_dir / FOLDER / f"{PREFIX}{strategy}_{at:%Y-%m-%d_%H-%M-%S}{part}{SUFFIX}"


def chosen_file(user_data_dir: Path, name: str | None) -> Path:
    """The file called ``name``, in the folder of results or anywhere, or the newest one; raises ``NotFound``."""
    folder = user_data_dir / FOLDER
    if name:
        found = next((path for path in (folder / name, Path(name)) if path.is_file()), None)
        if found is None:
            raise NotFound(f"There is no file {name} of hyperopt results, neither in {folder} nor by that path.")
        return found
    files = sorted(folder.glob(f"*{SUFFIX}"), key=lambda path: (path.stat().st_mtime_ns, path.name))
    if not files:
        raise NotFound(f"There are no hyperopt results in {folder}; `tradepost hyperopt` makes some.")
    return files[-1]


class EpochWriter:
    """Appends epochs to a file; each is there as soon as it is written."""

    def __init__(self, path: Path, strategy: str) -> None:
        self._path = path
        self._strategy = strategy
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("ab")
        except OSError as error:
            raise StorageError(f"The file {self._path} can't be written: {error.strerror}.") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, epoch: Epoch) -> None:
        """Raises ``StorageError`` where the disk does not take it."""
        assert self._file is not None, "the writer is open"
        try:
            self._file.write(orjson.dumps(as_row(epoch, self._strategy), option=_OPTIONS) + b"\n")
            self._file.flush()
        except OSError as error:
            raise StorageError(f"The file {self._path} can't be written: {error.strerror}.") from error


_OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS


def as_row(epoch: Epoch, strategy: str) -> dict[str, Any]:
    """An epoch in the words that tools for these files know."""
    metrics = epoch.metrics
    return {
        "loss": epoch.loss,
        "current_epoch": epoch.number,
        "is_initial_point": epoch.is_initial,
        "is_random": epoch.is_random,
        "is_best": epoch.is_best,
        "params_dict": dict(epoch.parameters),
        "params_details": dict(epoch.details),
        "params_not_optimized": {},
        "results_metrics": {"strategy_name": strategy, **metrics},
        "results_explanation": explained(metrics),
        "total_profit": metrics.get("profit_total", 0.0),
    }


def read_epochs(path: Path) -> tuple[str, list[Epoch]]:
    """The strategy and its epochs; a last line that was cut off is left out. Raises ``StorageError``."""
    strategy, epochs = "", []
    for number, row in enumerate(_rows(path), 1):
        try:
            strategy, epoch = from_row(row)
            epochs.append(epoch)
        except (KeyError, TypeError, ValueError) as error:
            raise StorageError(f"Line {number} of {path} is no epoch: {type(error).__name__}: {error}") from error
    return strategy, epochs


def explained(metrics: Mapping[str, Any]) -> str:
    """The trades in one sentence."""
    currency = metrics.get("stake_currency", "")
    held = float(metrics.get("holding_avg_s", 0.0)) / 60
    return (
        f"{metrics.get('total_trades', 0):6d} trades. {metrics.get('wins', 0)}/{metrics.get('draws', 0)}/"
        f"{metrics.get('losses', 0)} Wins/Draws/Losses. Avg profit {metrics.get('profit_mean', 0.0):7.2%}."
        f" Median profit {metrics.get('profit_median', 0.0):7.2%}."
        f" Total profit {metrics.get('profit_total_abs', 0.0):.8f} {currency}"
        f" ({metrics.get('profit_total', 0.0):7.2%})."
        f" Avg duration {held:.0f} min."
    )


def best_of(epochs: Sequence[Epoch]) -> Epoch | None:
    """The one with the smallest loss, if any made enough trades."""
    best = min(epochs, key=lambda epoch: epoch.loss, default=None)
    return best if best is not None and best.loss < WORST else None


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise StorageError(f"The file {path} can't be read: {error.strerror}.") from error
    for number, line in enumerate(lines, 1):
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            if number == len(lines):
                return
            raise StorageError(f"Line {number} of {path} can't be read: {error}") from error
        if not isinstance(row, dict):
            raise StorageError(f"Line {number} of {path} is no epoch.")
        yield row


def from_row(row: Mapping[str, Any]) -> tuple[str, Epoch]:
    """The strategy and the epoch that ``as_row`` was given. Raises ``KeyError``, ``TypeError`` and ``ValueError``."""
    metrics, loss = dict(row["results_metrics"]), float(row["loss"])
    strategy = str(metrics.pop("strategy_name", ""))
    return strategy, Epoch(
        number=int(row["current_epoch"]),
        loss=loss if math.isfinite(loss) else WORST,
        parameters=dict(row["params_dict"]),
        details=dict(row["params_details"]),
        metrics=metrics,
        is_initial=bool(row.get("is_initial_point")),
        is_random=bool(row.get("is_random")),
        is_best=bool(row.get("is_best")),
    )
