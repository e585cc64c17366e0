"""Spans and moments of time in a result's spellings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

MINUTE, HOUR, DAY = 60, 3600, 86_400


def iso_span(span: timedelta) -> str:
    """``P6DT12H5M``; no span is ``PT0S``. Whole seconds."""
    seconds = int(span.total_seconds())
    days, rest = divmod(seconds, DAY)
    parts = ((rest // HOUR, "H"), (rest % HOUR // MINUTE, "M"), (rest % MINUTE, "S"))
    clock = "".join(f"{number}{letter}" for number, letter in parts if number)
    date = f"{days}D" if days else ""
    return f"P{date}T{clock}" if clock else f"P{date or 'T0S'}"


def held_span(minutes: int) -> str:
    """``1d 10:07``."""
    days, rest = divmod(minutes, DAY // MINUTE)
    return f"{days}d {rest // 60:02}:{rest % 60:02}"


def moment(ms: int) -> str:
    """``2026-10-01 11:55:00``."""
    return f"{datetime.fromtimestamp(ms / 1000, UTC):%Y-%m-%d %H:%M:%S}"


def days_and_clock(span_s: float) -> str:
    """``6 days 12:05:00``."""
    days, rest = divmod(int(span_s), DAY)
    return f"{days} days {rest // HOUR:02}:{rest % HOUR // MINUTE:02}:{rest % MINUTE:02}"
