"""The doctor's checks: each looks at one thing and says what it found, and how to mend it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import bot
from bot.cli.readiness import check_database, check_port, database_file
from bot.clock import Clock
from bot.errors import BotError, ConfigError, DatabaseInUse
from bot.settings.credentials import HOW_TO, KEPT_IN, check_secrets
from bot.settings.model import Settings

MIN_PASSWORD = 12
RUNNING = "a bot trades on it now"


class Verdict(StrEnum):
    """How bad it is: only ``FAIL`` keeps the bot from working."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; ``fix`` is empty where nothing has to be done."""

    verdict: Verdict
    subject: str
    message: str
    fix: str = ""


def failed(subject: str, error: BotError, fix: str = "") -> Finding:
    """A refusal as a finding; a wrong setting says itself what it should be."""
    if not fix and isinstance(error, ConfigError) and error.key and error.allowed:
        fix = f"set {error.key} to {error.allowed}"
    return Finding(Verdict.FAIL, subject, str(error), fix or "do what the message says")


def secrets_findings(settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Whether the secrets are there, strong, and not the documentation's."""
    if not settings.api.enabled:
        yield Finding(Verdict.WARN, "API", "api_server.enabled is false", "set it to true to reach the bot")
        return
    try:
        warnings = check_secrets(settings.api, environ)
    except BotError as error:
        yield failed("secrets", error, HOW_TO)
        return
    password = settings.api.password.reveal()
    if len(password) < MIN_PASSWORD and not warnings:
        warnings = [f"api_server.password has {len(password)} characters"]
    for warning in warnings:
        yield Finding(Verdict.WARN, "secrets", warning, HOW_TO)
    if not warnings:
        yield Finding(Verdict.OK, "secrets", "password, key and token are strong enough")


def file_findings(files: Sequence[Path]) -> Iterator[Finding]:
    """Whether other users of the machine can read the files that hold secrets."""
    for file in files:
        if not file.is_file():
            continue
        mode = stat.S_IMODE(file.stat().st_mode)
        if mode & (stat.S_IRGRP | stat.S_IROTH):
            message = f"other users of this machine can read {file} (mode {mode:04o})"
            yield Finding(Verdict.WARN, "file mode", message, f"chmod 600 {file}")
        else:
            yield Finding(Verdict.OK, "file mode", f"{file} is private")


def port_finding(settings: Settings, *, runs: bool) -> Finding:
    """Whether the server could listen now; ``runs`` where the bot itself holds the port."""
    try:
        check_port(settings.api)
    except BotError as error:
        if runs:
            where = f"{settings.api.listen_ip_address}:{settings.api.listen_port}"
            return Finding(Verdict.OK, "port", f"{where} is in use, by the bot that runs now")
        return failed("port", error, "stop the program that listens there, or change api_server.listen_port")
    return Finding(Verdict.OK, "port", f"{settings.api.listen_ip_address}:{settings.api.listen_port} is free")


def database_finding(settings: Settings, probe: Callable[[str], None]) -> Finding:
    """Whether a bot could trade on the database now; ``probe`` opens it as a bot would."""
    file = database_file(settings.db_url)
    if file is not None and not file.exists():
        return _new_database(file)
    try:
        check_database(settings.db_url)
        probe(settings.db_url)
    except DatabaseInUse:
        return Finding(Verdict.OK, "database", f"{file or 'the database'} is in use: {RUNNING}")
    except BotError as error:
        return failed("database", error, "see the message, or change db_url")
    return Finding(Verdict.OK, "database", f"{file or 'the database'} can be written and is not in use")


def _new_database(file: Path) -> Finding:
    folder = next(parent for parent in file.parents if parent.exists())
    if not os.access(folder, os.W_OK | os.X_OK):
        message = f"{file} can't be made: this user may not write into {folder}"
        return Finding(Verdict.FAIL, "database", message, "change the folder's owner, or db_url")
    return Finding(Verdict.OK, "database", f"{file} will be made at the first start")


def clock_finding(clock: Clock) -> Finding:
    """Whether the clock can be right: candles and logins depend on it."""
    written = datetime.fromtimestamp(Path(bot.__file__).stat().st_mtime, UTC)
    now = clock.now()
    if now < written:
        message = f"the clock says {now:%Y-%m-%d %H:%M} UTC, which is before this program was installed"
        return Finding(Verdict.FAIL, "clock", message, "set the clock, e.g. with timedatectl set-ntp true")
    return Finding(Verdict.OK, "clock", f"{now:%Y-%m-%d %H:%M:%S} UTC")


def strategy_finding(settings: Settings, load: Callable[[Settings], str | None]) -> Finding:
    """Whether the strategy can be loaded; ``load`` returns the reason why not."""
    name = settings.strategy_name
    if not name:
        return Finding(Verdict.FAIL, "strategy", "no strategy is configured", "set strategy in the config")
    reason = load(settings)
    if reason is None:
        return Finding(Verdict.OK, "strategy", f"{name} can be loaded")
    return Finding(Verdict.FAIL, "strategy", reason, "`tradepost list-strategies` shows what there is")


def private_files(settings: Settings) -> list[Path]:
    """The files that hold secrets."""
    return [*settings.config_files, settings.user_data_dir / KEPT_IN]
