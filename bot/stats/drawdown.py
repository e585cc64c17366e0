"""The falls of the account from its highs, kept up to date trade by trade.

The curve is the running sum of profits by closing date, with 0 before the first trade; a high is the greatest value
so far. The deepest fall is the one with the greatest amount; its ratio relates to starting balance plus high.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.stats.model import Drawdown


@dataclass(frozen=True, slots=True)
class Fall:
    """From a high to the lowest value before the next high; dates are closing dates."""

    high: float
    high_at: datetime
    low: float
    low_at: datetime

    @property
    def amount(self) -> float:
        """In stake currency, positive."""
        return self.high - self.low

    def ratio(self, starting_balance: float) -> float:
        """Of the balance at the high (of the high itself without a balance)."""
        balance = starting_balance + self.high
        return self.amount / balance if balance else 0.0


class FallTrack:
    """``add()`` profits by closing date; the pictures handed out never change."""

    def __init__(self) -> None:
        self._done: list[Fall] = []
        self._current: Fall | None = None
        self._value = 0.0

    def add(self, profit: float, at: datetime) -> None:
        """One more closed trade."""
        self._value += profit
        last = self._current
        if last is None:
            last = Fall(0.0, at, 0.0, at)
        if self._value > last.high:
            if last.amount > 0:
                self._done.append(last)
            self._current = Fall(self._value, at, self._value, at)
        elif self._value < last.low:
            self._current = Fall(last.high, last.high_at, self._value, at)
        else:
            self._current = last

    def picture(self) -> FallPicture:
        """What is known now."""
        falls = tuple(self._done) if self._current is None else (*self._done, self._current)
        return FallPicture(falls, self._value)


@dataclass(frozen=True, slots=True)
class FallPicture:
    """All falls, the current one last; ``value`` is the curve's last value."""

    falls: Sequence[Fall]
    value: float

    def deepest(self, starting_balance: float) -> Drawdown:
        """The fall with the greatest amount, and the one that goes on."""
        if not self.falls:
            return Drawdown()
        worst = max(self.falls, key=lambda fall: fall.amount)
        current = self.falls[-1]
        lost = current.high - self.value
        balance = starting_balance + current.high
        return Drawdown(
            ratio=worst.ratio(starting_balance),
            amount=worst.amount,
            high_at=worst.high_at,
            low_at=worst.low_at,
            current_ratio=lost / balance if balance else 0.0,
            current_amount=lost,
            current_high=current.high,
            current_high_at=current.high_at,
        )

    def deepest_ratio(self, starting_balance: float) -> float:
        """The greatest ratio of all falls."""
        return max((fall.ratio(starting_balance) for fall in self.falls), default=0.0)
