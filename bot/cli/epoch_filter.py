"""Which epochs of an optimisation are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.hyperopt.request import Epoch

Bounds = tuple[float | None, float | None]
NUMBERS: Mapping[str, Callable[[Epoch], float]] = {
    "trades": lambda epoch: epoch.trades,
    "minutes": lambda epoch: float(epoch.metrics.get("holding_avg_s", 0.0)) / 60,
    "mean_percent": lambda epoch: float(epoch.metrics.get("profit_mean", 0.0)) * 100,
    "total": lambda epoch: float(epoch.metrics.get("profit_total_abs", 0.0)),
    "loss": lambda epoch: epoch.loss,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochFilter:
    """``bounds`` by the names of ``NUMBERS``, both exclusive; ``None`` leaves a side open."""

    best: bool = False
    profitable: bool = False
    bounds: Mapping[str, Bounds] = field(default_factory=dict)

    def of(self, epochs: Sequence[Epoch]) -> list[Epoch]:
        """Those that fit, in their order."""
        return [epoch for epoch in epochs if self._fits(epoch)]

    def _fits(self, epoch: Epoch) -> bool:
        if self.best and not epoch.is_best:
            return False
        if self.profitable and float(epoch.metrics.get("profit_total_abs", 0.0)) <= 0:
            return False
        return all(_lies(NUMBERS[name](epoch), *bound) for name, bound in self.bounds.items())


def _lies(number: float, low: float | None, high: float | None) -> bool:
    return (low is None or number > low) and (high is None or number < high)
