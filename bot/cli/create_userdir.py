"""``tradepost create-userdir``."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.samples import sample_files
from bot.settings.folders import create_folders


def command(
    userdir: Annotated[Path, typer.Option("--userdir", "--user-data-dir", help="The folder to make.")],
    reset: Annotated[bool, typer.Option("--reset", help="Overwrite the sample strategies.")] = False,
) -> None:
    """Make the folder for strategies, data, logs and results, with the sample strategies in it."""
    made = create_folders(userdir)
    for sample in sample_files():
        target = userdir / "strategies" / sample.name
        if reset or not target.exists():
            shutil.copyfile(sample, target)
            made.append(target)
    print("\n".join(f"made {path}" for path in made) or f"{userdir} is complete; nothing was changed.")
