"""Pair locks: in memory for the many looks, on disk for the next start."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.clock import Clock
from bot.domain.lock import BOTH_SIDES, Lock
from bot.errors import StorageBusy
from bot.ports import LockStore
from bot.rules import lock as rule

log = logging.getLogger(__name__)


class LockKeeper:
    """The locks of engine, users and strategies. ``timeframe`` (the strategy's) is what ends are moved up to."""

    def __init__(self, store: LockStore, clock: Clock, timeframe: str = "5m") -> None:
        self._store = store
        self._clock = clock
        self._locks: list[Lock] = []
        self._last_temporary_id = 0
        self.timeframe = timeframe
        self.revision = 0

    def load(self) -> None:
        """Read the active locks from disk."""
        self._locks = self._store.active(self._clock.now())
        self.revision += 1

    def active(self) -> Sequence[Lock]:
        """Locks that hold now, by id."""
        now = self._clock.now()
        if any(lock.until <= now for lock in self._locks):
            self._locks = [lock for lock in self._locks if lock.until > now]
            self.revision += 1
        return tuple(self._locks)

    def is_locked(self, pair: str, side: str, at: datetime) -> bool:
        """Whether an entry on ``pair`` and ``side`` is forbidden at ``at``."""
        return rule.locked(self._locks, pair, side, at)

    def locking(self, pair: str, side: str, at: datetime, *, ignoring: str) -> Lock | None:
        """The lock that forbids it longest, those with the reason ``ignoring`` left out; ``None`` where none does."""
        return rule.locking([lock for lock in self._locks if lock.reason != ignoring], pair, side, at)

    def add(self, pair: str, until: datetime, reason: str | None = None, side: str = BOTH_SIDES) -> Lock:
        """Lock ``pair`` until the candle after ``until`` opens; a lock that is there already is not doubled."""
        end = rule.lock_end(until, self.timeframe)
        for lock in self._locks:
            if (lock.pair, lock.side, lock.reason, lock.until) == (pair, side, reason, end):
                return lock
        new = Lock(pair=pair, side=side, reason=reason, locked_at=self._clock.now(), until=end)
        stored = self._kept(new)
        self._locks.append(stored)
        self.revision += 1
        return stored

    def _kept(self, lock: Lock) -> Lock:
        """``lock`` on disk, or in memory alone where that can't be written now."""
        try:
            return self._store.add(lock)
        except StorageBusy as error:
            log.error("The lock on %s holds until the bot's end only: %s", lock.pair, error)
            self._last_temporary_id -= 1
            return replace(lock, id=self._last_temporary_id)

    def release(self, chosen: Callable[[Lock], bool]) -> Sequence[Lock]:
        """End the active locks that ``chosen`` picks; returns them."""
        ended = [lock for lock in self._locks if chosen(lock)]
        if ended:
            self._store.release([lock.id for lock in ended if lock.id > 0], self._clock.now())
            self._locks = [lock for lock in self._locks if lock not in ended]
            self.revision += 1
        return ended

    def lock_pair(self, pair: str, until: datetime, reason: str | None = None, side: str = BOTH_SIDES) -> None:
        """For strategies."""
        self.add(pair, until, reason, side)

    def unlock_pair(self, pair: str) -> None:
        """For strategies: end all locks of a pair."""
        self.release(lambda lock: lock.pair == pair)

    def unlock_reason(self, reason: str) -> None:
        """For strategies: end all locks with this reason."""
        self.release(lambda lock: lock.reason == reason)

    def is_pair_locked(self, pair: str, candle_at: datetime | None = None, side: str = BOTH_SIDES) -> bool:
        """For strategies; at the end of the candle ``candle_at``, or now."""
        at = self._clock.now() if candle_at is None else rule.lock_end(candle_at, self.timeframe)
        return self.is_locked(pair, side, at)
