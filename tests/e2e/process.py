"""Real servers for tests: the bot under gunicorn, nginx in front of it. All on loopback, all ended by their own pid."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import pytest
import requests

from tests.storage.servers import POSTGRES, USUAL, database_in

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
USER, PASSWORD, WS_TOKEN = "tester", "a-long-test-password", "a-long-socket-token-for-tests"
PAIRS = 10  # of the simulated exchange
HEADERS = {"Content-Type": "application/json"}


def tool(name: str) -> str:
    """Path of a program that the test needs; missing tools fail in CI and skip elsewhere."""
    local = (ROOT / folder / name for folder in (".venv-client/bin", "node_modules/.bin"))
    found = next((str(program) for program in local if program.exists()), None) or shutil.which(name)
    if found:
        return found
    message = f"{name} is not installed: run tests/install-tools.sh"
    if os.environ.get("TRADEPOST_REQUIRE_TOOLS") == "1":
        pytest.fail(message)
    pytest.skip(message)  # for a quick run of pytest by hand; .ci/run sets the variable, so nothing is skipped there


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(what: str, probe: Callable[[], T | None], limit_s: float = 120.0) -> T:
    """The first answer of ``probe`` that says something; polls, for the outside world only."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        answer = probe()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError(f"{what} did not happen within {limit_s:g} s")


def a_config(port: int, **changes: Any) -> dict[str, Any]:
    """Ten simulated pairs at sixty times real time."""
    config: dict[str, Any] = {
        "bot_name": "e2e",
        "initial_state": "running",
        "force_entry_enable": True,
        "stake_currency": "USDT",
        "stake_amount": 50,
        "max_open_trades": 5,
        "dry_run": True,
        "dry_run_wallet": 1000,
        "strategy": "SampleStrategy",
        "exchange": {
            "name": "simulated",
            "pair_whitelist": [".*/USDT"],
            "sim": {"seed": 7, "speed": 60, "pairs": PAIRS},
        },
        "internals": {"process_throttle_secs": 0.5},
        "api_server": {
            "enabled": True,
            "listen_ip_address": "127.0.0.1",
            "listen_port": port,
            "username": USER,
            "password": PASSWORD,
            "jwt_secret_key": "a-test-secret-that-is-long-enough-for-hs256",
            "ws_token": WS_TOKEN,
        },
    }
    for key, value in changes.items():
        section = config.get(key)
        config[key] = {**section, **value} if isinstance(section, dict) and isinstance(value, dict) else value
    return config


class RunningBot:
    """``tradepost trade`` in a folder of its own."""

    def __init__(self, folder: Path, **changes: Any) -> None:
        self.folder = folder
        if USUAL == POSTGRES:
            changes.setdefault("db_url", database_in(folder))
        self.port = free_port()
        self.config = folder / "config.json"
        self.config.write_text(json.dumps(a_config(self.port, **changes)))
        self.log = folder / "bot.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.environ: Mapping[str, str] = {}
        self.command = "trade"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, command: str = "trade", *options: str) -> RunningBot:
        """Launch and wait until the API answers."""
        self.command = command
        self.launch(command, *options)
        self.wait_until_up()
        return self

    def launch(self, command: str = "trade", *options: str) -> subprocess.Popen[bytes]:
        """Launch without waiting."""
        argv = [sys.executable, "-m", "bot.cli", command, "-c", str(self.config), *options]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                argv,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={**os.environ, "PYTHONPATH": str(ROOT), **self.environ},
            )
        return self.process

    def wait_until_up(self) -> None:
        def up() -> bool | None:
            assert self.process is not None
            if self.process.poll() is not None:
                raise AssertionError(f"the bot ended with {self.process.returncode}:\n{self.text()}")
            try:
                return requests.get(f"{self.url}/api/v1/ping", timeout=5).ok or None
            except requests.RequestException:
                return None

        wait_for("the API's answer", up)

    def wait_until_running(self) -> None:
        """Wait for the first finished pass of the bot that was started last."""
        wait_for("the bot", lambda: self.request("GET", "/count").status_code == 200)
        wait_for("the first pass", lambda: self.get("/health").get("last_process"))

    def get(self, path: str, **params: Any) -> Any:
        return self.call("GET", path, params=params)

    def post(self, path: str, body: Any = None) -> Any:
        return self.call("POST", path, json=body)

    def call(self, method: str, path: str, **options: Any) -> Any:
        """An answer's JSON; refusals fail the test."""
        answer = self.request(method, path, **options)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def request(self, method: str, path: str, **options: Any) -> requests.Response:
        return requests.request(
            method, f"{self.url}/api/v1{path}", auth=(USER, PASSWORD), timeout=60, headers=HEADERS, **options
        )

    def enter(self, pair: str) -> int:
        """Open a trade at the market's price; its id."""
        trade_id: int = self.post("/forceenter", {"pair": pair, "ordertype": "market"})["trade_id"]
        return trade_id

    def free_pair(self) -> str:
        """A pair without an open trade; makes room if all of them are held."""
        self.post("/stopbuy")
        held = self.get("/status")
        if len(held) >= PAIRS:
            self.post("/forceexit", {"tradeid": held[0]["trade_id"], "ordertype": "market"})
            wait_for("a free pair", lambda: len(self.get("/status")) < PAIRS)
        self.post("/start")
        taken = {trade["pair"] for trade in self.get("/status")}
        return next(pair for pair in self.get("/whitelist")["whitelist"] if pair not in taken)

    def trades(self) -> list[dict[str, Any]]:
        """All closed trades."""
        trades: list[dict[str, Any]] = self.get("/trades", limit=500)["trades"]
        return trades

    def text(self) -> str:
        """What the bot wrote to its terminal."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def stop(self, how: signal.Signals = signal.SIGTERM, limit_s: float = 40.0) -> int:
        """End the process group's leader and return its exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(limit_s)

    def kill(self) -> None:
        """What a power cut does: master and worker are gone at once."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def close(self) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            self.stop()
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
