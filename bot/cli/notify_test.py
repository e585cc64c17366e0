"""``tradepost notify-test``."""

from __future__ import annotations

import logging

import typer
from rich.text import Text

from bot.cli.options import ConfigFiles, LogFile, UserDir, Verbose, quiet_settings
from bot.cli.tables import show_table
from bot.clock import SystemClock
from bot.errors import ConfigError
from bot.notify.build import build_targets
from bot.notify.trial import Outcome, try_target

COLORS = {True: "green", False: "bold red"}


def command(config: ConfigFiles = None, userdir: UserDir = None, verbose: Verbose = 0, logfile: LogFile = None) -> None:
    """Send a test message to everybody who is notified, and show who got it.

    Each message is tried once. The exit code is 0 only if every one was delivered.
    """
    settings = quiet_settings(config, userdir=userdir, verbosity=verbose, logfile=logfile)
    if not verbose:
        logging.getLogger("apprise").setLevel(logging.WARNING)  # why a service refused
    facts = {"bot_name": settings.bot_name, "strategy": settings.strategy_name, "timeframe": settings.timeframe}
    targets = build_targets(settings.notifications, lambda: facts, SystemClock())
    if not targets:
        allowed = "notifications.urls, or webhook, telegram or discord with enabled true"
        raise ConfigError(f"Nobody is to be notified; allowed: {allowed}.", key="notifications.urls", allowed=allowed)
    outcomes = [try_target(target) for target in targets]
    show_table("", ("Target", "Message", "Result"), map(_row, outcomes))
    if not all(outcome.is_delivered for outcome in outcomes):
        raise typer.Exit(1)


def _row(outcome: Outcome) -> tuple[object, ...]:
    return outcome.target, outcome.event, Text(outcome.result, COLORS[outcome.is_delivered])
