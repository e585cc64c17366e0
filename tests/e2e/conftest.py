"""One running bot for the tests that only look at it, fresh ones for those that hurt it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.process import RunningBot


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBot]:
    """A bot that has traded: it has open and closed trades."""
    running = RunningBot(tmp_path_factory.mktemp("bot"), max_open_trades=-1).start()
    try:
        running.wait_until_running()
        yield running
    finally:
        running.close()


@pytest.fixture
def new_bot(tmp_path: Path) -> Iterator[Callable[..., RunningBot]]:
    """Makes bots in one folder of their own; all are ended with the test."""
    made: list[RunningBot] = []

    def make(folder: Path = tmp_path, **changes: Any) -> RunningBot:
        made.append(RunningBot(folder, **changes))
        return made[-1]

    yield make
    for running in made:
        running.close()
