"""The simulation's time."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.backtest.position import moment


class SimClock:
    """Implements ``Clock``; ``ms`` is the open of the candle at hand."""

    __slots__ = ("_now", "_now_ms", "ms")

    def __init__(self, ms: int = 0) -> None:
        self.ms = ms
        self._now_ms = ms
        self._now = moment(ms)

    def now(self) -> datetime:
        if self._now_ms != self.ms:
            self._now_ms, self._now = self.ms, moment(self.ms)
        return self._now

    def real_seconds(self, market_span: timedelta) -> float:
        return market_span.total_seconds()
