"""``tradepost install-ui``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import ConfigFiles, UserDir, quiet_settings
from bot.ui_package import erase, install, ui_folder


def command(
    package: Annotated[
        Path | None, typer.Argument(metavar="FILE.zip", help="A built interface, such as FreqUI's.")
    ] = None,
    config: ConfigFiles = None,
    userdir: UserDir = None,
    ui_version: Annotated[
        str | None, typer.Option("--ui-version", help="Version to show; else the file's own.")
    ] = None,
    remove: Annotated[bool, typer.Option("--erase", help="Remove the interface that is installed.")] = False,
) -> None:
    """Install a browser interface from a zip file; the server shows it at once, without a restart."""
    folder = ui_folder(quiet_settings(config, userdir=userdir).user_data_dir)
    if remove:
        print(f"Removed {folder}." if erase(folder) else f"There is no interface in {folder}.")
    if package is not None:
        print(f"Installed version {install(package, folder, ui_version)} in {folder}.")
    elif not remove:
        raise typer.BadParameter("name the zip file of a built interface, or --erase", param_hint="FILE.zip")
