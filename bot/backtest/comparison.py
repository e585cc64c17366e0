"""Compares analysed candles of one pair that were computed from different data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.domain.frames import OHLCV

if TYPE_CHECKING:
    import pandas as pd

TOLERANCE = 1e-9  # relative: the last digits of sums may depend on where they begin


def relative_changes(whole: pd.DataFrame, part: pd.DataFrame) -> Mapping[str, float]:
    """By indicator how far its last value in ``part`` is from that in ``whole``, relative to the latter.

    Indicators that are the same are left out; NaN where a value is missing in one of both or can't be compared.
    """
    found = {}
    for name in _indicators(whole):
        right = whole[name].iloc[-1]
        wrong = part[name].iloc[-1] if name in part.columns else math.nan
        if _is_number(right) and _is_number(wrong) and not _same(float(right), float(wrong)):
            found[name] = (wrong - right) / right if right else math.nan
    return {name: float(change) for name, change in found.items()}


def changed_columns(whole: pd.DataFrame, part: pd.DataFrame) -> list[str]:
    """Indicators and signals that a shorter frame has otherwise on the candles that both have."""
    begin = int(whole["date"].searchsorted(part["date"].iloc[0], side="left"))
    shared = whole.iloc[begin : begin + len(part)]
    return [
        name
        for name in _indicators(whole)
        if name not in part.columns or not _equal(shared[name].to_numpy(), part[name].to_numpy())
    ]


def _indicators(frame: pd.DataFrame) -> list[str]:
    return [str(name) for name in frame.columns if name not in OHLCV]


def _equal(one: Any, other: Any) -> bool:
    if len(one) != len(other):
        return False
    if one.dtype.kind in "biuf" and other.dtype.kind in "biuf":
        return bool(np.isclose(one.astype(float), other.astype(float), rtol=TOLERANCE, atol=0.0, equal_nan=True).all())
    return all(left == right or (left != left and right != right) for left, right in zip(one, other, strict=True))


def _same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)
