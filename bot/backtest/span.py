"""Which candles a backtest reads and which it trades on. Moments are epoch milliseconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.timerange import Timerange


@dataclass(frozen=True, slots=True)
class Span:
    """Candles from ``start_ms`` to ``stop_ms`` are traded on, both included; ``None`` leaves a side open."""

    start_ms: int | None = None
    stop_ms: int | None = None

    def with_startup(self, step_ms: int, startup: int) -> Span:
        """What must be read so that indicators have ``startup`` candles before the start."""
        return self if self.start_ms is None else Span(self.start_ms - startup * step_ms, self.stop_ms)

    def fitted(self, first_ms: int, step_ms: int, startup: int) -> Span:
        """Moved forward where the data, which begin at ``first_ms``, leave no candles for the indicators before it."""
        if startup and (self.start_ms is None or first_ms >= self.start_ms):
            return Span(first_ms + startup * step_ms, self.stop_ms)
        return self


def span_of(timerange: Timerange) -> Span:
    """The user's span in milliseconds."""
    return Span(_ms(timerange.start), _ms(timerange.stop))


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1000)
