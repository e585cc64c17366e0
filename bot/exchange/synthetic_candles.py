"""Candles of the simulated exchange in every timeframe, computed in chunks of whole days."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bot.domain import timeframe as tf
from bot.exchange.bars import Bars, aggregate, origin_ms
from bot.exchange.chunk_cache import ChunkCache
from bot.exchange.price_paths import PricePaths

_DAY_MIN = 1440
_DAY_MS = _DAY_MIN * 60_000
_CHUNK_CANDLES = 96  # bearing for long candles; short ones fill at least a day
_MAX_CHUNK_DAYS = 16
_CACHED_CANDLES = 300_000  # 12 MB
_MAX_DAYS_AT_ONCE = 64


class SyntheticCandles:
    """Aggregates of the minute candles; each chunk is computed once while it stays in the cache."""

    def __init__(self, paths: PricePaths, max_candles: int = _CACHED_CANDLES) -> None:
        self._paths = paths
        self._cache = ChunkCache(max_candles)

    def bars(self, row: int, timeframe: str, first: int, end: int) -> Bars:
        """Candles ``first`` to before ``end``, counted on the timeframe's grid; a fresh array."""
        if first >= end:
            return np.empty((5, 0))
        minutes = tf.minutes(timeframe)
        if minutes <= _DAY_MIN:
            return self._chunked(row, minutes, first, end)
        days = minutes // _DAY_MIN
        shift = origin_ms(timeframe) // _DAY_MS
        return aggregate(self._chunked(row, _DAY_MIN, first * days + shift, end * days + shift), days)

    def _chunked(self, row: int, minutes: int, first: int, end: int) -> Bars:
        """Candles of ``minutes``, which divide a day."""
        days = max(1, min(_MAX_CHUNK_DAYS, _CHUNK_CANDLES * minutes // _DAY_MIN))
        size = days * _DAY_MIN // minutes
        begin, stop = first // size, -(-end // size)
        found = {number: self._cache.get((row, minutes, number)) for number in range(begin, stop)}
        for start, count in _runs([number for number, chunk in found.items() if chunk is None], days):
            found.update(self._computed(row, minutes, size, start, count))
        whole = np.concatenate([chunk for chunk in found.values() if chunk is not None], axis=1)
        return whole[:, first - begin * size : end - begin * size].copy()

    def _computed(self, row: int, minutes: int, size: int, start: int, count: int) -> dict[int, Bars]:
        """The chunks from number ``start`` on, which the cache keeps from now on."""
        span_min = size * minutes
        minute_bars = self._paths.minutes(slice(row, row + 1), start * span_min, count * span_min)[:, 0]
        bars = aggregate(minute_bars, minutes)
        chunks = {start + i: bars[:, i * size : (i + 1) * size].copy() for i in range(count)}
        for number, chunk in chunks.items():
            self._cache.put((row, minutes, number), chunk)
        return chunks


def _runs(numbers: list[int], days: int) -> Iterator[tuple[int, int]]:
    """Neighbouring numbers as (first, count), so that they are computed together, yet never too many days at once."""
    longest = max(1, _MAX_DAYS_AT_ONCE // days)
    start = 0
    for index in range(1, len(numbers) + 1):
        if index == len(numbers) or numbers[index] != numbers[index - 1] + 1 or index - start == longest:
            yield numbers[start], index - start
            start = index
