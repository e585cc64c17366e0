"""A short text that stands for many trades."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any


def digest(trades: Iterable[Mapping[str, Any]]) -> str:
    """Over pair, dates, rates, reason, amount and profit of each trade, in the order of opening."""
    lines = sorted(
        f"{trade['open']} {trade['close']} {trade['pair']} {trade['open_rate']:.9g} {trade['close_rate']:.9g}"
        f" {trade['exit_reason']} {trade['amount']:.9g} {trade['profit_abs']:.6f}"
        for trade in trades
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
