"""Where the exchange's account and the stored trades disagree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Finding(StrEnum):
    """Kinds of difference."""

    MISSED_FILL = "missed_fill"
    UNKNOWN_ORDER = "unknown_order"
    VANISHED_ORDER = "vanished_order"
    SIZE_DRIFT = "size_drift"


class Action(StrEnum):
    """What can be done: take the exchange's word, leave it as it is, or end the order or the position."""

    ADOPT = "adopt"
    IGNORE = "ignore"
    CLOSE = "close"


class Settlement(StrEnum):
    """What became of a difference."""

    OPEN = "open"
    ADOPTED = "adopted"
    IGNORED = "ignored"
    CLOSED = "closed"


SETTLED_BY = {
    Action.ADOPT: Settlement.ADOPTED,
    Action.IGNORE: Settlement.IGNORED,
    Action.CLOSE: Settlement.CLOSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One disagreement; ``key`` stays the same as long as it lasts.

    ``ours`` and ``theirs`` are amounts in base currency. While one that ``blocks`` is open, its pair is not entered.
    """

    key: str
    kind: Finding
    pair: str
    text: str
    found_at: datetime
    trade_id: int | None = None
    order_id: str | None = None
    client_order_id: str | None = None
    ours: float | None = None
    theirs: float | None = None
    blocks: bool = True
    actions: Sequence[Action] = ()
    state: Settlement = Settlement.OPEN
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Open differences and the last settled ones, newest last; ``checked_at`` is ``None`` before the first look.

    A paper account has nothing to compare with.
    """

    is_paper: bool = True
    checked_at: datetime | None = None
    differences: Sequence[Difference] = ()
