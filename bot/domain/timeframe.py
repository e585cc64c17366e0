"""Candle lengths: ``5m`` and the like, their grid in time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from bot.errors import Refused

_UNIT_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "M": 2_592_000, "y": 31_536_000}
_MONTHS = {"M": 1, "y": 12}
_FORM = re.compile(r"([1-9][0-9]{0,5})([smhdwMy])")
_WEEK_ORIGIN = datetime(1970, 1, 5, tzinfo=UTC)  # weeks begin on a Monday
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def seconds(timeframe: str) -> int:
    """Length of a candle in seconds; a month counts 30 days, a year 365.

    Raises ``Refused`` where the text is no timeframe.
    """
    match = _FORM.fullmatch(timeframe)
    if match is None:
        raise Refused(f"'{timeframe}' is not a timeframe (allowed: a number and one of s m h d w M y, such as 5m).")
    return int(match[1]) * _UNIT_S[match[2]]


def is_known(text: str) -> bool:
    """Whether ``text`` is a timeframe."""
    return _FORM.fullmatch(text) is not None


def minutes(timeframe: str) -> int:
    """Length of a candle in whole minutes."""
    return seconds(timeframe) // 60


def span(timeframe: str) -> timedelta:
    """Length of a candle."""
    return timedelta(seconds=seconds(timeframe))


def floor(moment: datetime, timeframe: str) -> datetime:
    """Open of the candle that holds ``moment``; a moment on the boundary opens its own candle."""
    step = span(timeframe)
    months = calendar_months(timeframe)
    if months:
        return _month(_months_since_epoch(moment) // months * months)
    origin = _WEEK_ORIGIN if timeframe.endswith("w") else EPOCH
    return moment - (moment - origin) % step


def next_open(moment: datetime, timeframe: str) -> datetime:
    """Open of the candle after the one that holds ``moment``."""
    opened, months = floor(moment, timeframe), calendar_months(timeframe)
    return _month(_months_since_epoch(opened) + months) if months else opened + span(timeframe)


def calendar_months(timeframe: str) -> int:
    """How many months of the calendar a candle lasts; 0 where its length is fixed."""
    return int(timeframe[:-1]) * _MONTHS.get(timeframe[-1], 0)


def _months_since_epoch(moment: datetime) -> int:
    return (moment.year - EPOCH.year) * 12 + moment.month - 1


def _month(number: int) -> datetime:
    return EPOCH.replace(year=EPOCH.year + number // 12, month=number % 12 + 1)
