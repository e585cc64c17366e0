"""The application over a fake bot, and a client with the right password."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app import create_app
from app.config import flask_config
from bot.clock import ManualClock
from bot.logs import LogLine
from bot.ports import ReplyStore
from bot.runtime.nothing import PassingReplies
from bot.service import Services
from bot.service.build import build_services
from bot.service.jobs import Jobs
from bot.service.strategies import StrategyLoader
from bot.settings.model import ApiSettings, Secret
from bot.state.snapshot import Snapshot
from tests.builders import T0, a_running_bot
from tests.fakes.bot import AnsweringState
from tests.fakes.jobs import Bench, no_answer
from tests.fakes.reader import FakeReader

USER, PASSWORD = "trader", "a long enough passphrase"
PREFIX = "/api/v1"
ACCESS = ApiSettings(
    username=USER,
    password=Secret(PASSWORD),
    jwt_secret_key=Secret("0123456789abcdef" * 4),
    rate_limit_write="100000 per minute",
)


def with_access(snapshot: Snapshot) -> Snapshot:
    """The same picture of a bot that knows our user."""
    return replace(snapshot, settings=replace(snapshot.settings, api=ACCESS))


@dataclass(frozen=True)
class FakeRing:
    """A log with the lines that a test wrote."""

    lines: Sequence[LogLine] = (
        LogLine(T0, "bot.engine", "INFO", "first"),
        LogLine(T0 + timedelta(seconds=1), "bot.engine", "WARNING", "second"),
    )

    def records(self, limit: int | None) -> Sequence[LogLine]:
        return self.lines[-limit:] if limit else self.lines


@dataclass(frozen=True)
class FakeCandleFiles:
    """A data folder's list."""

    rows: Sequence[tuple[str, str, str]] = (("BTC/USDT", "5m", "spot"),)

    def list(self) -> Sequence[tuple[str, str, str]]:
        return self.rows


@dataclass(frozen=True)
class FoundFile:
    """A strategy found in a file."""

    name: str
    error: str | None = None


@dataclass(frozen=True)
class Method:
    """A pairlist method."""

    name: str
    description: str = ""
    is_generator: bool = False
    params: Any = field(default_factory=dict)


@dataclass
class Web:
    """A client of the application; ``state`` is what its bot shares, ``reader`` its database."""

    app: Flask
    services: Services
    state: AnsweringState
    reader: FakeReader
    wall: ManualClock

    def open(self, method: str, path: str, **options: Any) -> TestResponse:
        """A request with the right password."""
        return self.app.test_client().open(PREFIX + path, method=method, auth=(USER, PASSWORD), **options)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.open("GET", path, **options)

    def post(self, path: str, **options: Any) -> TestResponse:
        return self.open("POST", path, **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        return self.open("DELETE", path, **options)

    def publish(self, snapshot: Snapshot) -> None:
        """Replace the bot's picture."""
        self.state.publish(with_access(snapshot))


def a_web(
    snapshot: Snapshot | None = None,
    *,
    answer: Any = None,
    reader: FakeReader | None = None,
    ring: FakeRing | None = None,
    strategies: Sequence[FoundFile] = (FoundFile("SampleStrategy"),),
    files: FakeCandleFiles | None = None,
    pairlists: Sequence[Method] = (),
    ask: Callable[[Any], Any] = no_answer,
    strategy_loader: StrategyLoader | None = None,
    jobs: Jobs | None = None,
    results: Path = Path("/nowhere/backtest_results"),
    replies: ReplyStore | None = None,
) -> Web:
    """The application over a running bot, or over ``snapshot``."""
    state = AnsweringState(with_access(snapshot or a_running_bot()), answer)
    reader, wall = reader or FakeReader(), ManualClock(T0)
    services = build_services(
        state,
        reader,
        log_ring=ring or FakeRing(),
        wall=wall,
        strategy_finder=lambda: strategies,
        candle_files=files or FakeCandleFiles(),
        pairlist_catalog=lambda: pairlists,
        replies=replies or PassingReplies(),
        ask=ask,
        strategy_loader=strategy_loader,
        jobs=jobs or Bench().jobs,
        results=results,
    )
    config = {**flask_config(services.settings), "TESTING": True, "SESSIONS_FILE": None}
    return Web(create_app(services, config), services, state, reader, wall)
