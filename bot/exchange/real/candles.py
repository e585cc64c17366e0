"""Rows of candles from an exchange: checked, in order, and closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bot.domain import timeframe as tf
from bot.domain.market_data import FUNDING_RATE
from bot.errors import TemporaryError
from bot.exchange.bars import dated_frame, to_ms

SETTLING = timedelta(seconds=15)  # a candle may still change for so long after its close
COLUMNS = 6
MONTHS_A_YEAR = 12


def closed_candles(rows: Sequence[Sequence[Any]], timeframe: str, now: datetime) -> pd.DataFrame:
    """Columns of the port; without candles that are repeated, still forming, from the future or nonsense.

    The newest one that has just closed is left out until a newer one shows that it is final, or it has settled.
    Raises ``TemporaryError`` for rows that are no candles.
    """
    table = _table(rows)
    opens, first_at = np.unique(table[::-1, 0].astype(np.int64), return_index=True)  # of a repeated one the last
    table = table[::-1][first_at]
    sound = np.isfinite(table).all(axis=1) & (table[:, 1:5] > 0).all(axis=1) & (table[:, 2] >= table[:, 3])
    sound &= table[:, 5] >= 0
    ends = _ends_ms(opens, timeframe)
    now_ms = to_ms(now)
    final_ms = now_ms - min(SETTLING, tf.span(timeframe) / 2) // timedelta(milliseconds=1)
    has_newer = bool((sound & (opens <= now_ms) & (ends > now_ms)).any())
    chosen = sound & (ends <= (now_ms if has_newer else final_ms))
    return dated_frame(opens[chosen], np.ascontiguousarray(table[chosen, 1:].T))


def funding_rates(entries: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Columns date and funding_rate, each moment once. Raises ``TemporaryError`` for entries that are none."""
    try:
        pairs = [(int(entry["timestamp"]), float(entry["fundingRate"])) for entry in entries]
    except (KeyError, TypeError, ValueError) as error:
        raise TemporaryError(f"The exchange sent entries that are no funding rates: {error}") from None
    rates = dict(sorted(pair for pair in pairs if np.isfinite(pair[1])))
    opens = np.array(list(rates), dtype=np.int64)
    return pd.DataFrame(
        {"date": pd.DatetimeIndex(opens.view("M8[ms]"), tz="UTC"), FUNDING_RATE: np.array(list(rates.values()), float)}
    )


def _ends_ms(opens: npt.NDArray[np.int64], timeframe: str) -> npt.NDArray[np.int64]:
    """Months and years have the length that the calendar gives them."""
    if not timeframe.endswith(("M", "y")):
        return opens + tf.seconds(timeframe) * 1000
    months = int(timeframe[:-1]) * (1 if timeframe.endswith("M") else MONTHS_A_YEAR)
    ends = opens.astype("M8[ms]").astype("M8[M]") + np.timedelta64(months, "M")
    return np.asarray(ends.astype("M8[ms]").astype(np.int64), dtype=np.int64)


def _table(rows: Sequence[Sequence[Any]]) -> npt.NDArray[np.float64]:
    try:
        table = np.array([row[:COLUMNS] for row in rows], dtype=np.float64).reshape(-1, COLUMNS)
    except (TypeError, ValueError) as error:
        raise TemporaryError(f"The exchange sent rows that are no candles: {error}") from None
    return table[np.isfinite(table[:, 0])]
