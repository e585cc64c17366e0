"""Curves over the whole run: what the account was worth, and what the market did."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from bot.backtest.account import History
from bot.backtest.data import PairData

Floats = npt.NDArray[np.float64]
Moments = npt.NDArray[np.int64]


def account_worth(times_ms: Moments, history: History, pairs: Sequence[PairData]) -> Floats:
    """In stake currency at each of ``times_ms``: coins at the open, all as it was before that candle."""
    moments, totals = zip(*history.totals, strict=True)
    worth = _before(times_ms, np.asarray(moments), np.asarray(totals))
    for index, changes in history.amounts.items():
        changed_ms, amounts = zip(*changes, strict=True)
        held = _before(times_ms, np.asarray(changed_ms), np.asarray(amounts))
        worth += held * _priced(times_ms, pairs[index])
    return worth


def market_mean(pairs: Sequence[PairData], times_ms: Moments, step_ms: int) -> pd.DataFrame:
    """Mean close of the pairs that have a candle at ``times_ms``, and the summed mean of their changes."""
    size, start_ms = len(times_ms), int(times_ms[0])
    total, change = np.zeros(size), np.zeros(size)
    count, changed = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    for data in pairs:
        since = int(np.searchsorted(data.lead_ms, start_ms))
        closes = np.concatenate([data.lead_close[since:], data.close])
        first = int((data.first_ms - start_ms) // step_ms) - (len(data.lead_ms) - since)
        closes = closes[: size - first]
        rows = slice(first, first + len(closes))
        total[rows] += closes
        count[rows] += 1
        change[rows][1:] += np.diff(closes) / closes[:-1]
        changed[rows][1:] += 1
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.where(changed > 0, change / changed, 0.0)
        frame = {"mean": total / count, "rel_mean": np.cumsum(means), "count": count}
    return pd.DataFrame({"date": pd.DatetimeIndex(times_ms.astype("M8[ms]"), tz="UTC"), **frame})


def market_change(pairs: Sequence[PairData], start_ms: int) -> float:
    """Mean over the pairs of their growth from their first close since the start to the last one."""
    return float(np.mean([data.close[-1] / _first_close(data, start_ms) - 1 for data in pairs]))


def _first_close(data: PairData, start_ms: int) -> float:
    """Also of candles that only fed the indicators, where a pair began late."""
    at = int(np.searchsorted(data.lead_ms, start_ms))
    return float(data.lead_close[at]) if at < len(data.lead_ms) else data.first_close


def _before(times_ms: Moments, changed_ms: Moments, values: Floats) -> Floats:
    """The newest value that is older than each moment; 0 before the first."""
    place = np.searchsorted(changed_ms, times_ms, side="left") - 1
    return np.where(place >= 0, values[np.maximum(place, 0)], 0.0)


def _priced(times_ms: Moments, data: PairData) -> Floats:
    """The open at each moment; 0 where the pair has no candle."""
    place = np.searchsorted(data.time_ms, times_ms, side="right") - 1
    is_known = (place >= 0) & (times_ms <= data.last_ms)
    return np.where(is_known, data.open[np.maximum(place, 0)], 0.0)
