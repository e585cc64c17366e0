"""The deepest fall of a curve in a result's fields."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np

from bot.backtest.report.columns import Columns, Floats, Integers
from bot.backtest.report.spans import iso_span, moment
from bot.stats.curve import deepest_fall

NEVER = "1970-01-01T00:00:00+00:00"


def drawdown(profits: Floats, at_ms: Integers, starting_balance: float) -> dict[str, Any]:
    """Of the running sum of ``profits``; a curve that never falls has zeros and its first moment, an empty one 1970."""
    fall = deepest_fall(profits, starting_balance)
    start_ms, end_ms = (int(at_ms[place]) if len(at_ms) else 0 for place in (fall.high_at, fall.low_at))
    lasted = timedelta(milliseconds=end_ms - start_ms)
    return {
        "max_drawdown_account": fall.ratio,
        "max_relative_drawdown": fall.greatest_ratio,
        "max_drawdown_abs": fall.amount,
        "drawdown_start": _when(start_ms),
        "drawdown_start_ts": start_ms,
        "drawdown_end": _when(end_ms),
        "drawdown_end_ts": end_ms,
        "drawdown_duration": iso_span(lasted),
        "drawdown_duration_s": lasted.total_seconds(),
        "max_drawdown_low": fall.low,
        "max_drawdown_high": fall.high,
    }


def trade_falls(columns: Columns, starting_balance: float) -> dict[str, Any]:
    """The deepest fall between closed trades, and the lowest and highest balance after one."""
    fields = drawdown(columns.profits, columns.closed_ms, starting_balance)
    for name in ("drawdown_start_ts", "drawdown_end_ts"):  # clients get these as floats, those of the wallet not
        fields[name] = float(fields[name])
    return {**fields, **_extremes(columns.profits, starting_balance)}


def _when(at_ms: int) -> str:
    """Nothing ever fell where there was nothing: clients know that moment in another spelling."""
    return moment(at_ms) if at_ms else NEVER


def _extremes(profits: Floats, starting_balance: float) -> dict[str, float]:
    if not len(profits):
        return {"csum_min": 0.0, "csum_max": 0.0}
    curve = np.cumsum(profits)
    return {"csum_min": float(starting_balance + curve.min()), "csum_max": float(starting_balance + curve.max())}
