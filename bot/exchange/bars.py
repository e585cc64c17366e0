"""Candles as bare arrays: five rows (open, high, low, close, volume), one column for each candle."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from bot.domain import timeframe as tf
from bot.domain.frames import OHLCV
from bot.errors import ExchangeError

Bars = npt.NDArray[np.float64]

MINUTE_MS = 60_000
# Calendar months come from files of their own: days of one length can not make them.
TIMEFRAMES = (
    "1m",
    "3m",
    "5m",
    "15m",
    "30m",
    "1h",
    "2h",
    "4h",
    "6h",
    "8h",
    "12h",
    "1d",
    "3d",
    "1w",
)  # calendar months come from files of their own
_MILLISECOND = timedelta(milliseconds=1)


def to_ms(moment: datetime) -> int:
    """Whole milliseconds since 1970, rounded down."""
    return (moment - tf.EPOCH) // _MILLISECOND


def from_ms(moment_ms: int) -> datetime:
    """The moment ``moment_ms`` milliseconds after 1970."""
    return tf.EPOCH + moment_ms * _MILLISECOND


def origin_ms(timeframe: str) -> int:
    """Where the grid of a timeframe begins: the open of the candle that holds 1970-01-01."""
    return to_ms(tf.floor(tf.EPOCH, timeframe))


def aggregate(bars: Bars, size: int) -> Bars:
    """Each ``size`` candles as one; their number must be a multiple of ``size``."""
    if size == 1:
        return bars
    opens, highs, lows, closes, volumes = bars.reshape(5, -1, size)
    return np.stack((opens[:, 0], highs.max(axis=1), lows.min(axis=1), closes[:, -1], volumes.sum(axis=1)))


def inside(bars: Bars, share: float) -> npt.NDArray[np.float64]:
    """The price of each candle when ``share`` (0 to 1) of its time is over.

    A rising candle goes open, low, high, close, a falling one open, high, low, close, a third of the time each.
    """
    opens, highs, lows, closes, _ = bars
    rises = closes >= opens
    stops = (opens, np.where(rises, lows, highs), np.where(rises, highs, lows), closes)
    leg = min(2, int(share * 3))
    return np.asarray(stops[leg] + (stops[leg + 1] - stops[leg]) * (share * 3 - leg))


def frame(first_open_ms: int, step_ms: int, bars: Bars) -> pd.DataFrame:
    """Candles in the columns of the port."""
    opens_ms = np.arange(bars.shape[1], dtype=np.int64) * step_ms + first_open_ms
    return dated_frame(opens_ms, bars)


def dated_frame(opens_ms: npt.NDArray[np.int64], bars: Bars) -> pd.DataFrame:
    """Candles that open at ``opens_ms`` in the columns of the port. The bars become the frame's own."""
    candles = pd.DataFrame(bars.T, columns=list(OHLCV[1:]), copy=False)
    candles.insert(0, "date", pd.DatetimeIndex(opens_ms.view("M8[ms]"), tz="UTC"))
    return candles


def span_ms(timeframe: str, allowed: tuple[str, ...]) -> int:
    """Length of a candle; raises ``ExchangeError`` where the exchange does not have that timeframe."""
    if timeframe not in allowed:
        raise ExchangeError(f"There are no candles of {timeframe} here (there are {', '.join(allowed)}).")
    return tf.seconds(timeframe) * 1000


def visible_range(first: int, end: int, since: int | None, limit: int) -> tuple[int, int]:
    """Which candles a call gets: of those from ``first`` to before ``end`` the newest, or the first from ``since``."""
    begin = max(first, end - limit) if since is None else max(first, since)
    return begin, max(begin, min(end, begin + limit))
