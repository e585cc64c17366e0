"""One running bot for the tests that only look at it, fresh ones for those that hurt it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver

from tests.e2e.process import RunningBot, tool

BROWSER_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


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


@contextmanager
def a_browser(profile: Path) -> Iterator[webdriver.Chrome]:
    """Chromium without a window."""
    options = webdriver.ChromeOptions()
    options.binary_location = tool("chromium")
    for option in (*BROWSER_OPTIONS, f"--user-data-dir={profile}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(tool("chromedriver")))
    try:
        yield driver
    finally:
        driver.quit()


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    """A browser that remembers nothing."""
    with a_browser(tmp_path / "profile") as driver:
        yield driver
