"""The simulated exchange over the wire: candles for many pairs, forced entries at once, the reference as its client."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.memory import held
from benchmarks.servers import ROOT, Server, live
from benchmarks.table import REFERENCE_ORDERS
from bot.clock import SystemClock
from bot.domain.market import CandleRequest
from bot.errors import ExchangeError
from bot.exchange.real.connect import connect
from bot.exchange.real.market_data import RealMarket
from bot.settings.model import ExchangeSettings, Secret

PAIRS, ROUNDS, SETTLED_AFTER = 100, 1000, 100
CANDLES, NEW = 500, 3
AT_ONCE = 50
WAIT_S = 60
KEY = "benchmark:secret"


class Exchange:
    """``tradepost exchange-server`` in a process of its own."""

    def __init__(self, section: dict[str, Any]) -> None:
        self.section = section
        self.url = section["ccxt_config"]["urls"]["api"]["public"].removesuffix("/api/v3")
        self.port = int(self.url.rsplit(":", 1)[1])

    def orders(self) -> list[dict[str, Any]]:
        """All that were ever placed."""
        with urllib.request.urlopen(f"{self.url}/control/ledger", timeout=WAIT_S) as answer:
            found: list[dict[str, Any]] = json.load(answer)["orders"]
        return found


@contextlib.contextmanager
def served(pairs: int = PAIRS) -> Iterator[Exchange]:
    """The exchange while the block lasts."""
    command = [sys.executable, "-m", "bot.cli", "exchange-server", "--port", "0", "--pairs", str(pairs)]
    options = ["--balance", "USDT=100000", "--key", KEY]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        printed = [process.stdout.readline()]
        while printed[-1].rstrip() != "}":
            printed.append(process.stdout.readline())
        try:
            yield Exchange(json.loads("".join(printed[1:]))["exchange"])
        finally:
            process.terminate()


def candles() -> dict[str, float]:
    """Seconds for the candles of all pairs, and what a thousand further rounds add to this process' memory."""
    with served() as exchange:
        config = {**exchange.section["ccxt_config"], "enableRateLimit": False}
        settings = ExchangeSettings(name="binance", enable_ws=False, ccxt_config=config, key=Secret("benchmark"))
        market = RealMarket(connect(settings), SystemClock())
        try:
            pairs = [one.symbol for one in market.markets().values() if one.quote == "USDT"][:PAIRS]
            first_s = min(_round(market, pairs, CANDLES) for _ in range(3))
            refresh_s = min(_round(market, pairs, NEW) for _ in range(3))
            settled = 0.0
            for number in range(ROUNDS):
                if number == SETTLED_AFTER:
                    settled = held().resident_mb
                _round(market, pairs, NEW)
            grown = held().resident_mb - settled
        finally:
            market.close()
    return {
        "500 candles of 100 pairs over the wire": first_s,
        "new candles of 100 pairs over the wire": refresh_s,
        "memory after 1,000 rounds of them": grown,
    }


def _round(market: RealMarket, pairs: list[str], limit: int) -> float:
    begin = time.perf_counter()
    asked = [CandleRequest(pair, "5m", None, limit) for pair in pairs]
    for request, frame in market.many_candles(asked):
        if isinstance(frame, ExchangeError) or frame.empty:
            raise RuntimeError(f"no candles of {request.pair}: {frame}")
    return time.perf_counter() - begin


def forced(folder: Path) -> dict[str, float]:
    """Orders on the exchange after fifty identical forced entries at the same time: with a key, and without."""
    with served(pairs=10) as exchange:
        server = live(folder, exchange.section)
        server.start()
        try:
            _until_running(server)
            figures = {}
            cases = (("with a key", "BTC/USDT", {"Idempotency-Key": "bench"}), ("without a key", "ETH/USDT", {}))
            for name, pair, headers in cases:
                _at_once(server, pair, headers)
                entered = [one for one in exchange.orders() if one["symbol"] == pair.replace("/", "")]
                figures[f"orders of 50 identical forced entries {name}"] = float(len(entered))
        finally:
            server.stop()
    return figures


def _at_once(server: Server, pair: str, headers: dict[str, str]) -> None:
    gate = threading.Barrier(AT_ONCE)

    def enter(_: int) -> None:
        gate.wait()
        with contextlib.suppress(OSError):  # a refusal: all but one are
            server.post("forceenter", {"pair": pair, "ordertype": "market"}, headers=headers)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(enter, range(AT_ONCE)))


def reference_trades(server: Server, exchange: Exchange) -> dict[str, float]:
    """Entries and exits that the reference bot, a client like any other, had filled on the exchange."""
    server.start()
    try:
        _until_running(server)
        trade = server.post("forceenter", {"pair": "BTC/USDT", "ordertype": "market"})
        _until("the entry", lambda: any(one["amount"] for one in server.get("status")))
        server.post("forceexit", {"tradeid": str(trade["trade_id"]), "ordertype": "market"})
        _until("the exit", lambda: server.get("trades")["trades_count"])
    finally:
        server.stop()
    filled = [one for one in exchange.orders() if one["status"] == "FILLED"]
    return {REFERENCE_ORDERS: float(len(filled))}


def as_live(config: Path, section: dict[str, Any]) -> None:
    """Let a configuration of the rig trade with real money on the exchange that ``section`` leads to."""
    values = json.loads(config.read_text())
    own = values["exchange"]
    own |= {"key": section["key"], "secret": section["secret"], "pair_whitelist": ["BTC/USDT", "ETH/USDT"]}
    own["ccxt_config"]["urls"]["api"] |= section["ccxt_config"]["urls"]["api"]
    values |= {"dry_run": False, "max_open_trades": 5}
    config.write_text(json.dumps(values))


def _until_running(server: Server) -> None:
    _until("the first pass", lambda: server.get("health").get("last_process_ts"))


def _until(what: str, probe: Any) -> None:
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, ValueError):
            if probe():
                return
        time.sleep(0.1)
    raise RuntimeError(f"{what} did not happen within {WAIT_S} s")
