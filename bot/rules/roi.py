"""Take the profit that the user wanted after this long."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.domain.trade import Trade
from bot.ports import Callbacks
from bot.settings.model import StrategyOptions


def threshold(minimal_roi: Mapping[int, float], duration_min: int) -> float | None:
    """The ratio of the latest entry (minutes -> ratio) that has begun; ``None`` before the first one."""
    begun = [minute for minute in minimal_roi if minute <= duration_min]
    return minimal_roi[max(begun)] if begun else None


def wanted(trade: Trade, options: StrategyOptions, callbacks: Callbacks, now: datetime) -> float | None:
    """The ratio to leave at: the table's or, where it is lower, the strategy's own."""
    duration_min = int((now - trade.opened_at).total_seconds() // 60)
    listed = threshold(options.minimal_roi, duration_min)
    if not options.use_custom_roi:
        return listed
    own = callbacks.custom_roi(trade, now, duration_min, trade.enter_tag, trade.direction.value)
    if own is None or listed is None:
        return listed if own is None else own
    return min(own, listed)


def is_reached(
    trade: Trade, profit_ratio: float, options: StrategyOptions, callbacks: Callbacks, now: datetime
) -> bool:
    """Whether the profit lies above the wanted one."""
    ratio = wanted(trade, options, callbacks, now)
    return ratio is not None and profit_ratio > ratio
