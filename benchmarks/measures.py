"""What is measured on a running server; every figure has a name that ``benchmarks.table`` knows."""

from __future__ import annotations

import statistics
import time
import urllib.request
from pathlib import Path

from benchmarks import load
from benchmarks.servers import BASIC, Server

STARTS = 3
ORDERS = 20
PAUSE_S = 0.1
BUSY_S = 8  # a throttle of five seconds, and the pass
JWT_CALLS = ("version", "show_config", "whitelist", "locks", "health")
BASIC_CALLS = {
    "/performance": "performance",
    "/daily": "daily",
    "/pair_candles": "pair_candles?pair=BTC/USDT&timeframe=5m&limit=500",
    "/status": "status",
    "/trades?limit=500": "trades?limit=500",
    "/profit": "profit",
    "/balance": "balance",
}


def start_s(server: Server) -> float:
    """Median seconds from launch to the first answer of ``/ping``; the server is left running."""
    took = []
    for number in range(STARTS):
        if number:
            server.stop()
        took.append(server.start())
    return statistics.median(took)


def resident_mb(server: Server) -> float:
    """Memory of the process and its children, shared pages counted once by ``Pss``."""
    total = 0.0
    for pid in server.pids():
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) / 1024
    return total


def http(server: Server, seconds: int) -> dict[str, load.Load]:
    """Loads of the calls that clients repeat."""
    access = server.post("token/login")["access_token"]
    results = {"/ping": load.measured(f"{server.url}/ping", {}, seconds)}
    bearer = {"Authorization": f"Bearer {access}"}
    for path in JWT_CALLS:
        results[f"/{path} (JWT)"] = load.measured(f"{server.url}/{path}", bearer, seconds)
    for name, path in BASIC_CALLS.items():
        results[name] = load.measured(f"{server.url}/{path}", {"Authorization": BASIC}, seconds)
    return results


def unchanged_status(server: Server, seconds: int) -> float | None:
    """``/status`` with the tag of the last answer, a second; ``None`` for a server without tags."""
    request = urllib.request.Request(f"{server.url}/status", headers={"Authorization": BASIC})
    with urllib.request.urlopen(request) as reply:
        tag = reply.headers.get("ETag")
    if tag is None:
        return None
    headers = {"Authorization": BASIC, "If-None-Match": tag}
    return load.measured(f"{server.url}/status", headers, seconds).per_second


def force_ms(server: Server) -> tuple[float, float]:
    """Median milliseconds of a forced market entry and of the exit after it."""
    enter, leave = [], []
    for _ in range(ORDERS):
        pair = free_pair(server)
        begin = time.perf_counter()
        trade = server.post("forceenter", {"pair": pair, "ordertype": "market"})
        enter.append(time.perf_counter() - begin)
        begin = time.perf_counter()
        server.post("forceexit", {"tradeid": str(trade["trade_id"]), "ordertype": "market"})
        leave.append(time.perf_counter() - begin)
        time.sleep(PAUSE_S)
    return 1000 * statistics.median(enter), 1000 * statistics.median(leave)


def free_pair(server: Server) -> str:
    """A pair that a forced entry may take."""
    held = {trade["pair"] for trade in server.get("status")}
    locked = {lock["pair"] for lock in server.get("locks")["locks"]}
    markets = server.get("markets")["markets"]
    return next(pair for pair in markets if pair.endswith("/USDT") and pair not in held | locked)


def busy_ping_p99_ms(server: Server, seconds: float) -> float:
    """99th percentile of one ``/ping`` every 20 ms in the seconds after full minutes, when new candles are analysed."""
    took = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        begin = time.perf_counter()
        server.get("ping")
        if time.time() % 60 < BUSY_S:
            took.append(1000 * (time.perf_counter() - begin))
        time.sleep(0.02)
    return statistics.quantiles(took, n=100)[98]
