"""Candles out of public trades."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from bot.data.files import CandleStore, TradeStore
from bot.data.frames import first_date, last_date
from bot.domain import timeframe as tf
from bot.domain.frames import OHLCV
from bot.domain.market_data import Downloaded
from bot.errors import StorageError

Integers = npt.NDArray[np.int64]


def candles_of(trades: pd.DataFrame, timeframe: str) -> pd.DataFrame:
    """Candles that the trades make. The last one is left out: it may still have been forming when they were read."""
    opens = _opens_ms(np.asarray(trades["timestamp"], dtype=np.int64), timeframe)
    grouped = trades.groupby(opens, sort=True)
    candles = grouped["price"].agg(["first", "max", "min", "last"])
    candles.columns = pd.Index(OHLCV[1:5])
    candles["volume"] = grouped["amount"].sum()
    candles.insert(0, "date", pd.DatetimeIndex(np.asarray(candles.index, dtype=np.int64).view("M8[ms]"), tz="UTC"))
    return candles.iloc[:-1].reset_index(drop=True)


def converted(
    pair: str, trades: TradeStore, candles: CandleStore, timeframes: Sequence[str], candle_type: str, *, erase: bool
) -> list[Downloaded]:
    """The candles of the stored trades, one file for each timeframe; with ``erase`` older files are replaced.

    A candle file that exists otherwise keeps what the trades do not cover.
    """
    try:
        stored = trades.load(pair)
    except StorageError as error:
        return [Downloaded(pair=pair, kind=name, candle_type=candle_type, error=str(error)) for name in timeframes]
    return [_converted(pair, stored, candles, timeframe, candle_type, erase=erase) for timeframe in timeframes]


def _converted(
    pair: str, trades: pd.DataFrame, files: CandleStore, timeframe: str, candle_type: str, *, erase: bool
) -> Downloaded:
    made = candles_of(trades, timeframe)
    if made.empty:
        return Downloaded(
            pair=pair, kind=timeframe, candle_type=candle_type, error=f"{pair} has too few stored trades."
        )
    try:
        before = made.iloc[:0] if erase else files.stored(pair, timeframe, candle_type)
        begin, end = made["date"].iloc[0], made["date"].iloc[-1]
        outside = before[(before["date"] < begin) | (before["date"] > end)]
        parts = [part for part in (outside, made) if not part.empty]
        whole = pd.concat(parts, ignore_index=True).sort_values("date", kind="stable").reset_index(drop=True)
        files.save(pair, timeframe, whole, candle_type)
    except StorageError as error:
        return Downloaded(pair=pair, kind=timeframe, candle_type=candle_type, error=str(error))
    return Downloaded(
        pair=pair,
        kind=timeframe,
        candle_type=candle_type,
        added=len(made),
        first=first_date(whole),
        last=last_date(whole),
    )


def _opens_ms(stamps: Integers, timeframe: str) -> Integers:
    if timeframe.endswith(("M", "y")):
        unit = "M8[M]" if timeframe.endswith("M") else "M8[Y]"
        return np.asarray(stamps.view("M8[ms]").astype(unit).astype("M8[ms]").astype(np.int64))
    step, origin = tf.seconds(timeframe) * 1000, (tf.floor(tf.EPOCH, timeframe) - tf.EPOCH) // timedelta(milliseconds=1)
    return np.asarray((stamps - origin) // step * step + origin)
