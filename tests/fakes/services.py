"""The use cases over a bot whose answers the test lays down, and an application that serves them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app
from app.config import flask_config
from bot.clock import ManualClock
from bot.runtime.nothing import PassingReplies
from bot.service import Services
from bot.service.build import build_services
from bot.settings.model import ApiSettings, Secret, Settings
from bot.state.snapshot import Snapshot
from tests.builders import T0, a_running_bot, some_settings
from tests.fakes.bot import AnsweringState
from tests.fakes.jobs import Bench, no_answer
from tests.fakes.reader import FakeReader
from tests.fakes.web import FakeCandleFiles, FakeRing

USER, PASSWORD = "tester", "a-long-test-password"
SECRET = "a-test-secret-that-is-long-enough-for-hs256"
SOCKET_TOKEN = "a-long-socket-token-for-tests"


def some_access(**changes: Any) -> ApiSettings:
    """Settings that let ``USER`` in."""
    values: dict[str, Any] = {
        "enabled": True,
        "username": USER,
        "password": Secret(PASSWORD),
        "jwt_secret_key": Secret(SECRET),
        "ws_tokens": (Secret(SOCKET_TOKEN),),
        "rate_limit_login": "1000 per minute",
        "rate_limit_write": "1000 per minute",
    }
    return ApiSettings(**{**values, **changes})


def settings_with(**access: Any) -> Settings:
    """Valid settings with these under ``api_server``."""
    return some_settings(api=some_access(**access))


class FakeBot:
    """Everything behind an application: ``state`` answers commands, ``reader`` is the database, ``clock`` the wall."""

    def __init__(self, snapshot: Snapshot | None = None, **access: Any) -> None:
        first = snapshot or a_running_bot()
        self.state = AnsweringState(replace(first, settings=replace(first.settings, api=some_access(**access))))
        self.reader = FakeReader()
        self.clock = ManualClock(T0)
        self.services: Services = build_services(
            self.state,
            self.reader,
            log_ring=FakeRing(),
            wall=self.clock,
            strategy_finder=lambda: (),
            candle_files=FakeCandleFiles(),
            pairlist_catalog=lambda: (),
            replies=PassingReplies(),
            ask=no_answer,
            jobs=Bench().jobs,
            results=Path("/nowhere/backtest_results"),
        )

    def shows(self, **changes: Any) -> None:
        """Change the bot's picture."""
        self.state.publish(replace(self.state.snapshot(), **changes))

    def lets_in(self, **access: Any) -> None:
        """Change who may come in, as a reload of the configuration does."""
        settings = self.state.snapshot().settings
        self.shows(settings=replace(settings, api=replace(settings.api, **access)))

    def answers(self, answer: Any) -> None:
        """What the next commands get: a value, an error to raise, or a function of the command."""
        self.state.answer = answer

    def app(self, **config: Any) -> Flask:
        """An application over this bot; sessions stay in memory."""
        settings = self.state.snapshot().settings
        return create_app(self.services, {**flask_config(settings), "SESSIONS_FILE": None, "TESTING": True, **config})
