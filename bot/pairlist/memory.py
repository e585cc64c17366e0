"""Answers that are kept for a while, so that no pass asks the exchange for what it knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from operator import is_
from typing import Generic, TypeVar

from bot.clock import Clock
from bot.domain.market import Ticker
from bot.ports import MarketData

TICKERS_KEPT_S = 1800.0
Key = TypeVar("Key")
Answer = TypeVar("Answer")


class Memory(Generic[Key, Answer]):
    """Each answer is kept for ``kept_s`` seconds of market time, then asked for again."""

    def __init__(self, clock: Clock, kept_s: float) -> None:
        self._clock = clock
        self._kept = timedelta(seconds=kept_s)
        self._answers: dict[Key, tuple[datetime, Answer]] = {}

    def get(self, key: Key, ask: Callable[[], Answer]) -> Answer:
        """The answer to ``key``; what ``ask`` raises is passed on and nothing is kept."""
        now = self._clock.now()
        known = self._answers.get(key)
        if known is not None and now - known[0] < self._kept:
            return known[1]
        answer = ask()
        self._answers[key] = (now, answer)
        return answer


class Latest(Generic[Answer]):
    """The last answer, for as long as it is asked about the very same objects."""

    def __init__(self) -> None:
        self._known: tuple[tuple[object, ...], Answer] | None = None

    def about(self, *things: object, make: Callable[[], Answer]) -> Answer:
        """What ``make`` said of ``things``; what it raises is passed on and nothing is kept."""
        if self._known is not None and all(map(is_, self._known[0], things)):
            return self._known[1]
        answer = make()
        self._known = (things, answer)
        return answer


class Tickers:
    """The tickers of all pairs, shared by the methods of a chain and read every half hour."""

    def __init__(self, market: MarketData, clock: Clock) -> None:
        self._market = market
        self._memory: Memory[None, Mapping[str, Ticker]] = Memory(clock, TICKERS_KEPT_S)

    def current(self) -> Mapping[str, Ticker]:
        """Tickers by pair; pairs that the exchange has none for are absent."""
        return self._memory.get(None, self._market.tickers)
