"""The smallest price step of a pair, as its candles show it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
MOST_DECIMALS = 15
_SURELY_EXACT = 2.0**53


def price_steps(time_ms: npt.NDArray[np.int64], prices: Floats, otherwise: float | None) -> Floats:
    """Per candle the step 10^-d, d being the most decimals of any price in that calendar month.

    An exchange that has refined a price's step since then would round old prices too finely otherwise. ``prices``
    has a row per kind of price; ``otherwise`` stands where a month's numbers have no end of decimals (NaN: no step).
    """
    months = time_ms.astype("M8[ms]").astype("M8[M]").astype(np.int64)
    begins = np.concatenate([[0], np.flatnonzero(np.diff(months)) + 1, [len(months)]])
    steps = np.full(len(months), np.nan if otherwise is None else otherwise)
    for begin, end in pairwise(begins.tolist()):
        decimals = most_decimals(prices[:, begin:end])
        if decimals is not None:
            steps[begin:end] = float(f"1e-{decimals}")
    return steps


def most_decimals(prices: npt.NDArray[Any]) -> int | None:
    """The fewest decimal places that keep all prices as they are; ``None`` where no number of places does."""
    finite = prices[np.isfinite(prices)]
    for places in range(MOST_DECIMALS + 1):
        scaled = finite * 10.0**places
        if scaled.size and np.abs(scaled).max() >= _SURELY_EXACT:
            return None
        if np.array_equal(np.rint(scaled) / 10.0**places, finite):
            return places
    return None
