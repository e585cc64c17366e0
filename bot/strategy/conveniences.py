"""Small functions that strategy files take from the bot's own modules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.clock import SystemClock

_wall = SystemClock()
_NOT_IN_FILE_NAMES = str.maketrans(dict.fromkeys("/ .@$+:", "_"))


def dt_now() -> datetime:
    """Now, in UTC."""
    return _wall.now()


def dt_utc(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, microsecond: int = 0
) -> datetime:
    """A moment in UTC."""
    return datetime(year, month, day, hour, minute, second, microsecond, tzinfo=UTC)


def dt_ts(moment: datetime | None = None) -> int:
    """Milliseconds since 1970, now without a moment."""
    return int((moment or _wall.now()).timestamp() * 1000)


def dt_ts_def(moment: datetime | None, default: int = 0) -> int:
    """Milliseconds since 1970, or the default where there is no moment."""
    return dt_ts(moment) if moment else default


def dt_ts_none(moment: datetime | None) -> int | None:
    """Milliseconds since 1970, if there is a moment."""
    return dt_ts(moment) if moment else None


def dt_floor_day(moment: datetime) -> datetime:
    """The beginning of the day."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def dt_from_ts(timestamp: float) -> datetime:
    """The moment so many milliseconds (or, for small numbers, seconds) after 1970."""
    return datetime.fromtimestamp(timestamp / 1000 if timestamp > 1e10 else timestamp, tz=UTC)


def format_date(moment: datetime | None) -> str:
    """A moment as people read it; nothing for none."""
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else ""


def pair_to_filename(pair: str) -> str:
    """A pair as it stands in file names."""
    return pair.translate(_NOT_IN_FILE_NAMES)


def safe_value_fallback(values: Mapping[str, Any], key1: str, key2: str | None = None, default: Any = None) -> Any:
    """The first of two entries that holds a value."""
    if values.get(key1) is not None:
        return values[key1]
    second = None if key2 is None else values.get(key2)
    return default if second is None else second


def plural(number: float, singular: str, plural: str | None = None) -> str:
    """The word that fits the number."""
    return singular if abs(number) == 1 else plural or f"{singular}s"
