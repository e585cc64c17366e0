"""``tradepost show-config``."""

from __future__ import annotations

import json
import os
from typing import Annotated

import typer

from bot.cli.options import ConfigFiles, UserDir, config_files, overrides, quiet_settings
from bot.settings.defaults import defaults_for
from bot.settings.load import gather
from bot.settings.merge import merged
from bot.settings.redact import redacted


def command(
    config: ConfigFiles = None,
    userdir: UserDir = None,
    show_sensitive: Annotated[bool, typer.Option("--show-sensitive", help="Show the secrets too.")] = False,
) -> None:
    """Show what files, environment and defaults come to, once it has been checked."""
    files = config_files(config, userdir)
    quiet_settings(files, userdir=userdir)
    given = gather(files, os.environ, overrides(user_data_dir=userdir)).values
    whole = merged(defaults_for(given), given)
    shown = whole if show_sensitive else redacted(whole)
    print("Your combined configuration is:")
    print(json.dumps(shown, indent=2, ensure_ascii=False))
