"""A pair's stored candles of one timeframe, ready to be asked for any moment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from bot.domain import timeframe as tf
from bot.domain.frames import OHLCV
from bot.exchange.bars import Bars, inside, origin_ms

Moments = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Series:
    """Candles by date: when each opens and ends (milliseconds since 1970) and its bars. Never empty."""

    opens_ms: Moments
    ends_ms: Moments
    bars: Bars

    def number_closed(self, now_ms: int) -> int:
        """How many candles have ended."""
        return int(np.searchsorted(self.ends_ms, now_ms, side="right"))

    def first_from(self, moment_ms: int) -> int:
        """Position of the first candle that opens at a moment or later."""
        return int(np.searchsorted(self.opens_ms, moment_ms, side="left"))

    def price_at(self, now_ms: int) -> float:
        """The price on the way of the candle in progress; flat before the first, after the last and in gaps."""
        position = int(np.searchsorted(self.opens_ms, now_ms, side="right")) - 1
        if position < 0:
            return float(self.bars[0, 0])
        start, end = int(self.opens_ms[position]), int(self.ends_ms[position])
        share = min(1.0, (now_ms - start) / (end - start))
        return float(inside(self.bars[:, position : position + 1], share)[0])


def from_frame(candles: pd.DataFrame, timeframe: str) -> Series | None:
    """A series of a loaded file; ``None`` where it has no candles."""
    if candles.empty:
        return None
    opens_ms = np.asarray(candles["date"].dt.as_unit("ms").astype("int64"), dtype=np.int64)
    bars = np.ascontiguousarray(candles[list(OHLCV[1:])].to_numpy(dtype=np.float64).T)
    ends_ms = opens_ms + tf.seconds(timeframe) * 1000
    if timeframe.endswith("M"):  # calendar months differ in length: one ends where the next begins
        ends_ms = np.append(opens_ms[1:], ends_ms[-1] + 86_400_000)
    return Series(opens_ms, ends_ms, bars)


def aggregated(series: Series, timeframe: str) -> Series | None:
    """Longer candles out of shorter ones; those that the data covers only in part are left out."""
    step_ms, origin = tf.seconds(timeframe) * 1000, origin_ms(timeframe)
    buckets = (series.opens_ms - origin) // step_ms
    begins = np.flatnonzero(np.diff(buckets, prepend=buckets[0] - 1))
    opens_ms = buckets[begins] * step_ms + origin
    is_whole = (opens_ms >= series.opens_ms[0]) & (opens_ms + step_ms <= series.ends_ms[-1])
    if not is_whole.any():
        return None
    opens, highs, lows, closes, volumes = series.bars
    lasts = np.append(begins[1:], len(buckets)) - 1
    bars = np.stack(
        (
            opens[begins],
            np.maximum.reduceat(highs, begins),
            np.minimum.reduceat(lows, begins),
            closes[lasts],
            np.add.reduceat(volumes, begins),
        )
    )
    whole_ms = opens_ms[is_whole]
    return Series(whole_ms, whole_ms + step_ms, bars[:, is_whole])
