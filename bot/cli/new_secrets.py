"""``tradepost new-secrets``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.settings.credentials import new_secrets
from bot.settings.edit import with_values
from bot.settings.files import read_text
from bot.settings.write import write_private


def command(
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="Config file to put them into; without one they are shown.")
    ] = None,
) -> None:
    """Make a new password, JWT key and WebSocket token.

    With a config file they replace the old ones there, comments and layout are kept, and the file's mode becomes 0600.
    Everybody has to log in again once the bot has been restarted.
    """
    made = asdict(new_secrets())
    if config is None:
        print(json.dumps({"api_server": made}, indent=2))
        return
    write_private(config, with_values(read_text(config), "api_server", made, str(config)))
    print(f"{config} has a new password, JWT key and WebSocket token (api_server); restart the bot to use them.")
