"""A day of trading on the simulated exchange, in minutes: does anything grow?"""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path

from benchmarks.memory import Held, held
from benchmarks.servers import Server, trading

SPEED = 480  # a day in three minutes
DAY_S = 86_400 / SPEED
WARM_UP_S = DAY_S / 6
EVERY_S = 0.5
READS = ("status", "profit", "trades?limit=50", "balance", "daily", "performance", "events/history?limit=50", "locks")


def measured(folder: Path) -> dict[str, float]:
    """What 20 simulated hours add after the first four, with a client that asks for everything twice a second."""
    server = trading(folder, speed=SPEED)
    server.start()
    try:
        begin = time.monotonic()
        _ask(server, begin + WARM_UP_S)
        early = _held(server)
        _ask(server, begin + DAY_S)
        late = _held(server)
        closed = server.get("trades")["total_trades"]
    finally:
        server.stop()
    print(f"{server.name}: 24 simulated hours, {closed} closed trades; {json.dumps([vars(early), vars(late)])}")
    return {
        "24 simulated hours: memory": late.resident_mb - early.resident_mb,
        "24 simulated hours: threads": float(late.threads - early.threads),
        "24 simulated hours: files": float(late.files - early.files),
    }


def _ask(server: Server, until: float) -> None:
    while time.monotonic() < until:
        for path in READS:
            with contextlib.suppress(OSError):
                server.get(path)
        time.sleep(EVERY_S)


def _held(server: Server) -> Held:
    return held(*server.pids())
