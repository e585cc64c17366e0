"""How the command line hands the settings' whereabouts to the server that it starts."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.domain.enums import RunMode
from bot.errors import ConfigError
from bot.settings.load import load_settings
from bot.settings.model import Settings

FILES = "TRADEPOST_CONFIG_FILES"
OVERRIDES = "TRADEPOST_OVERRIDES"
RUNMODE = "TRADEPOST_RUNMODE"
RUNMODES = {"trade": RunMode.DRY_RUN, "webserver": RunMode.WEBSERVER}


def start_environment(files: Sequence[Path], overrides: Mapping[str, Any], command: str) -> dict[str, str]:
    """The variables from which ``settings_from_environment`` loads the same settings again."""
    paths = [str(file.absolute()) for file in files]
    for path in paths:
        if os.pathsep in path:
            raise ConfigError(f"The path {path} contains '{os.pathsep}'; a config file's path must not.", key="config")
    return {FILES: os.pathsep.join(paths), OVERRIDES: json.dumps(dict(overrides)), RUNMODE: command}


def settings_from_environment(environ: Mapping[str, str]) -> Settings:
    """Load the settings that the command line chose; raises ``ConfigError``."""
    command = environ.get(RUNMODE, "trade")
    if command not in RUNMODES:
        allowed = " or ".join(RUNMODES)
        raise ConfigError(f"{RUNMODE} is {command!r}; allowed: {allowed}.", key=RUNMODE, value=command, allowed=allowed)
    files = [Path(name) for name in environ.get(FILES, "").split(os.pathsep) if name]
    return load_settings(files, environ=environ, overrides=_overrides(environ), runmode=RUNMODES[command])


def _overrides(environ: Mapping[str, str]) -> dict[str, Any]:
    try:
        values = json.loads(environ.get(OVERRIDES) or "{}")
    except ValueError as error:
        raise ConfigError(f"{OVERRIDES} holds no valid JSON: {error}.", key=OVERRIDES) from None
    if not isinstance(values, dict):
        raise ConfigError(f"{OVERRIDES} must hold a JSON object.", key=OVERRIDES)
    return values
