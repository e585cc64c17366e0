"""The class ``PairLocks`` that some strategy files use instead of ``self.lock_pair``."""

from __future__ import annotations

from datetime import datetime

from bot.strategy.views import Trade


class PairLocks:
    """Locks of the bot that runs."""

    @staticmethod
    def lock_pair(
        pair: str,
        until: datetime,
        reason: str | None = None,
        *,
        now: datetime | None = None,
        side: str = "*",
    ) -> None:
        """No entry on ``pair`` until the candle after ``until``."""
        Trade.context().locks.lock_pair(pair, until, reason, side)

    @staticmethod
    def unlock_pair(pair: str, now: datetime | None = None, side: str = "*") -> None:
        """End all locks of a pair."""
        Trade.context().locks.unlock_pair(pair)

    @staticmethod
    def is_pair_locked(pair: str, now: datetime | None = None, side: str = "*") -> bool:
        """Whether entries on ``pair`` are locked."""
        return Trade.context().locks.is_pair_locked(pair, None, side)
