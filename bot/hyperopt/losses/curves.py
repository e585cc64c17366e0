"""What several loss functions look at."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from bot.stats.curve import DeepestFall, deepest_fall

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
YEAR_DAYS = 365
NEVER = 20.0  # the loss of a ratio that can't be formed: worse than any that means something
SMALL_DEVIATION = 1e-4  # of the starting balance; rounding leaves losses that say nothing about risk
SMALL_FALL = 1e-3
DAY = np.timedelta64(1, "D")


def profits_of(results: pd.DataFrame) -> Floats:
    """In stake currency, in closing order."""
    order = results["close_date"].argsort(kind="stable").to_numpy()
    return np.asarray(results["profit_abs"].to_numpy(dtype=np.float64)[order])


def fall_of(results: pd.DataFrame, starting_balance: float) -> DeepestFall:
    """The deepest fall of the account."""
    return deepest_fall(profits_of(results), starting_balance)


def days_between(first: datetime, last: datetime) -> int:
    """Whole days, at least one."""
    return max(1, (last - first).days)


def daily_returns(results: pd.DataFrame, first: datetime, last: datetime, starting_balance: float) -> Floats:
    """Profit of each day of the span over the starting balance; days without a trade bring 0."""
    begin = np.datetime64(first.replace(tzinfo=None), "D")
    size = int((np.datetime64(last.replace(tzinfo=None), "D") - begin) / DAY) + 1
    closed = results["close_date"].dt.tz_localize(None).to_numpy().astype("M8[D]")
    places = ((closed - begin) / DAY).astype(np.int64)
    returns = np.bincount(places, weights=results["profit_abs"].to_numpy(dtype=np.float64), minlength=size)
    return np.asarray(returns / starting_balance)


def per_year(mean: float, deviation: float) -> float:
    """A daily mean over a risk, scaled to a year."""
    return mean / deviation * math.sqrt(YEAR_DAYS)
