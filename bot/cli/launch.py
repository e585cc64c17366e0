"""Starts the server: checks what can be checked at once, then becomes gunicorn."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import bot
from bot.cli.readiness import check_database, check_port
from bot.errors import ConfigError
from bot.settings.model import Settings
from bot.settings.start import settings_from_environment, start_environment

Execute = Callable[[str, list[str], dict[str, str]], Any]
ROOT = Path(bot.__file__).parents[1]


def launch(
    command: str,
    files: Sequence[Path],
    overrides: Mapping[str, Any],
    *,
    environ: Mapping[str, str] = os.environ,
    execute: Execute = os.execve,
) -> None:
    """Replace this process by the server for ``command`` (``trade`` or ``webserver``). Raises ``BotError``."""
    if not files:
        raise ConfigError("There is no config file; `tradepost new-config -c config.json` makes one.", key="config")
    environment = {**environ, **start_environment(files, overrides, command)}
    settings = settings_from_environment(environment)
    check_port(settings.api)
    if settings.runmode.trades:
        check_database(settings.db_url)
    announce(settings)
    execute(sys.executable, _server_command(), {**environment, "PYTHONPATH": _python_path(environ)})


def announce(settings: Settings) -> None:
    """Say where to find the server, and where its password is; never the password."""
    api = settings.api
    money = "paper money" if settings.dry_run else "REAL MONEY"
    what = f"trades with {money} on the {settings.exchange.name} exchange, strategy {settings.strategy_name}"
    doing = what if settings.runmode.trades else "serves without trading"
    lines = [f"Tradepost {bot.__version__} {doing}.", *_where(settings)]
    if api.enabled:
        lines += [f"  user:     {api.username}", f"  password: in {api.password_source} (api_server.password)"]
    print("\n".join(lines), file=sys.stderr, flush=True)


def _where(settings: Settings) -> list[str]:
    api = settings.api
    if not api.enabled:
        return ["  address:  none, because api_server.enabled is false"]
    place = f"unix:{api.unix_socket}" if api.unix_socket else f"http://{api.listen_ip_address}:{api.listen_port}"
    return [f"  address:  {place}"]


def _server_command() -> list[str]:
    """-P: a ``bot`` or ``config`` folder in the user's working directory must not be taken for ours."""
    settings_file = ROOT / "config" / "gunicorn.conf.py"
    return [sys.executable, "-P", "-m", "gunicorn", "-c", str(settings_file), "wsgi:application()"]


def _python_path(environ: Mapping[str, str]) -> str:
    """Our own root first; gunicorn puts the working directory in front unless it is there already."""
    return os.pathsep.join(filter(None, (str(ROOT), environ.get("PYTHONPATH"), str(Path.cwd()))))
