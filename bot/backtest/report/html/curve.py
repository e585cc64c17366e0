"""Curves with as many points as a screen can show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

POINTS = 4000


@dataclass(frozen=True, slots=True)
class Curve:
    """``values`` at moments in epoch milliseconds."""

    at_ms: npt.NDArray[np.int64]
    values: npt.NDArray[np.float64]

    def dates(self) -> list[str]:
        """As plotly.js reads them, in UTC."""
        return list(np.datetime_as_string(self.at_ms.astype("M8[ms]").astype("M8[s]")))

    def thinned(self, points: int = POINTS) -> Curve:
        """At most about so many points: the lowest and the highest of each stretch, so that no peak is lost."""
        if len(self.values) <= points:
            return self
        edges = np.linspace(0, len(self.values), points // 2 + 1).astype(np.int64)[:-1]
        ends = np.append(edges[1:], len(self.values))
        kept = {0, len(self.values) - 1}
        for start, end in zip(edges.tolist(), ends.tolist(), strict=True):
            stretch = self.values[start:end]
            kept |= {start + int(stretch.argmin()), start + int(stretch.argmax())}
        places = np.array(sorted(kept))
        return Curve(self.at_ms[places], self.values[places])

    def falls(self) -> Curve:
        """How far the values are below their high so far, as a ratio of it, at most 0."""
        highs = np.maximum.accumulate(self.values) if len(self.values) else self.values
        ratios = np.divide(self.values - highs, highs, out=np.zeros_like(self.values), where=highs > 0)
        return Curve(self.at_ms, ratios)
