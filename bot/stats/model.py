"""The statistics' vocabulary. Profits in stake currency, ratios 0.01 = 1 %, durations in seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedTrade:
    """What the statistics need of one closed trade.

    ``entry_value``: sum over filled entry orders of filled x (average or price) / leverage, without fees.
    ``volume``: sum of the cost of its orders that are closed and have a fill date.
    """

    trade_id: int
    pair: str
    is_short: bool
    enter_tag: str | None
    exit_reason: str | None
    opened_at: datetime
    closed_at: datetime
    profit_amount: float
    profit_ratio: float
    entry_value: float
    volume: float


@dataclass(frozen=True, slots=True)
class Group:
    """Closed trades with something in common; ``profit_ratio`` is profit over entry value, ``None`` without entries."""

    key: str
    profit_amount: float
    profit_ratio: float | None
    profit_ratio_sum: float
    count: int


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """Wins, draws and losses (by the sign of the profit ratio) of the trades with one exit reason."""

    wins: int
    draws: int
    losses: int


@dataclass(frozen=True, slots=True)
class Drawdown:
    """The deepest fall of the account from a high, and the fall at the last closed trade.

    Amounts are positive; ratios relate to starting balance plus the high. Dates are closing dates of trades,
    ``None`` without trades.
    """

    ratio: float = 0.0
    amount: float = 0.0
    high_at: datetime | None = None
    low_at: datetime | None = None
    current_ratio: float = 0.0
    current_amount: float = 0.0
    current_high: float = 0.0
    current_high_at: datetime | None = None


class ClosedStats(Protocol):
    """A frozen picture of the running totals over all closed trades; methods cost little whatever the number."""

    @property
    def count(self) -> int: ...

    @property
    def wins(self) -> int:
        """Trades with a profit ratio of at least zero (what ``/profit`` calls winning)."""
        ...

    @property
    def losses(self) -> int: ...

    @property
    def profit_amount(self) -> float: ...

    @property
    def profit_ratio_sum(self) -> float: ...

    @property
    def won_amount(self) -> float:
        """Sum of the profits of trades with a profit amount above zero."""
        ...

    @property
    def lost_amount(self) -> float:
        """Sum of the losses, as a positive number."""
        ...

    @property
    def duration_mean_s(self) -> float: ...

    @property
    def volume(self) -> float: ...

    def expectancy(self) -> tuple[float, float]:
        """Expectancy in stake currency and its ratio; (0, 100) without trades."""
        ...

    def sharpe(self, starting_balance: float, days: float) -> float: ...

    def sortino(self, starting_balance: float, days: float) -> float: ...

    def calmar(self, starting_balance: float, days: float) -> float: ...

    def sqn(self, starting_balance: float) -> float: ...

    def drawdown(self, starting_balance: float) -> Drawdown: ...

    def by_pair(self) -> Sequence[Group]:
        """Most profitable first; groups without filled entries are left out."""
        ...

    def by_enter_tag(self, pair: str | None = None) -> Sequence[Group]: ...

    def by_exit_reason(self, pair: str | None = None) -> Sequence[Group]: ...

    def by_both_tags(self, pair: str | None = None) -> Sequence[Group]:
        """Keys are ``enter_tag exit_reason``; ordered by each group's best trade."""
        ...

    def exit_reasons(self) -> Mapping[str, ReasonCount]: ...

    def durations(self) -> tuple[float | None, float | None, float | None]:
        """Mean duration of wins, draws and losses in seconds."""
        ...

    def day(self, day: date) -> tuple[float, int]:
        """Profit amount and number of the trades closed on ``day`` (UTC)."""
        ...

    def between(self, start: date, stop: date) -> tuple[float, int]:
        """The same for ``start`` <= day < ``stop``."""
        ...
