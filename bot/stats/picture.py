"""A frozen picture of the totals over closed trades."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from bot.stats import groups, ratios
from bot.stats.drawdown import FallPicture
from bot.stats.groups import Key, Tally
from bot.stats.model import Drawdown, Group, ReasonCount
from bot.stats.ratios import Moments

T = TypeVar("T")
Day = tuple[float, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPicture:
    """Implements ``ClosedStats``. What is asked more than once is computed once."""

    count: int = 0
    wins: int = 0
    profit_amount: float = 0.0
    profit_ratio_sum: float = 0.0
    volume: float = 0.0
    duration_s: float = 0.0
    held: tuple[Moments, Moments, Moments] = (Moments(), Moments(), Moments())
    profits: Moments = Moments()
    won: Moments = Moments()
    lost: Moments = Moments()
    falls: FallPicture = FallPicture((), 0.0)
    tallies: Mapping[Key, Tally] = field(default_factory=dict)
    days: Mapping[date, Day] = field(default_factory=dict)
    _known: dict[tuple[object, ...], object] = field(default_factory=dict, compare=False, repr=False)

    @property
    def losses(self) -> int:
        return self.count - self.wins

    @property
    def won_amount(self) -> float:
        return self.won.total

    @property
    def lost_amount(self) -> float:
        return abs(self.lost.total)

    @property
    def duration_mean_s(self) -> float:
        return self.duration_s / self.count if self.count else 0.0

    def expectancy(self) -> tuple[float, float]:
        return ratios.expectancy(self.count, self.won, self.lost)

    def sharpe(self, starting_balance: float, days: float) -> float:
        return ratios.sharpe(self.profits, self.profits, starting_balance, days)

    def sortino(self, starting_balance: float, days: float) -> float:
        return ratios.sharpe(self.profits, self.lost, starting_balance, days)

    def calmar(self, starting_balance: float, days: float) -> float:
        deepest = self._once(("ratio", starting_balance), lambda: self.falls.deepest_ratio(starting_balance))
        return ratios.calmar(self.profits, deepest, starting_balance, days)

    def sqn(self, starting_balance: float) -> float:
        return ratios.sqn(self.profits, starting_balance)

    def drawdown(self, starting_balance: float) -> Drawdown:
        return self._once(("drawdown", starting_balance), lambda: self.falls.deepest(starting_balance))

    def by_pair(self) -> Sequence[Group]:
        return self._once(("pair",), lambda: groups.most_profitable_first(groups.joined(self.tallies, _pair)))

    def by_enter_tag(self, pair: str | None = None) -> Sequence[Group]:
        return groups.most_profitable_first(groups.joined(self.tallies, _enter_tag, pair))

    def by_exit_reason(self, pair: str | None = None) -> Sequence[Group]:
        return groups.most_profitable_first(groups.joined(self.tallies, _exit_reason, pair))

    def by_both_tags(self, pair: str | None = None) -> Sequence[Group]:
        return groups.best_trade_first(groups.joined(self.tallies, _both_tags, pair))

    def exit_reasons(self) -> Mapping[str, ReasonCount]:
        return groups.counts(groups.joined(self.tallies, _exit_reason))

    def durations(self) -> tuple[float | None, float | None, float | None]:
        wins, draws, losses = (held.mean if held.count else None for held in self.held)
        return wins, draws, losses

    def day(self, day: date) -> Day:
        return self.days.get(day, (0.0, 0))

    def between(self, start: date, stop: date) -> Day:
        known = self._once(("days",), lambda: sorted(self.days))
        chosen = [self.days[day] for day in known[bisect_left(known, start) : bisect_left(known, stop)]]
        return sum(amount for amount, _ in chosen), sum(trades for _, trades in chosen)

    def _once(self, key: tuple[object, ...], compute: Callable[[], T]) -> T:
        if key not in self._known:
            self._known[key] = compute()
        return self._known[key]  # type: ignore[return-value]  # what was stored under this key


def _pair(key: Key) -> str:
    return key[0]


def _enter_tag(key: Key) -> str:
    return key[1]


def _exit_reason(key: Key) -> str:
    return key[2]


def _both_tags(key: Key) -> str:
    return f"{key[1]} {key[2]}"
