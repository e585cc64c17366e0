"""How a child tells how far it is: often asked, seldom told."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.domain.job import JobStep
from bot.ports.jobs import Heard

EVERY_S = 0.2


class Teller:
    """Implements ``ports.Progress``: each step is told when it begins and ends, and five times a second between."""

    def __init__(self, tell: Callable[[Heard], object]) -> None:
        self._tell = tell
        self._step: JobStep | None = None
        self._told_s = 0.0

    def step(self, name: str, total: float = 1.0) -> None:
        """Begin a step of ``total`` units; the one before is over."""
        self._say(JobStep(name, 0.0, total, self._step.trades if self._step else None))

    def done(self, units: float, trades: int | None = None) -> None:
        """So many units of the step are done in all, and so many trades are closed."""
        step = self._step
        if step is not None and (units >= step.total or time.monotonic() - self._told_s >= EVERY_S):
            self._say(JobStep(step.name, units, step.total, step.trades if trades is None else trades))

    def found(self, text: bytes) -> None:
        """What was found so far, as JSON."""
        self._tell(Heard(found=text))

    def _say(self, step: JobStep) -> None:
        self._step, self._told_s = step, time.monotonic()
        self._tell(Heard(step))
