"""The running sum of profits and its falls, over a whole column at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DeepestFall:
    """The fall with the greatest amount; ``high_at`` and ``low_at`` are places in the column of profits.

    ``ratio`` is of the balance at the high, ``greatest_ratio`` the greatest of all falls. A curve that never falls
    stays at its first place.
    """

    amount: float = 0.0
    ratio: float = 0.0
    greatest_ratio: float = 0.0
    high: float = 0.0
    low: float = 0.0
    high_at: int = 0
    low_at: int = 0


def deepest_fall(profits: Floats, starting_balance: float) -> DeepestFall:
    """Of the running sum of ``profits`` (in closing order), which begins at 0, below its high so far."""
    curve = np.concatenate(([0.0], np.cumsum(profits)))
    highs = np.maximum.accumulate(curve)
    falls = highs - curve
    low_at = int(falls.argmax())
    if falls[low_at] <= 0:
        return DeepestFall()
    balances = highs + starting_balance
    ratios = np.divide(falls, balances, out=np.zeros_like(falls), where=balances > 0)
    high_at = int(curve[: low_at + 1].argmax())
    return DeepestFall(
        amount=float(falls[low_at]),
        ratio=float(ratios[low_at]),
        greatest_ratio=float(ratios.max()),
        high=float(curve[high_at]),
        low=float(curve[low_at]),
        high_at=max(high_at - 1, 0),
        low_at=low_at - 1,
    )


def longest_runs(profits: Floats) -> tuple[int, int]:
    """The most profits in a row above 0, and the most not above 0."""
    return _longest(profits > 0), _longest(profits <= 0)


def _longest(is_hit: npt.NDArray[np.bool_]) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], is_hit.astype(np.int8), [0]))))
    return int((edges[1::2] - edges[::2]).max(initial=0))
