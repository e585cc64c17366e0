"""Pair locks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.domain import timeframe as tf
from bot.domain.lock import ALL_PAIRS, Lock


def locking(locks: Iterable[Lock], pair: str, side: str, at: datetime) -> Lock | None:
    """The lock that ends last of those that forbid an entry on ``pair`` and ``side`` at ``at``."""
    held = [lock for lock in locks if lock.holds(pair, side, at) or lock.holds(ALL_PAIRS, side, at)]
    return max(held, key=lambda lock: lock.until, default=None)


def locked(locks: Iterable[Lock], pair: str, side: str, at: datetime) -> bool:
    """Whether an entry on ``pair`` and ``side`` is forbidden at ``at``."""
    return locking(locks, pair, side, at) is not None


def lock_end(until: datetime, timeframe: str) -> datetime:
    """Locks end with the open of the next candle, so that a whole candle is never traded in part."""
    return tf.next_open(until, timeframe)
