"""Requests a second and latencies by ``wrk``, one thread, keep-alive."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
from dataclasses import dataclass

CONNECTIONS = 8
REPEATS = 3
_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True)
class Load:
    """Medians of three runs; latencies in ms. ``bad`` counts answers that were no success."""

    per_second: float
    p50: float
    p99: float
    bad: int


def measured(url: str, headers: dict[str, str], seconds: int) -> Load:
    """Load ``url`` with eight connections; raises ``RuntimeError`` without ``wrk``."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise RuntimeError("wrk is not installed (apt-get install wrk)")
    runs = [_run(wrk, url, headers, seconds) for _ in range(REPEATS)]
    return Load(
        statistics.median(run.per_second for run in runs),
        statistics.median(run.p50 for run in runs),
        statistics.median(run.p99 for run in runs),
        sum(run.bad for run in runs),
    )


def _run(wrk: str, url: str, headers: dict[str, str], seconds: int) -> Load:
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s", "--latency", *given, url]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    return Load(float(rate[1]) if rate else 0.0, _latency(text, 50), _latency(text, 99), int(bad[1]) if bad else 0)


def _latency(text: str, percent: int) -> float:
    found = re.search(rf"\s{percent}%\s+([\d.]+)(us|ms|s|m)\b", text)
    return float(found[1]) * _MS[found[2]] if found else float("nan")
