"""The clients' spellings of time. All moments are UTC."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.timeframe import EPOCH

MILLISECOND = timedelta(milliseconds=1)
SECOND = timedelta(seconds=1)
SPANS = (
    ("year", 365 * 86_400),
    ("month", 30 * 86_400),
    ("week", 7 * 86_400),
    ("day", 86_400),
    ("hour", 3600),
    ("minute", 60),
)


def text(moment: datetime | None) -> str | None:
    """``2026-11-21 08:10:00``."""
    return None if moment is None else moment.isoformat(" ", "seconds")[:19]


def milliseconds(moment: datetime | None) -> int | None:
    """Epoch milliseconds."""
    return None if moment is None else (moment - EPOCH) // MILLISECOND


def seconds(moment: datetime | None) -> int | None:
    """Epoch seconds."""
    return None if moment is None else (moment - EPOCH) // SECOND


def iso(moment: datetime | None) -> str | None:
    """``2026-11-21T08:10:00.123456Z``, without the fraction where there is none."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def bare_iso(moment: datetime | None) -> str | None:
    """``2026-11-21T08:10:00.123456``: without the zone that all moments share."""
    return None if moment is None else moment.isoformat().removesuffix("+00:00")


def ago(moment: datetime, now: datetime) -> str:
    """How long ago ``moment`` was: ``3 days ago``, ``an hour ago``, ``just now``."""
    passed_s = (now - moment).total_seconds()
    for unit, length_s in SPANS:
        count = int(passed_s // length_s)
        if count == 1:
            return f"{'an' if unit == 'hour' else 'a'} {unit} ago"
        if count > 1:
            return f"{count} {unit}s ago"
    return "just now"
