"""``tradepost doctor``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import typer
from rich.text import Text

from bot.cli.checks import (
    RUNNING,
    Finding,
    Verdict,
    clock_finding,
    database_finding,
    failed,
    file_findings,
    port_finding,
    private_files,
    secrets_findings,
    strategy_finding,
)
from bot.cli.options import ConfigFiles, UserDir, config_files, overrides, quiet_settings
from bot.cli.tables import show_table
from bot.clock import SystemClock
from bot.errors import BotError, StrategyError
from bot.settings.load import gather
from bot.settings.model import Settings
from bot.settings.rules import check_rules
from bot.storage.database import open_database
from bot.strategy.find import find_strategy

COLORS = {Verdict.OK: "green", Verdict.WARN: "yellow", Verdict.FAIL: "bold red"}


def command(config: ConfigFiles = None, userdir: UserDir = None) -> None:
    """Check config, secrets, port, database, clock and strategy, and say how to mend what is wrong.

    It may be run while the bot trades. Nothing is changed. The exit code is 0 if nothing failed; warnings do not
    count.
    """
    findings = list(_examine(config_files(config, userdir), userdir))
    rows = [(Text(one.verdict.value, COLORS[one.verdict]), one.subject, one.message, one.fix) for one in findings]
    show_table("", ("", "What", "Found", "To do"), rows)
    if any(one.verdict is Verdict.FAIL for one in findings):
        raise typer.Exit(2)


def _examine(files: Sequence[Path], userdir: Path | None) -> Iterator[Finding]:
    """All findings; without a readable config there is little to look at."""
    yield clock_finding(SystemClock())
    try:
        settings = quiet_settings(files, userdir=userdir)
        _check_money(files, userdir, settings)
    except BotError as error:
        yield failed("config", error)
        return
    if not files:
        yield Finding(Verdict.FAIL, "config", "there is no config file", "tradepost new-config -c config.json")
        return
    yield from _config_findings(settings)
    yield from secrets_findings(settings, os.environ)
    yield from file_findings(private_files(settings))
    database = database_finding(settings, _probe)
    if settings.api.enabled:
        yield port_finding(settings, runs=database.message.endswith(RUNNING))
    yield database
    yield strategy_finding(settings, _strategy_problem)


def _check_money(files: Sequence[Path], userdir: Path | None, settings: Settings) -> None:
    """Commands that look take paper money, whatever the config says; a bot would not. Raises ``ConfigError``."""
    given = gather(files, os.environ, overrides(user_data_dir=userdir)).values
    if given.get("dry_run") is False:
        check_rules(replace(settings, dry_run=False), given)


def _config_findings(settings: Settings) -> Iterator[Finding]:
    for notice in settings.notices:
        yield Finding(Verdict.WARN, "config", notice, "correct the name, or remove the setting")
    if not settings.notices:
        names = ", ".join(map(str, settings.config_files))
        yield Finding(Verdict.OK, "config", f"{names} can be read and makes sense")


def _probe(db_url: str) -> None:
    """Open the database as a bot would, and give it back."""
    open_database(db_url, exclusive=True).close()


def _strategy_problem(settings: Settings) -> str | None:
    try:
        find_strategy(settings.strategy or "", settings)
    except StrategyError as error:
        return str(error)
    return None
