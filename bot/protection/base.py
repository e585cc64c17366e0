"""What a protection is: a rule that looks at the trades closed lately and may ask for a lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

from bot.domain.enums import Direction
from bot.domain.lock import BOTH_SIDES
from bot.stats.model import ClosedTrade

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time and how the user wrote it, such as ``5 candles``."""

    text: str
    length: timedelta


@dataclass(frozen=True, slots=True)
class Terms:
    """How far back a protection looks and how long it locks: for a span, or until a time of the day (UTC)."""

    lookback: Span
    pause: Span | time

    @property
    def duration(self) -> str:
        """``for 5 candles`` or ``until 23:00``."""
        return f"until {self.pause:%H:%M}" if isinstance(self.pause, time) else f"for {self.pause.text}"

    def end(self, trades: Sequence[ClosedTrade]) -> datetime:
        """When a lock after ``trades`` (at least one) ends."""
        newest = max(trade.closed_at for trade in trades)
        if not isinstance(self.pause, time):
            return newest + self.pause.length
        today = datetime.combine(newest.astimezone(UTC), self.pause, UTC)
        return today if today > newest else today + DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The closed trades that protections may look at, by closing date.

    ``balance`` is the account's starting balance with the profits of all closed trades, in stake currency.
    """

    now: datetime
    trades: Sequence[ClosedTrade]
    balance: float

    def closed_in(
        self, lookback: timedelta, *, pair: str | None = None, direction: Direction | None = None
    ) -> list[ClosedTrade]:
        """Trades closed later than ``lookback`` ago; ``None`` takes all pairs or both directions."""
        return [
            trade
            for trade in self.trades
            if trade.closed_at > self.now - lookback
            and pair in (None, trade.pair)
            and (direction is None or trade.is_short is (direction is Direction.SHORT))
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """What a protection asks for: no entries on ``side`` until ``until``, which lies anywhere in its candle."""

    until: datetime
    reason: str
    side: str = BOTH_SIDES


class Protection(Protocol):
    """One rule of the strategy's list; asked after each closed trade, ``direction`` is that trade's."""

    @property
    def lookback(self) -> timedelta:
        """How old a trade may be to count."""
        ...

    @property
    def summary(self) -> str:
        """What it does with its parameters, in a sentence."""
        ...

    def pair_stop(self, past: Past, pair: str, direction: Direction) -> Stop | None:
        """The lock that ``pair`` needs now."""
        ...

    def global_stop(self, past: Past, direction: Direction) -> Stop | None:
        """The lock that all pairs need now."""
        ...
