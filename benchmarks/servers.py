"""Starts the servers that are measured, each in a folder of its own, on loopback."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from benchmarks.seeding import seed
from bot.clock import SystemClock
from bot.exchange.build import build_market
from bot.settings.model import ExchangeSettings, Settings, SimulationSettings

ROOT = Path(__file__).parents[1]
USER, PASSWORD, WS_TOKEN = "rig", "rig-password", "rig-ws-token"  # the reference rig's, so that one client fits both
BASIC = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
START_LIMIT_S = 60
STOP_LIMIT_S = 40
OPEN, CLOSED, PAIRS = 50, 2000, 50
MAX_SOCKETS = 1100  # the thousand that are measured, and the one that measures


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass
class Server:
    """A running program that speaks the API."""

    name: str
    command: list[str]
    folder: Path
    port: int
    log: Path
    environ: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v1"

    def start(self) -> float:
        """Launch; returns the seconds until ``/ping`` answers."""
        begin = time.perf_counter()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, stdout=log, stderr=log, env={**os.environ, **self.environ}
            )
        while time.perf_counter() - begin < START_LIMIT_S:
            try:
                self.get("ping", timeout_s=1)
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError(f"{self.name} ended, see {self.log}") from None
                time.sleep(0.01)
            else:
                return time.perf_counter() - begin
        raise RuntimeError(f"{self.name} did not answer, see {self.log}")

    def stop(self) -> None:
        """End it and wait."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(STOP_LIMIT_S)
            except subprocess.TimeoutExpired:
                print(f"{self.name} did not end within {STOP_LIMIT_S} s and is killed.")
                self.process.kill()
                self.process.wait()
            self.process = None

    def wait_for_trades(self) -> None:
        """Until the open trades are shown and candles analysed: what comes before is no steady state."""
        deadline = time.monotonic() + START_LIMIT_S
        while time.monotonic() < deadline:
            try:
                if len(self.get("status")) >= OPEN and self.get("health").get("last_process_ts"):
                    return
            except (OSError, ValueError):
                pass
            time.sleep(0.2)
        raise RuntimeError(f"{self.name} shows no trades, see {self.log}")

    def get(self, path: str, timeout_s: float = 30) -> Any:
        """A JSON reply."""
        return self._call(urllib.request.Request(f"{self.url}/{path}"), timeout_s)

    def post(
        self,
        path: str,
        body: dict[str, Any] | None = None,
        timeout_s: float = 60,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Any:
        """A JSON reply to a JSON body."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/{path}", data=data, method="POST")
        for name, value in {"Content-Type": "application/json", **headers}.items():
            request.add_header(name, value)
        return self._call(request, timeout_s)

    def pids(self) -> list[int]:
        """The process and its children."""
        assert self.process is not None, "only a running server has processes"
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [self.process.pid, *map(int, children.split())]

    def _call(self, request: urllib.request.Request, timeout_s: float) -> Any:
        request.add_header("Authorization", BASIC)
        with urllib.request.urlopen(request, timeout=timeout_s) as reply:
            return json.loads(reply.read())


def tradepost(
    folder: Path, strategy: str, strategy_path: Path, timeframe: str = "5m", *, closed: int = CLOSED
) -> Server:
    """This program, with seeded trades that stay as they are."""
    port = free_port()
    folder.mkdir(parents=True)
    exchange = ExchangeSettings(name="simulated", sim=SimulationSettings(seed=7, pairs=100))
    market = build_market(Settings(exchange=exchange), SystemClock())
    chosen = [one for one in market.markets().values() if one.quote == "USDT" and one.active][:PAIRS]
    prices = {pair: ticker.last or 1.0 for pair, ticker in market.tickers([one.symbol for one in chosen]).items()}
    seed(f"sqlite:///{folder}/trades.sqlite", chosen, prices, datetime.now(UTC), closed=closed, open_=OPEN)
    return _server(
        folder,
        port,
        strategy=strategy,
        timeframe=timeframe,
        strategy_path=str(strategy_path),
        exchange={
            "name": "simulated",
            "pair_whitelist": [one.symbol for one in chosen],
            "pair_blacklist": [],
            "sim": {"seed": 7, "pairs": 100, "speed": 1},
        },
        minimal_roi={"0": 100},
        stoploss=-0.99,
        use_exit_signal=False,
        api_server={**_shared(port)["api_server"], "max_ws_clients": MAX_SOCKETS},
    )


def live(folder: Path, exchange: Mapping[str, Any]) -> Server:
    """This program with real money on the exchange of that section; its strategy never enters."""
    folder.mkdir(parents=True)
    (folder / "idle.py").write_text(IDLE)
    section = {**exchange, "pair_whitelist": ["BTC/USDT", "ETH/USDT"]}
    return _server(folder, free_port(), strategy="Idle", strategy_path=str(folder), exchange=section, dry_run=False)


def trading(folder: Path, *, speed: float) -> Server:
    """This program, trading by the sample strategy ``speed`` times faster than the clock."""
    folder.mkdir(parents=True)
    sim = {"seed": 7, "pairs": 30, "speed": speed}
    return _server(
        folder,
        free_port(),
        strategy="SampleStrategy",
        exchange={"name": "simulated", "pair_whitelist": [".*/USDT"], "sim": sim},
        internals={"process_throttle_secs": 0.25},
    )


IDLE = """
from freqtrade.strategy import IStrategy


class Idle(IStrategy):
    timeframe = "5m"
    stoploss = -0.5

    def populate_indicators(self, dataframe, metadata):
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        return dataframe
"""


def _server(folder: Path, port: int, **changes: Any) -> Server:
    values = {"user_data_dir": str(folder), "db_url": f"sqlite:///{folder}/trades.sqlite"}
    file = folder / "config.json"
    file.write_text(json.dumps({**_shared(port), **values, **changes}, indent=2))
    command = [sys.executable, "-m", "bot.cli", "trade", "-c", str(file)]
    return Server("Tradepost", command, folder, port, folder / "bot.log", {"PYTHONPATH": str(ROOT)})


def _shared(port: int) -> dict[str, Any]:
    """What both configurations have in common."""
    return {
        "dry_run": True,
        "dry_run_wallet": 100_000,
        "stake_currency": "USDT",
        "stake_amount": 100,
        "max_open_trades": OPEN + 10,
        "force_entry_enable": True,
        "initial_state": "running",
        "internals": {"process_throttle_secs": 5},
        "unfilledtimeout": {"entry": 60, "exit": 60, "unit": "minutes"},
        "entry_pricing": {"price_side": "other", "use_order_book": True, "order_book_top": 1},
        "exit_pricing": {"price_side": "other", "use_order_book": True, "order_book_top": 1},
        "pairlists": [{"method": "StaticPairList"}],
        "api_server": {
            "enabled": True,
            "listen_ip_address": "127.0.0.1",
            "listen_port": port,
            "username": USER,
            "password": PASSWORD,
            "jwt_secret_key": "a-benchmark-secret-that-is-long-enough",
            "ws_token": WS_TOKEN,
        },
    }
