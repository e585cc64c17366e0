"""Totals over closed trades with answers laid down by the test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.stats.model import Drawdown, Group, ReasonCount


@dataclass(kw_only=True)
class FixedStats:
    """Implements ``ClosedStats``; nothing is computed but sums over ``closings`` (day, profit)."""

    count: int = 0
    wins: int = 0
    losses: int = 0
    profit_amount: float = 0.0
    profit_ratio_sum: float = 0.0
    won_amount: float = 0.0
    lost_amount: float = 0.0
    duration_mean_s: float = 0.0
    volume: float = 0.0
    falls: Drawdown = Drawdown()
    groups: Sequence[Group] = ()
    reasons: Mapping[str, ReasonCount] = field(default_factory=dict)
    held_s: tuple[float | None, float | None, float | None] = (None, None, None)
    closings: Sequence[tuple[date, float]] = ()
    expected: tuple[float, float] = (0.0, 100.0)
    asked: list[tuple[object, ...]] = field(default_factory=list)

    def expectancy(self) -> tuple[float, float]:
        return self.expected

    def sharpe(self, starting_balance: float, days: float) -> float:
        self.asked.append(("sharpe", starting_balance, days))
        return 1.5

    def sortino(self, starting_balance: float, days: float) -> float:
        return 2.5

    def calmar(self, starting_balance: float, days: float) -> float:
        return 3.5

    def sqn(self, starting_balance: float) -> float:
        return 0.5

    def drawdown(self, starting_balance: float) -> Drawdown:
        return self.falls

    def by_pair(self) -> Sequence[Group]:
        return self.groups

    def by_enter_tag(self, pair: str | None = None) -> Sequence[Group]:
        self.asked.append(("by_enter_tag", pair))
        return self.groups

    def by_exit_reason(self, pair: str | None = None) -> Sequence[Group]:
        self.asked.append(("by_exit_reason", pair))
        return self.groups

    def by_both_tags(self, pair: str | None = None) -> Sequence[Group]:
        self.asked.append(("by_both_tags", pair))
        return self.groups

    def exit_reasons(self) -> Mapping[str, ReasonCount]:
        return self.reasons

    def durations(self) -> tuple[float | None, float | None, float | None]:
        return self.held_s

    def day(self, day: date) -> tuple[float, int]:
        return self.between(day, day + timedelta(days=1))

    def between(self, start: date, stop: date) -> tuple[float, int]:
        profits = [profit for closed_on, profit in self.closings if start <= closed_on < stop]
        return sum(profits), len(profits)


def some_falls(high_at: datetime, low_at: datetime) -> Drawdown:
    """A fall of 10 % that is still going on."""
    return Drawdown(0.1, 99.0, high_at, low_at, 0.05, 49.5, 20.0, high_at)
