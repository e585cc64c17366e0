"""What many closed trades cost: the first call after a change, the same call again, and memory."""

from __future__ import annotations

import http.client
import statistics
import time

from benchmarks import measures
from benchmarks.servers import BASIC, Server

CLOSED = 100_000
CALLS = ("profit", "performance", "stats", "daily", "trades?limit=500")
CHANGES = 3
AGAIN = 50


def measured(server: Server) -> dict[str, float]:
    """Milliseconds by row name; a forced entry and exit before each first call change what is asked for."""
    first: dict[str, list[float]] = {path: [] for path in CALLS}
    again: dict[str, list[float]] = {path: [] for path in CALLS}
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    for _ in range(CHANGES):
        trade = server.post("forceenter", {"pair": measures.free_pair(server), "ordertype": "market"})
        server.post("forceexit", {"tradeid": str(trade["trade_id"]), "ordertype": "market"})
        for path in CALLS:
            first[path].append(_call_ms(connection, path))
            again[path] += [_call_ms(connection, path) for _ in range(AGAIN)]
    connection.close()
    figures = {f"/{path}, first call": statistics.median(took) for path, took in first.items()}
    return figures | {f"/{path}, unchanged": statistics.median(took) for path, took in again.items()}


def _call_ms(connection: http.client.HTTPConnection, path: str) -> float:
    begin = time.perf_counter()
    connection.request("GET", f"/api/v1/{path}", headers={"Authorization": BASIC})
    reply = connection.getresponse()
    reply.read()
    if reply.status != http.client.OK:
        raise RuntimeError(f"/{path} answered {reply.status}")
    return 1000 * (time.perf_counter() - begin)
