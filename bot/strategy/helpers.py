"""The functions that strategy files import beside the base class."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from bot.clock import SystemClock
from bot.domain import timeframe as tf

_KEY = "date seen from"
_wall = SystemClock()


def timeframe_to_seconds(timeframe: str) -> int:
    """Length of a candle."""
    return tf.seconds(timeframe)


def timeframe_to_minutes(timeframe: str) -> int:
    """Length of a candle; 0 below a minute."""
    return tf.seconds(timeframe) // 60


def timeframe_to_msecs(timeframe: str) -> int:
    """Length of a candle."""
    return tf.seconds(timeframe) * 1000


def timeframe_to_resample_freq(timeframe: str) -> str:
    """What pandas calls this length when it resamples."""
    length_s = tf.seconds(timeframe)
    words = {"w": "1W-MON", "M": f"{timeframe[:-1]}MS", "y": f"{timeframe[:-1]}YS"}
    return words.get(timeframe[-1], f"{length_s}s")


def timeframe_to_prev_date(timeframe: str, date: datetime | None = None) -> datetime:
    """Open of the candle that holds ``date`` (now without one)."""
    return tf.floor(date or _wall.now(), timeframe)


def timeframe_to_next_date(timeframe: str, date: datetime | None = None) -> datetime:
    """Open of the candle after the one that holds ``date``."""
    return tf.next_open(date or _wall.now(), timeframe)


def stoploss_from_open(
    open_relative_stop: float, current_profit: float, is_short: bool = False, leverage: float = 1.0
) -> float:
    """Distance from the current rate of a stop that lies ``open_relative_stop`` from the opening rate; at least 0."""
    stop, profit = open_relative_stop / leverage, current_profit / leverage
    if (profit == 1 and is_short) or (profit == -1 and not is_short):
        return 1.0
    distance = -1 + (1 - stop) / (1 - profit) if is_short else 1 - (1 + stop) / (1 + profit)
    return max(distance * leverage, 0.0)


def stoploss_from_absolute(
    stop_rate: float, current_rate: float, is_short: bool = False, leverage: float = 1.0
) -> float:
    """Distance from the current rate of a stop at ``stop_rate``; at least 0, and 1 where there is no rate."""
    if current_rate == 0:
        return 1.0
    ratio = stop_rate / current_rate
    return max(ratio - 1 if is_short else 1 - ratio, 0.0) * leverage


def merge_informative_pair(
    dataframe: pd.DataFrame,
    informative: pd.DataFrame,
    timeframe: str,
    timeframe_inf: str,
    ffill: bool = True,
    append_timeframe: bool = True,
    date_column: str = "date",
    suffix: str | None = None,
) -> pd.DataFrame:
    """``dataframe`` with the columns of ``informative``, each candle from the moment on when it is known.

    A slower candle that opens at D is complete D + its length, so it is seen first on the candle that closes then.
    Columns get ``_<timeframe_inf>`` or ``_<suffix>`` behind their name. Raises ``ValueError`` for faster candles.
    """
    if suffix and append_timeframe:
        raise ValueError("Columns get a suffix or the timeframe behind their name, not both.")
    ending = suffix or (timeframe_inf if append_timeframe else None)
    known = informative.rename(columns=lambda column: f"{column}_{ending}" if ending else column)
    known_date = f"{date_column}_{ending}" if ending else date_column
    return aligned(dataframe, known, timeframe, timeframe_inf, date_column, known_date, ffill=ffill)


def aligned(
    frame: pd.DataFrame,
    known: pd.DataFrame,
    timeframe: str,
    known_timeframe: str,
    date_column: str,
    known_date: str,
    *,
    ffill: bool,
) -> pd.DataFrame:
    """``frame`` with the columns of ``known``, whose names must not collide; see ``merge_informative_pair``."""
    own_s, other_s = tf.seconds(timeframe), tf.seconds(known_timeframe)
    if other_s < own_s:
        raise ValueError(f"Candles of {known_timeframe} are faster than {timeframe} and can't be merged into them.")
    months = tf.calendar_months(known_timeframe)
    length = pd.DateOffset(months=months) if months and other_s > own_s else pd.Timedelta(seconds=other_s)
    own = pd.Timedelta(seconds=own_s)
    seen_from = (known[known_date] + length - own).astype(frame[date_column].dtype)
    known = known.assign(**{_KEY: seen_from}).sort_values(_KEY)
    if ffill:
        joined = pd.merge_asof(frame, known, left_on=date_column, right_on=_KEY, direction="backward")
    else:
        joined = frame.merge(known, left_on=date_column, right_on=_KEY, how="left")
    return joined.drop(columns=_KEY)
