"""``tradepost new-config``."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from bot.domain.enums import RunMode
from bot.errors import Conflict, Refused
from bot.settings.check import KNOWN
from bot.settings.credentials import NewSecrets, is_told_container, new_secrets
from bot.settings.load import load_settings
from bot.settings.template import Choices, new_config
from bot.settings.write import write_private


def command(
    config: Annotated[Path, typer.Option("--config", "-c", help="The file to write.")] = Path("config.json"),
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing, take the defaults.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing file.")] = False,
) -> None:
    """Write a config for paper money on the simulated exchange, with secrets of its own.

    Only the file's owner can read it. The password stands in the file and is not shown.
    """
    if not yes and not sys.stdin.isatty():
        raise Refused("There is no terminal to ask questions on; use --yes to take the defaults.")
    _check_overwrite(config, asks=not yes, force=force)
    choices = _usual_choices(os.environ)
    secrets = new_secrets()
    if not yes:
        choices, secrets = _answers(choices, secrets)
    write_private(config, new_config(choices, secrets))
    load_settings([config], environ={}, overrides={}, runmode=RunMode.OTHER)
    _tell(config, choices)


def _usual_choices(environ: Mapping[str, str]) -> Choices:
    """Loopback, except in our container image: there the port mapping keeps strangers away."""
    if is_told_container(environ):
        return Choices(listen_ip_address="0.0.0.0")  # noqa: S104 - all addresses of the container
    return Choices()


def _check_overwrite(file: Path, *, asks: bool, force: bool) -> None:
    if not file.exists() or force:
        return
    if not asks or not _confirmed(f"{file} exists. Overwrite it?"):
        raise Conflict(f"{file} exists and was left as it is; --force overwrites it.")


def _confirmed(question: str) -> bool:
    """A yes; Ctrl-D and Ctrl-C are none."""
    try:
        return typer.confirm(question)
    except typer.Abort:
        return False


def _answers(choices: Choices, secrets: NewSecrets) -> tuple[Choices, NewSecrets]:
    try:
        return _asked(choices, secrets)
    except typer.Abort:
        raise Refused("The questions were not answered, so nothing was written.") from None


def _asked(choices: Choices, secrets: NewSecrets) -> tuple[Choices, NewSecrets]:
    """The questions whose answers can't be guessed; Enter takes the default."""
    username = _ask("User name for the API", choices.username, "api_server.username")
    password = typer.prompt("Password (Enter makes one)", default="", hide_input=True, show_default=False)
    port = _ask("Port to listen on", str(choices.listen_port), "api_server.listen_port")
    trades = _ask("Most trades at a time (-1: any number)", str(choices.max_open_trades), "max_open_trades")
    answers = Choices(
        username=username,
        listen_ip_address=choices.listen_ip_address,
        listen_port=int(port),
        max_open_trades=int(trades),
    )
    return answers, NewSecrets(password or secrets.password, secrets.jwt_secret_key, secrets.ws_token)


def _ask(question: str, default: str, path: str) -> str:
    """An answer that the setting at ``path`` allows; asks again until there is one."""
    kind = KNOWN[path].kind

    def checked(answer: str) -> str:
        value = int(answer) if re.fullmatch(r"-?[0-9]+", answer) else answer
        if kind.accepts(answer) or kind.accepts(value):
            return answer
        raise typer.BadParameter(f"{path} is {answer}; allowed: {kind.allowed}.")

    return str(typer.prompt(question, default=default, value_proc=checked))


def _tell(file: Path, choices: Choices) -> None:
    print(f"Wrote {file}; only you can read it.")
    print(f"  start:    tradepost trade -c {file}")
    print(f"  address:  http://{choices.listen_ip_address}:{choices.listen_port}")
    print(f"  user:     {choices.username}")
    print("  password: in that file, api_server.password")
