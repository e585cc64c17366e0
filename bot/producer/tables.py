"""Tables of candles as producers send them."""

from __future__ import annotations

from typing import Any

import msgspec
import pandas as pd

from bot.domain import timeframe as tf
from bot.domain.frames import OHLCV, SIGNALS, TAGS

KEPT_ROWS = 1500
MAX_COLUMNS = 1000


class BadTable(Exception):
    """The table is none of candles."""


class _Split(msgspec.Struct):
    columns: list[str]
    data: list[list[Any]]


class Gap(Exception):
    """Between the known candles and the new one ``missing`` others are missing."""

    def __init__(self, missing: int) -> None:
        super().__init__(f"{missing} candles are missing")
        self.missing = missing


def decoded(text: str) -> pd.DataFrame:
    """The table in ``text`` (split into columns and rows, dates in ms since 1970); raises ``BadTable``."""
    try:
        split = msgspec.json.decode(text, type=_Split)
        if len(split.columns) > MAX_COLUMNS or len(set(split.columns)) < len(split.columns):
            raise BadTable("it has too many columns, or one twice")
        if any(len(row) != len(split.columns) for row in split.data):
            raise BadTable("a row is too short or too long")
        frame = pd.DataFrame(split.data, columns=split.columns)
        if not set(OHLCV) <= set(frame.columns):
            raise BadTable("columns of candles are missing")
        return _typed(frame.tail(KEPT_ROWS).reset_index(drop=True))
    except (ValueError, TypeError, OverflowError) as error:  # msgspec's and pandas' errors are among these
        raise BadTable(str(error)[:200]) from error


def joined(known: pd.DataFrame | None, new: pd.DataFrame, timeframe: str) -> pd.DataFrame:
    """Both as one; where they overlap the new candles win. Old candles change nothing. Raises ``Gap``.

    A table of several candles is an answer to a question, so a gap before it is one of the producer's own.
    """
    if known is None or known.empty or new.empty:
        return new if known is None or known.empty else known
    newest, first, last = known["date"].iloc[-1], new["date"].iloc[0], new["date"].iloc[-1]
    if last < newest:
        return known
    missing = (first - newest) // tf.span(timeframe) - 1
    if missing > 0:
        if len(new) == 1:
            raise Gap(int(missing))
        return new
    older = known.loc[known["date"] < first]
    whole: pd.DataFrame = pd.concat([older, new], ignore_index=True)
    return whole.tail(KEPT_ROWS).reset_index(drop=True)


def without_signals(frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` with signals that say nothing, so that this bot's strategy decides alone."""
    quiet: dict[str, Any] = {name: 0 for name in SIGNALS if name in frame}
    quiet.update((name, None) for name in TAGS if name in frame)
    silenced: pd.DataFrame = frame.assign(**quiet)
    return silenced


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Dates as dates, prices as numbers; what is empty altogether is a number that is not known."""
    for name in frame.columns:
        column = frame[name]
        if name == "date" or name.startswith("date_"):
            frame[name] = pd.to_datetime(column, unit="ms", utc=True).dt.as_unit("ms")
        elif name in TAGS:
            frame[name] = column.astype(object)
        elif name in OHLCV or column.isna().all():
            frame[name] = column.astype("float64")
    dates = frame["date"]
    if dates.isna().any() or not (dates.is_monotonic_increasing and dates.is_unique):
        raise BadTable("its candles are not in order")
    return frame
