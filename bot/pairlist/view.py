"""What the methods may know of the bot that they serve."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.stats.model import ClosedTrade


def _no_trades(closed_after: datetime) -> Iterable[ClosedTrade]:  # noqa: ARG001 - as a bot without trades answers
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BotView:
    """Questions to the running bot; the defaults answer for a chain that serves none.

    ``max_open_trades`` below 0 is no limit.
    ``stoploss`` is the strategy's stop as a ratio below 0, ``None`` where no strategy tells.
    ``producer_pairs`` gives the list that the producer of that name sent last, ``None`` where none is followed.
    """

    stoploss: Callable[[], float] | None = None
    max_open_trades: Callable[[], int] = lambda: -1
    open_trades: Callable[[], int] = lambda: 0
    closed_trades: Callable[[datetime], Iterable[ClosedTrade]] = _no_trades
    producer_pairs: Callable[[str], Sequence[str]] | None = None
