"""Sums and spread of a column of profits, computed in two passes: exact where all values are nearly equal."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
TINY = 1e-12  # a spread this small, in relation to the values, is what rounding leaves of equal values


@dataclass(frozen=True, slots=True)
class Sample:
    """Implements ``ratios.Values`` over an array."""

    values: Floats

    @property
    def count(self) -> int:
        return len(self.values)

    @property
    def total(self) -> float:
        return float(self.values.sum())

    @property
    def mean(self) -> float:
        """0 without values."""
        return self.total / self.count if self.count else 0.0

    def deviation(self, *, is_sample: bool = False) -> float:
        """Standard deviation of the population, or of a sample; 0 where it is not defined."""
        degrees = self.count - 1 if is_sample else self.count
        if degrees <= 0:
            return 0.0
        apart = self.values - self.mean
        deviation = math.sqrt(float(np.square(apart).sum()) / degrees)
        return deviation if deviation > TINY * float(np.abs(self.values).max()) else 0.0
