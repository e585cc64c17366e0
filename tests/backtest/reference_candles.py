"""The candles of the recorded backtests: made from seeds, so that no data has to be kept.

``waves`` are smooth; ``walk`` has fat tails and jumps, missing candles in one pair, and a pair that is listed late.
"""

from __future__ import annotations

import hashlib
import math
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from bot.domain import timeframe as tf

MINUTE_MS = 60_000
BASES = ("BTC", "ETH", "SOL", "XRP", "ADA", "DOGE")
FRAMES = {"5m": "2026-09-01", "15m": "2026-09-01", "1h": "2026-06-01"}
END = "2026-10-31"
SHA256 = {
    "waves": "eabd9340ffc23b87e55678f67eea90ebaec187514b7c53ba8e8cc76ace637b0c",
    "walk": "c6dbdae7dd6335e3f6a96c891d1a8fcf5e44e53d80f0c99102b4b0c51165335c",
}
_WAVES = ((47, 0.003), (131, 0.006), (311, 0.008), (1009, 0.015), (4327, 0.03), (30011, 0.1))
_WITH_HOLES, _LATE = "XRP", {"DOGE": "2026-10-08"}
_WALK_BEGINS = "2026-05-01"


def data_set(kind: str) -> dict[tuple[str, str], pd.DataFrame]:
    """Frames by pair and timeframe; their numbers must have the recorded digest."""
    digest, frames = hashlib.sha256(), {}
    for base in BASES[: 5 if kind == "waves" else 6]:
        market = Waves(base, 21) if kind == "waves" else Walk(base, 22)
        for timeframe, start in FRAMES.items():
            columns = market.candles(timeframe, _ms(start), _ms(END))
            if kind == "walk":
                columns = _with_flaws(columns, market)
            digest.update(f"{base}_USDT-{timeframe}.feather".encode())
            for column in columns:
                digest.update(column.tobytes())
            frames[f"{base}/USDT", timeframe] = _frame(columns)
    assert digest.hexdigest() == SHA256[kind], "other numbers than those that were recorded"
    return frames


class Waves:
    """A pair whose price is a sum of sines with a little noise, one point a minute."""

    def __init__(self, base: str, seed: int) -> None:
        raw = hashlib.sha256(f"{seed}:{base}".encode()).digest()
        u = [int.from_bytes(raw[i : i + 4], "big") / 2**32 for i in range(0, 32, 4)]
        self.base = base
        self.salt = int.from_bytes(raw[:8], "big") >> 1
        self.price0 = round(10 ** (u[0] * 5 - 1), 4)
        self.decimals = 5 - math.floor(math.log10(self.price0))
        self.amount_decimals = max(0, min(8, math.floor(math.log10(self.price0)) + 3))
        self.daily_volume = 10 ** (6 + u[1] * 3)
        self.waves = [
            (round(period * (0.8 + 0.4 * u[2 + k])), size * (0.7 + 0.6 * u[(3 + k) % 8]), u[7 - k])
            for k, (period, size) in enumerate(_WAVES)
        ]

    def minutes(self, first: int, count: int) -> np.ndarray:
        m = np.arange(first, first + count, dtype=np.int64)
        x = np.full(count, math.log(self.price0))
        for period, size, phase in self.waves:
            x += size * np.sin(2 * np.pi * ((m % period) / period + phase))
        x += 0.0016 * (_hash01(m, self.salt) - 0.5)
        return np.round(np.exp(x), self.decimals)

    def candles(self, timeframe: str, start_ms: int, end_ms: int) -> tuple[np.ndarray, ...]:
        n = tf.minutes(timeframe)
        first, count = start_ms // (n * MINUTE_MS), (end_ms - start_ms) // (n * MINUTE_MS)
        prices = self.minutes(first * n, count * n + 1)
        grid = np.lib.stride_tricks.sliding_window_view(prices, n + 1)[::n]
        minutes = np.arange(first * n, (first + count) * n, dtype=np.int64)
        each = self.daily_volume / 1440 / self.price0 * (0.3 + 1.4 * _hash01(minutes, self.salt ^ 0x5A5A5A))
        opens_ms = (first + np.arange(count, dtype=np.int64)) * n * MINUTE_MS
        wick = 0.0006 * _hash01(opens_ms // MINUTE_MS, self.salt ^ 0x33)
        return (
            opens_ms,
            grid[:, 0].copy(),
            np.round(grid.max(axis=1) * (1 + wick), self.decimals),
            np.round(grid.min(axis=1) * (1 - wick), self.decimals),
            grid[:, -1].copy(),
            np.round(each.reshape(count, n).sum(axis=1), self.amount_decimals),
        )


class Walk(Waves):
    """A pair whose log price walks in whole millionths, so that sums are exact; calm hours, wild ones, and jumps."""

    def __init__(self, base: str, seed: int) -> None:
        super().__init__(base, seed)
        self.begins = _ms(_WALK_BEGINS) // MINUTE_MS
        m = np.arange(self.begins, _ms(END) // MINUTE_MS + 1, dtype=np.int64)
        salt = self.salt >> 3
        wild = 0.5 + 1.5 * _hash01(m // 373, salt ^ 0x77)
        size = (_hash01(m, salt) + _hash01(m, salt ^ 0x1111) - 1.0) * 2600 * wild
        jump = np.where(_hash01(m, salt ^ 0x2222) < 1 / 2880, 1.0, 0.0)
        steps = np.rint(size + jump * (_hash01(m, salt ^ 0x4444) - 0.5) * 80_000).astype(np.int64)
        fold = 1_200_000
        self.path = np.abs((np.cumsum(steps) + fold) % (4 * fold) - 2 * fold) - fold

    def minutes(self, first: int, count: int) -> np.ndarray:
        part = self.path[first - self.begins : first - self.begins + count]
        return np.round(np.exp(math.log(self.price0) - part * 1e-6), self.decimals)


def _with_flaws(columns: tuple[np.ndarray, ...], market: Waves) -> tuple[np.ndarray, ...]:
    opens_ms = columns[0]
    kept = np.ones(len(opens_ms), dtype=bool)
    if market.base == _WITH_HOLES:
        kept &= _hash01(opens_ms // MINUTE_MS, market.salt ^ 0x9999) > 0.004
    if market.base in _LATE:
        kept &= opens_ms >= _ms(_LATE[market.base])
    return tuple(column[kept] for column in columns)


def _hash01(x: np.ndarray, salt: int) -> np.ndarray:
    """Uniform [0, 1) from integers (splitmix64), the same on every machine."""
    z = x.astype(np.uint64) + np.uint64(salt) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)).astype(np.float64) / float(1 << 53)


def _frame(columns: tuple[np.ndarray, ...]) -> pd.DataFrame:
    opens_ms, *prices, volume = columns
    frame = pd.DataFrame(dict(zip(("open", "high", "low", "close"), prices, strict=True)) | {"volume": volume})
    frame.insert(0, "date", pd.DatetimeIndex(opens_ms.astype("M8[ms]"), tz="UTC"))
    return frame


def _ms(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000)
