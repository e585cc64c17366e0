"""When the next pass is due."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain import timeframe as tf

AFTER_CANDLE = timedelta(seconds=1)  # market time that an exchange gets to finish a candle
SHORTEST_S = 0.05


def wait_s(throttle_s: float, elapsed_s: float) -> float:
    """Wall seconds left of a pass that should take ``throttle_s`` in all."""
    return max(throttle_s - elapsed_s, SHORTEST_S)


def wait_for_candle_s(throttle_s: float, elapsed_s: float, clock: Clock, timeframe: str) -> float:
    """The same, so that a pass begins a market second after each candle's close.

    A wait that goes beyond that moment is cut, one that ends between the close and that moment is stretched.
    """
    plain = wait_s(throttle_s, elapsed_s)
    now = clock.now()
    for close in (tf.floor(now, timeframe), tf.next_open(now, timeframe)):
        until_close = clock.real_seconds(max(close - now, timedelta()))
        until_pass = _real(clock, now, close + AFTER_CANDLE)
        if until_pass > 0 and until_close <= plain:
            return max(until_pass, SHORTEST_S)
    return plain


def _real(clock: Clock, now: datetime, moment: datetime) -> float:
    """Wall seconds until ``moment`` of the market; 0 if it is past."""
    return clock.real_seconds(moment - now) if moment > now else 0.0
