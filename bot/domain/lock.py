"""Pair locks: no entry on a pair (``*``: on any) until a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

ALL_PAIRS = "*"
BOTH_SIDES = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """``side`` is ``long``, ``short`` or ``*``; inactive locks are kept as history."""

    id: int = 0
    pair: str
    side: str = BOTH_SIDES
    reason: str | None = None
    locked_at: datetime
    until: datetime
    active: bool = True

    def holds(self, pair: str, side: str, at: datetime) -> bool:
        """Whether an entry on ``pair`` and ``side`` is locked at ``at``; a ``*`` query finds only ``*`` locks."""
        return self.active and self.until > at and self.pair == pair and (self.side == BOTH_SIDES or self.side == side)
