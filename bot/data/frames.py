"""Small questions about frames of candles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bot.domain import timeframe as tf

if TYPE_CHECKING:
    from collections.abc import Sequence

A_DAY = timedelta(days=1)


def first_date(candles: pd.DataFrame) -> datetime | None:
    """When the earliest candle opens; ``None`` without candles."""
    return None if candles.empty else _moment(candles["date"].min())


def last_date(candles: pd.DataFrame) -> datetime | None:
    """When the latest candle opens; ``None`` without candles."""
    return None if candles.empty else _moment(candles["date"].max())


def step_of(timeframe: str) -> timedelta:
    """From a candle's open so far on lies the next one's at the latest; months and years differ in length."""
    return A_DAY if timeframe.endswith(("M", "y")) else tf.span(timeframe)


def joined(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Candles by date; of those with the same date the one of the latest part counts."""
    full = [part for part in parts if not part.empty] or list(parts[:1])
    whole = pd.concat(full, ignore_index=True) if len(full) > 1 else full[0]
    if (np.diff(np.asarray(whole["date"].astype("int64"))) > 0).all():
        return whole
    ordered = whole.sort_values("date", kind="stable")
    return ordered.drop_duplicates("date", keep="last").reset_index(drop=True)


def _moment(stamp: pd.Timestamp) -> datetime:
    return stamp.to_pydatetime().astimezone(UTC)
