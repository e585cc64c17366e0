"""Whether an unfilled order has waited long enough."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.order import Order
from bot.settings.model import UnfilledTimeout


def has_timed_out(order: Order, timeouts: UnfilledTimeout | None, now: datetime, *, is_entry: bool) -> bool:
    """Whether ``order`` is older than the user allows; without a limit it may wait for ever."""
    limit = None if timeouts is None else (timeouts.entry if is_entry else timeouts.exit)
    if timeouts is None or limit is None:
        return False
    return now - order.placed_at >= timedelta(**{timeouts.unit: limit})
