"""Which stored result a command is about."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.backtest.archive.history import latest
from bot.backtest.archive.names import RESULTS, result_file
from bot.errors import NotFound
from bot.settings.model import Settings

Filename = Annotated[
    Path | None,
    typer.Option("--backtest-filename", "--export-filename", help="Result to show instead of the newest."),
]
Directory = Annotated[
    Path | None,
    typer.Option("--backtest-directory", "--export-directory", help="Folder with results, not the user folder's."),
]


def results_folder(settings: Settings, directory: Path | None) -> Path:
    """The chosen folder, or the user folder's ``backtest_results``."""
    return directory or settings.user_data_dir / "backtest_results"


def chosen_result(settings: Settings, directory: Path | None, filename: Path | None) -> tuple[Path, str]:
    """Folder and stem of the chosen result, or of the newest; raises ``NotFound`` with the file's name."""
    folder = results_folder(settings, directory)
    if filename is None:
        return folder, latest(folder)
    if len(filename.parts) > 1:  # a path of its own
        folder = filename.parent
    stem = filename.stem if filename.suffix in RESULTS else filename.name
    try:
        result_file(folder, stem)
    except NotFound:
        raise NotFound(f"There is no result of a backtest {folder / stem}.zip or .json.") from None
    return folder, stem
