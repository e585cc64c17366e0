"""Whoever wants to know how far long work is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """For one thread at a time. A listener costs little: ``done()`` may be called for every candle."""

    def step(self, name: str, total: float = 1.0) -> None:
        """Begin a step of ``total`` units; the one before is over."""
        ...

    def done(self, units: float, trades: int | None = None) -> None:
        """So many units of the step are done in all, and so many trades are closed."""
        ...


class NoProgress:
    """Nobody listens."""

    def step(self, name: str, total: float = 1.0) -> None: ...

    def done(self, units: float, trades: int | None = None) -> None: ...
