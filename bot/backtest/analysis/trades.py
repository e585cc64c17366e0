"""The trades to look into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from bot.domain.timerange import Timerange

ALL = "all"
TEXTS = ("pair", "enter_reason", "exit_reason")
NUMBERS = ("profit_abs", "profit_ratio")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """``all`` stands for every tag or reason; a trade belongs to a time range if it lies in it with both ends."""

    enter_reasons: Sequence[str] = (ALL,)
    exit_reasons: Sequence[str] = (ALL,)
    timerange: Timerange = Timerange()


def trades_frame(trades: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Trades of a stored result in closing order, with enter_reason (the entry tag) and moments in UTC."""
    frame = pd.DataFrame(list(trades)).rename(columns={"enter_tag": "enter_reason"})
    if frame.empty:
        return pd.DataFrame(columns=[*TEXTS, *NUMBERS, "open_date", "close_date"])
    frame["enter_reason"] = frame["enter_reason"].fillna("")
    for name in ("open", "close"):
        frame[f"{name}_date"] = moments(pd.to_datetime(frame[f"{name}_timestamp"], unit="ms", utc=True))
    return frame


def moments(dates: pd.Series[Any]) -> pd.Series[Any]:
    """Dates of any kind as UTC moments of one resolution: such columns can be compared."""
    return pd.to_datetime(dates, utc=True).dt.as_unit("ms")


def chosen(trades: pd.DataFrame, wanted: Filter) -> pd.DataFrame:
    """The trades that ``wanted`` lets through."""
    if ALL not in wanted.exit_reasons:
        trades = trades[trades["exit_reason"].isin(list(wanted.exit_reasons))]
    return entered(trades, wanted, opened="open_date", closed="close_date")


def entered(rows: pd.DataFrame, wanted: Filter, *, opened: str, closed: str) -> pd.DataFrame:
    """Rows with the wanted entry tags whose moments in ``opened`` and ``closed`` lie in the time range."""
    span = wanted.timerange
    if ALL not in wanted.enter_reasons:
        rows = rows[rows["enter_reason"].isin(list(wanted.enter_reasons))]
    if span.start is not None:
        rows = rows[rows[opened] >= pd.Timestamp(span.start)]
    if span.stop is not None:
        rows = rows[rows[closed] <= pd.Timestamp(span.stop)]
    return rows
