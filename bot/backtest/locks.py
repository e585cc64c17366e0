"""Pair locks in a simulation. Ends lie on candles' opens, as in live trading."""

from __future__ import annotations

from datetime import datetime

from bot.backtest.moment import SimClock
from bot.domain.lock import ALL_PAIRS, BOTH_SIDES, Lock
from bot.rules.lock import lock_end, locked


class SimLocks:
    """Implements the protections' ``Locks`` and the strategies' ``PairLocker``; keeps every lock ever made."""

    def __init__(self, clock: SimClock) -> None:
        self._clock = clock
        self.timeframe = "1m"
        self._active: dict[str, list[Lock]] = {}
        self.all: list[Lock] = []

    def is_locked(self, pair: str, side: str, at: datetime) -> bool:
        """Whether an entry on ``pair`` and ``side`` is forbidden at ``at``."""
        if not self._active:
            return False
        held = [*self._active.get(pair, ()), *self._active.get(ALL_PAIRS, ())]
        return locked(held, pair, side, at)

    def add(self, pair: str, until: datetime, reason: str | None = None, side: str = BOTH_SIDES) -> Lock:
        """A new lock until the candle after ``until``."""
        now = self._clock.now()
        end = lock_end(until, self.timeframe)
        lock = Lock(id=len(self.all) + 1, pair=pair, side=side, reason=reason, locked_at=now, until=end)
        self._active[pair] = [*(old for old in self._active.get(pair, ()) if old.until > now), lock]
        self.all.append(lock)
        return lock

    def lock_pair(self, pair: str, until: datetime, reason: str | None = None, side: str = BOTH_SIDES) -> None:
        self.add(pair, until, reason, side)

    def unlock_pair(self, pair: str) -> None:
        self._active.pop(pair, None)

    def unlock_reason(self, reason: str) -> None:
        kept = {pair: [lock for lock in locks if lock.reason != reason] for pair, locks in self._active.items()}
        self._active = {pair: locks for pair, locks in kept.items() if locks}

    def is_pair_locked(self, pair: str, candle_at: datetime | None = None, side: str = BOTH_SIDES) -> bool:
        """Now, or at the end of the candle that opens at ``candle_at``."""
        at = self._clock.now() if candle_at is None else lock_end(candle_at, self.timeframe)
        return self.is_locked(pair, side, at)
