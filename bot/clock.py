"""Where time comes from: nothing else asks the system for the date."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """The market's time (UTC, aware). On a simulated market it may run faster than the wall clock."""

    def now(self) -> datetime:
        """The market's present moment."""
        ...

    def real_seconds(self, market_span: timedelta) -> float:
        """How long ``market_span`` of market time takes on the wall, in seconds."""
        ...


class SystemClock:
    """The wall clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def real_seconds(self, market_span: timedelta) -> float:
        return market_span.total_seconds()


class ScaledClock:
    """A clock that starts at ``start`` and runs ``speed`` times as fast as the wall; it never goes back."""

    def __init__(self, start: datetime, speed: float) -> None:
        self._start = start
        self._speed = speed
        self._began_s = time.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=(time.monotonic() - self._began_s) * self._speed)

    def real_seconds(self, market_span: timedelta) -> float:
        return market_span.total_seconds() / self._speed


class ManualClock:
    """A clock that moves only when told to: for simulations step by step and for tests."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def real_seconds(self, market_span: timedelta) -> float:
        return market_span.total_seconds()

    def advance(self, **span: float) -> datetime:
        """Move on by ``timedelta(**span)`` and return the new moment."""
        self._now += timedelta(**span)
        return self._now

    def set(self, moment: datetime) -> None:
        """Jump to ``moment``, which must not lie in the past."""
        if moment < self._now:
            raise ValueError(f"Time can't go back from {self._now} to {moment}.")
        self._now = moment
