"""Options that several commands share, and what they mean for the settings."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.stdin import rereadable
from bot.domain.enums import RunMode
from bot.logs import setup_logging
from bot.settings.load import load_settings
from bot.settings.model import Settings

ConfigFiles = Annotated[
    list[Path] | None,
    typer.Option("--config", "-c", help="Config file; may be repeated, later ones win. '-' is standard input."),
]
UserDir = Annotated[Path | None, typer.Option("--userdir", "--user-data-dir", help="Folder for the user's data.")]
DataDir = Annotated[Path | None, typer.Option("--datadir", "--data-dir", "-d", help="Folder with candle files.")]
Verbose = Annotated[int, typer.Option("--verbose", "-v", count=True, max=3, help="Log more; up to three times.")]
LogFile = Annotated[
    str | None, typer.Option("--logfile", "--log-file", help="Log to this file too, or to syslog[:address].")
]
DbUrl = Annotated[str | None, typer.Option("--db-url", help="Database, such as sqlite:///tradesv3.sqlite.")]
StrategyPath = Annotated[Path | None, typer.Option("--strategy-path", help="Further folder with strategies.")]
Recursive = Annotated[bool, typer.Option("--recursive-strategy-search", help="Look for strategies in sub-folders too.")]
ExchangeName = Annotated[
    str | None, typer.Option("--exchange", help="Look at this exchange instead of the configured one.")
]
OneColumn = Annotated[bool, typer.Option("--one-column", "-1", help="Only the names, one per line.")]

DEFAULT_NAME = "config.json"


def config_files(given: Sequence[Path] | None, userdir: Path | None) -> list[Path]:
    """The chosen files, else the user folder's ``config.json``, else the one here; none where there is none."""
    if given:
        return [rereadable(file) for file in given]
    usual = ((userdir or Path("user_data")) / DEFAULT_NAME, Path(DEFAULT_NAME))
    return next(([file] for file in usual if file.is_file()), [])


def overrides(**options: Any) -> dict[str, Any]:
    """What the command line says about the settings: options that were not given are left out, paths made absolute."""
    chosen = {name: value for name, value in options.items() if value not in (None, False, 0)}
    return {name: str(value.absolute()) if isinstance(value, Path) else value for name, value in chosen.items()}


def quiet_settings(
    files: Sequence[Path] | None, *, userdir: Path | None = None, exchange: str | None = None, **options: Any
) -> Settings:
    """Settings for a command that only looks: nothing is written, warnings go to standard error."""
    chosen = overrides(user_data_dir=userdir, **options)
    settings = load_settings(
        config_files(files, userdir),
        environ=os.environ,
        overrides=chosen | ({"exchange": {"name": exchange}} if exchange else {}),
        runmode=RunMode.OTHER,
    )
    setup_logging(settings)
    return settings
