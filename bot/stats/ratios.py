"""Ratios over closed trades; ``r`` is a trade's profit over the starting balance.

Formulas: expectancy as in van Tharp's "Trade Your Way to Financial Freedom" (win rate x mean win - loss rate x mean
loss); Sharpe, Sortino and Calmar with yearly scale sqrt(365); SQN = sqrt(n) x mean(r) / std(r). An undefined ratio
is -100, as clients expect it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

UNDEFINED = -100.0
YEAR_DAYS = 365
NO_LOSSES = 100.0


class Values(Protocol):
    """Profits in stake currency, as far as the ratios need them: ``Moments`` step by step, ``Sample`` over an array."""

    @property
    def count(self) -> int: ...

    @property
    def total(self) -> float: ...

    @property
    def mean(self) -> float: ...

    def deviation(self, *, is_sample: bool = False) -> float: ...


@dataclass(frozen=True, slots=True)
class Moments:
    """Number, sum and sum of squares of profits, in stake currency."""

    count: int = 0
    total: float = 0.0
    squares: float = 0.0

    def with_value(self, value: float) -> Moments:
        """One profit more."""
        return Moments(self.count + 1, self.total + value, self.squares + value * value)

    @property
    def mean(self) -> float:
        """0 without values."""
        return self.total / self.count if self.count else 0.0

    def deviation(self, *, is_sample: bool = False) -> float:
        """Standard deviation of the population, or of a sample; 0 where it is not defined."""
        degrees = self.count - 1 if is_sample else self.count
        if degrees <= 0:
            return 0.0
        spread = self.squares - self.total * self.mean
        tiny = 1e-12 * self.squares  # what rounding leaves of equal values
        return math.sqrt(spread / degrees) if spread > tiny else 0.0


def expectancy(count: int, wins: Values, losses: Values) -> tuple[float, float]:
    """Mean profit to expect of a trade in stake currency, and per unit lost."""
    if not count:
        return 0.0, NO_LOSSES
    win_rate, loss_rate = wins.count / count, losses.count / count
    mean_win, mean_loss = wins.mean, abs(losses.mean)
    value = win_rate * mean_win - loss_rate * mean_loss
    return value, (1 + mean_win / mean_loss) * win_rate - 1 if mean_loss else NO_LOSSES


def sharpe(profits: Values, spread: Values, starting_balance: float, days: float) -> float:
    """Return per day over the deviation of ``spread``: all profits for Sharpe, the losing ones for Sortino."""
    if not profits.count or not starting_balance or days <= 0:
        return 0.0
    deviation = spread.deviation() / starting_balance
    if deviation == 0:
        return UNDEFINED
    return profits.total / starting_balance / days / deviation * math.sqrt(YEAR_DAYS)


def calmar(profits: Values, max_drawdown_ratio: float, starting_balance: float, days: float) -> float:
    """Return per day in percent over the deepest relative fall."""
    if not profits.count or not starting_balance or days <= 0:
        return 0.0
    if max_drawdown_ratio == 0:
        return UNDEFINED
    return profits.total / starting_balance / days * 100 / max_drawdown_ratio * math.sqrt(YEAR_DAYS)


def sqn(profits: Values, starting_balance: float) -> float:
    """System quality number, 4 places."""
    if not profits.count or not starting_balance:
        return 0.0
    deviation = profits.deviation(is_sample=True)
    return round(math.sqrt(profits.count) * profits.mean / deviation, 4) if deviation else UNDEFINED


def yearly_growth(starting: float, final: float, days: int) -> float:
    """The growth per year that leads from ``starting`` to ``final`` in ``days``; 0 where none can be told."""
    if starting <= 0 or final < 0 or days <= 0:
        return 0.0
    try:
        return float((final / starting) ** (YEAR_DAYS / days)) - 1
    except OverflowError:
        return 0.0
