"""What is wrong with stored candles."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from bot.data.frames import first_date, last_date
from bot.domain import timeframe as tf
from bot.domain.market_data import FUNDING_RATE

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
PRICES = ["open", "high", "low", "close"]


@dataclass(frozen=True, slots=True)
class Gap:
    """Candles that are missing: when the first and the last of them open, and how many there are."""

    first: datetime
    last: datetime
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """``duplicates`` repeat an earlier date, ``disorder`` stand behind a later one, ``off_grid`` open beside the
    others' grid, ``bad`` have a price or volume that can't be meant. ``layout`` is about the file, ``problem`` says why
    it can't be read.
    """

    candles: int = 0
    first: datetime | None = None
    last: datetime | None = None
    gaps: tuple[Gap, ...] = ()
    duplicates: int = 0
    disorder: int = 0
    off_grid: int = 0
    bad: int = 0
    layout: tuple[str, ...] = field(default=())
    problem: str = ""

    @property
    def missing(self) -> int:
        """Candles in all gaps."""
        return sum(gap.count for gap in self.gaps)

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        faults = (self.gaps, self.duplicates, self.disorder, self.off_grid, self.bad, self.layout, self.problem)
        return not any(faults)


def examined(candles: pd.DataFrame, timeframe: str, candle_type: str = "spot") -> Findings:
    """Findings about candles as they stand in the file.

    Months, years and funding rates come at distances that differ, so nothing is said about gaps between them.
    """
    if candles.empty:
        return Findings()
    moments = np.asarray(candles["date"].dt.as_unit("ms").astype("int64"), dtype=np.int64)
    unique = np.unique(moments)
    is_regular = candle_type != FUNDING_RATE and not timeframe.endswith(("M", "y"))
    on_grid, off_grid = _on_grid(unique, timeframe) if is_regular else (unique, 0)
    return Findings(
        candles=len(candles),
        first=first_date(candles),
        last=last_date(candles),
        gaps=_gaps(on_grid, timeframe) if is_regular else (),
        duplicates=len(moments) - len(unique),
        disorder=int((np.diff(moments) < 0).sum()),
        off_grid=off_grid,
        bad=int(is_bad(candles).sum()),
    )


def is_bad(candles: pd.DataFrame) -> Flags:
    """Which candles have numbers that can't be meant."""
    if FUNDING_RATE in candles:
        return np.asarray(~np.isfinite(candles[FUNDING_RATE]), dtype=np.bool_)
    prices, volumes = candles[PRICES].to_numpy(dtype=np.float64), candles["volume"].to_numpy(dtype=np.float64)
    sound = np.isfinite(prices).all(axis=1) & (prices > 0).all(axis=1) & np.isfinite(volumes) & (volumes >= 0)
    return np.asarray(~(sound & (prices[:, 1] >= prices[:, 2])), dtype=np.bool_)


def _on_grid(moments: Integers, timeframe: str) -> tuple[Integers, int]:
    """The candles on the grid that most of them share, and how many are not."""
    offsets = moments % (tf.seconds(timeframe) * 1000)
    known, counts = np.unique(offsets, return_counts=True)
    chosen = moments[offsets == known[counts.argmax()]]
    return chosen, len(moments) - len(chosen)


def _gaps(moments: Integers, timeframe: str) -> tuple[Gap, ...]:
    step_ms = tf.seconds(timeframe) * 1000
    steps = np.diff(moments) // step_ms
    step = tf.span(timeframe)
    found = []
    for position in np.flatnonzero(steps > 1):
        first = tf.EPOCH + timedelta(milliseconds=int(moments[position]) + step_ms)
        count = int(steps[position]) - 1
        found.append(Gap(first, first + (count - 1) * step, count))
    return tuple(found)
