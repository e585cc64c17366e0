"""Names of result files; whatever a client sends is looked up in the results folder and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from bot.errors import NotFound

META = ".meta.json"
LAST = ".last_result.json"
RESULTS = (".zip", ".json")
SECOND = timedelta(seconds=1)
MISSING = "File not found."


def stems_from(at: datetime) -> Iterator[str]:
    """``backtest-result-2026-11-22_22-28-48``, then that of the next second, and so on."""
    while True:
        yield f"backtest-result-{at:%Y-%m-%d_%H-%M-%S}"
        at += SECOND


def place(directory: Path, name: str) -> Path:
    """Where the file ``name`` of the folder would be; raises ``NotFound`` for a name that leads out of it."""
    if not name or name.startswith(".") or any(sign in name for sign in "/\\\0"):
        raise NotFound(MISSING)
    path = directory / name
    if path.resolve().parent != directory.resolve():  # a link to somewhere else
        raise NotFound(MISSING)
    return path


def existing(directory: Path, name: str) -> Path:
    """The file ``name``; raises ``NotFound``."""
    path = place(directory, name)
    if not os.path.isfile(path):  # noqa: PTH113  (Path.is_file raises where a name is too long)
        raise NotFound(MISSING)
    return path


def result_file(directory: Path, stem: str) -> Path:
    """The zip or, as older versions wrote it, JSON file of a result; raises ``NotFound``."""
    if not f"{stem}.json".endswith(META):
        for ending in RESULTS:
            path = place(directory, stem + ending)
            if os.path.isfile(path):  # noqa: PTH113
                return path
    raise NotFound(MISSING)
