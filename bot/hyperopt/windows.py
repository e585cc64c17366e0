"""Parts of a span: what is found on one is tested on the next."""

from __future__ import annotations

from itertools import pairwise

from bot.backtest.span import Span
from bot.errors import Refused


def windows(span: Span, count: int, step_ms: int) -> list[tuple[Span, Span]]:
    """``count`` pairs of neighbouring parts, all of one length in whole candles; raises ``Refused``."""
    if span.start_ms is None or span.stop_ms is None:
        raise Refused("Windows need a timerange with a beginning and an end, such as 20260101-20260701.")
    length = (span.stop_ms - span.start_ms) // (count + 1) // step_ms * step_ms
    if length < 2 * step_ms:
        raise Refused(f"The timerange is too short for {count} windows.")
    parts = [
        Span(span.start_ms + number * length, span.start_ms + (number + 1) * length - step_ms)
        for number in range(count + 1)
    ]
    return list(pairwise(parts))
