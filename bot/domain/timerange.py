"""Spans of time as users write them: ``20260101-20260201``, ``20260101-``, ``-20260201T1200``, epochs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.errors import Refused

_FORMS = {8: "%Y%m%d", 13: "%Y%m%dT%H%M", 15: "%Y%m%dT%H%M%S"}


@dataclass(frozen=True, slots=True)
class Timerange:
    """``None`` leaves a side open; ``stop`` belongs to the span."""

    start: datetime | None = None
    stop: datetime | None = None


def parse(text: str | None) -> Timerange:
    """The span that ``text`` means; nothing or an empty text is all of time. Raises ``Refused``."""
    if not text:
        return Timerange()
    first, dash, second = text.partition("-")
    if not dash or not (first or second):
        raise _incorrect(text)
    span = Timerange(_moment(first, text), _moment(second, text))
    if span.start and span.stop and span.start > span.stop:
        raise Refused(f'Start date is after stop date for timerange "{text}"')
    return span


def _moment(part: str, text: str) -> datetime | None:
    if not part:
        return None
    try:
        if part.isascii() and part.isdigit() and len(part) in (10, 13):
            return datetime.fromtimestamp(int(part) / (1 if len(part) == 10 else 1000), UTC)
        return datetime.strptime(part, _FORMS[len(part)]).replace(tzinfo=UTC)
    except (KeyError, ValueError, OverflowError):
        raise _incorrect(text) from None


def _incorrect(text: str) -> Refused:
    return Refused(f'Incorrect syntax for timerange "{text}" (allowed: START-STOP, as in 20260101-20260201T1200)')
