"""The tables in a result file. Imports pandas: load it when it is asked for."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from pyarrow import ArrowException

from bot.backtest.archive.contents import member
from bot.backtest.archive.names import result_file
from bot.backtest.outcome import Outcome
from bot.errors import NotFound, StorageError

MARKET = "_market_change.feather"
DATE_TS = "__date_ts"


def market_change(directory: Path, stem: str) -> pd.DataFrame:
    """Columns date, mean, rel_mean, count and __date_ts (ms); raises ``NotFound``."""
    frame = _read(member(directory, stem, MARKET), stem)
    return frame.assign(**{DATE_TS: _milliseconds(frame)})


def wallet(directory: Path, stem: str, strategy: str) -> pd.DataFrame:
    """Columns date, __date_ts (ms) and total_quote, the account's worth; raises ``NotFound``."""
    result_file(directory, stem)
    try:
        frame = _read(member(directory, stem, f"_{strategy}_wallet.feather"), stem)
    except NotFound:
        raise NotFound("Unable to retrieve wallet history.") from None
    totals = frame.groupby("date")["total_quote"].sum().reset_index()  # files have a row per currency
    totals.insert(1, DATE_TS, _milliseconds(totals))
    return totals


def tables_of(outcome: Outcome) -> Mapping[str, bytes]:
    """The files of one strategy's tables, by the ending of their names."""
    dates = pd.DatetimeIndex(outcome.wallet_ms.astype("M8[ms]"), tz="UTC")
    totals = pd.DataFrame(
        {
            "date": dates,
            "currency": outcome.options.stake_currency,
            "rate": 1.0,
            "balance": outcome.wallet_total,
            "total_quote": outcome.wallet_total,
        }
    )
    return {
        MARKET: _written(outcome.market.reset_index(drop=True)),
        f"_{outcome.strategy}_wallet.feather": _written(totals),
    }


def _written(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_feather(buffer, compression="lz4", compression_level=9)
    return buffer.getvalue()


def _read(content: bytes, stem: str) -> pd.DataFrame:
    try:
        return pd.read_feather(io.BytesIO(content))
    except (OSError, ValueError, KeyError, ArrowException) as error:
        raise StorageError(f"A table of {stem} can't be read: {error}.") from None


def _milliseconds(frame: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.asarray(frame["date"].dt.as_unit("ms").astype("int64"), dtype=np.int64)
