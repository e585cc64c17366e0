"""The Postman collection against a running bot, with Postman's own runner."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.process import PASSWORD, ROOT, USER, RunningBot, tool

pytestmark = pytest.mark.e2e
FOLDER = ROOT / "docs" / "postman"
IDLE: dict[str, Any] = {
    "strategy": "IdleStrategy",
    "strategy_path": str(Path(__file__).parent / "strategies"),
    "exchange": {"sim": {"seed": 7, "speed": 1, "pairs": 10}},
}


@pytest.fixture
def idle_bot(tmp_path: Path) -> Iterator[RunningBot]:
    """A running bot that leaves all trades to the user."""
    running = RunningBot(tmp_path, **IDLE).start()
    try:
        running.wait_until_running()
        yield running
    finally:
        running.close()


def newman(bot: RunningBot, report: Path) -> dict[str, Any]:
    """What newman reports of a run against ``bot``."""
    variables = {"baseUrl": bot.url, "user": USER, "password": PASSWORD}
    collection = FOLDER / "tradepost.postman_collection.json"
    options = ["--environment", str(FOLDER / "local.postman_environment.json"), "--reporters", "json"]
    options += ["--reporter-json-export", str(report)]
    for name, value in variables.items():
        options += ["--env-var", f"{name}={value}"]
    done = subprocess.run(
        [tool("newman"), "run", str(collection), *options], capture_output=True, text=True, timeout=240, check=False
    )
    assert report.exists(), done.stdout + done.stderr
    run: dict[str, Any] = json.loads(report.read_text())["run"]
    return run


def test_every_request_of_the_collection_succeeds_and_the_bot_trades_on(idle_bot: RunningBot, tmp_path: Path) -> None:
    run = newman(idle_bot, tmp_path / "report.json")
    failures = [f"{failure['source'].get('name')}: {failure['error']['message']}" for failure in run["failures"]]
    assert failures == []
    assert run["stats"]["assertions"]["total"] >= 2 * len(operations())
    assert idle_bot.get("/show_config")["state"] == "running"
    assert "postman" not in [lock["reason"] for lock in idle_bot.get("/locks")["locks"]]
    assert idle_bot.get("/blacklist")["blacklist"] == []


def operations() -> list[Any]:
    """All requests of the collection."""
    folders = json.loads((FOLDER / "tradepost.postman_collection.json").read_text())["item"]
    return [request for folder in folders for request in folder["item"]]
