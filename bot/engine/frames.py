"""Joining candles: no gap, no double, no more than are wanted."""

from __future__ import annotations

from typing import Literal, cast

import pandas as pd

from bot.domain import timeframe as tf
from bot.domain.frames import OHLCV

Unit = Literal["s", "ms", "us", "ns"]
_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_UNEVEN = ("M", "y")  # calendar lengths have no fixed step to fill


def empty_candles() -> pd.DataFrame:
    """No candles, in the usual columns."""
    columns = {name: pd.Series(dtype="float64") for name in OHLCV}
    return pd.DataFrame({**columns, "date": pd.Series(dtype="datetime64[ms, UTC]")})


def without_gaps(frame: pd.DataFrame, timeframe: str) -> pd.DataFrame:
    """``frame`` in order and without doubles; a missing candle stands at the close before, with volume 0."""
    if len(frame) < 2 or timeframe.endswith(_UNEVEN):
        return frame
    dates = frame["date"]
    unit = cast("Unit", getattr(dates.dtype, "unit", "ns"))
    steps = dates.astype("int64").diff().iloc[1:]
    if (steps == tf.seconds(timeframe) * _PER_SECOND[unit]).all():
        return frame
    once = frame.drop_duplicates("date", keep="last").sort_values("date").set_index("date")
    grid = pd.date_range(once.index[0], once.index[-1], freq=tf.span(timeframe), name="date").as_unit(unit)
    filled = once.reindex(grid)
    filled["close"] = filled["close"].ffill()
    for name in ("open", "high", "low"):
        filled[name] = filled[name].fillna(filled["close"])
    filled["volume"] = filled["volume"].fillna(0.0)
    return filled.reset_index()[list(OHLCV)]


def joined(kept: pd.DataFrame, new: pd.DataFrame, timeframe: str, keep: int) -> pd.DataFrame:
    """The last ``keep`` candles of both; where they overlap the new ones win."""
    if new.empty:
        return kept
    if kept.empty:
        return without_gaps(new, timeframe).tail(keep).reset_index(drop=True)
    overlap = int((kept["date"] >= new["date"].iloc[0]).sum())
    older = kept.iloc[max(0, len(kept) + len(new) - overlap - keep) : len(kept) - overlap]
    whole = pd.concat([older, new], ignore_index=True)
    if not older.empty and not _follows(older, new, timeframe):
        whole = without_gaps(whole, timeframe)
    return whole.iloc[-keep:].reset_index(drop=True) if len(whole) > keep else whole


def _follows(older: pd.DataFrame, new: pd.DataFrame, timeframe: str) -> bool:
    """Whether ``new`` goes on without a gap where ``older`` ends; a cheap look, it is asked with every candle."""
    dates, step = new["date"], tf.span(timeframe)
    whole_span = dates.iloc[-1] - older["date"].iloc[-1]
    return bool(whole_span == len(new) * step and dates.is_monotonic_increasing and dates.is_unique)
