"""The way through time that a download takes: which candles to ask for next, given what has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from bot.data.frames import first_date, last_date, step_of
from bot.domain import timeframe as tf

if TYPE_CHECKING:
    import pandas as pd


class Walk(Protocol):
    """Asks in steps; ``take`` gets the answer to each and gives what of it is new. It begins at ``begin``."""

    begin: datetime

    @property
    def since(self) -> datetime | None:
        """From when on to ask; ``None`` at the end of the way."""
        ...

    @property
    def share(self) -> float:
        """How much of the way is done, 0 to 1."""
        ...

    def take(self, answer: pd.DataFrame) -> pd.DataFrame:
        """The candles of the answer that belong to the way."""
        ...


@dataclass(slots=True)
class Forward:
    """From ``begin`` to ``stop``, both included, ``limit`` candles at a time, oldest first.

    Spans without candles are passed over, so a hole at the exchange does not end the way.
    """

    begin: datetime
    stop: datetime
    timeframe: str
    limit: int
    at: datetime | None = None

    @property
    def since(self) -> datetime | None:
        at = self.at or self.begin
        return None if at > self.stop else at

    @property
    def share(self) -> float:
        since = self.since
        return 1.0 if since is None or self.stop <= self.begin else (since - self.begin) / (self.stop - self.begin)

    def take(self, answer: pd.DataFrame) -> pd.DataFrame:
        since = self.since or self.stop
        step = step_of(self.timeframe)
        fresh = answer[(answer["date"] >= since) & (answer["date"] <= self.stop)]
        newest = last_date(answer)
        if newest is not None and newest >= since:
            self.at = newest + step
        else:
            self.at = since + self.limit * tf.span(self.timeframe)
        return fresh


@dataclass(slots=True)
class Backward:
    """From before ``before`` back to ``begin``, newest first: what is stored has no hole, wherever it is broken off.

    Some exchanges answer a question about a time without candles with the first ones after it. Then the next question
    is for the oldest candles of all: there may be a hole, or nothing older.
    """

    begin: datetime
    before: datetime
    timeframe: str
    limit: int
    at: datetime | None = None
    is_probing: bool = False
    has_probed: bool = False

    @property
    def since(self) -> datetime | None:
        edge = self.at or self.before
        if edge <= self.begin:
            return None
        return self.begin if self.is_probing else max(self.begin, edge - self.limit * tf.span(self.timeframe))

    @property
    def share(self) -> float:
        if self.since is None:
            return 1.0
        return (self.before - (self.at or self.before)) / (self.before - self.begin)

    def take(self, answer: pd.DataFrame) -> pd.DataFrame:
        since, edge, oldest = self.since or self.begin, self.at or self.before, first_date(answer)
        if self.is_probing:
            self.is_probing = False
            self.begin = edge if oldest is None else min(edge, oldest)  # nothing is older than the oldest
            return answer.iloc[:0]
        is_later = oldest is not None and oldest >= edge
        if is_later and not self.has_probed and since > self.begin:
            self.is_probing = self.has_probed = True
            return answer.iloc[:0]
        self.at = since
        return answer[(answer["date"] >= since) & (answer["date"] < edge)]
