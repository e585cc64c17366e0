"""Trades for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

TEXTS = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(trades: Iterable[Mapping[str, Any]]) -> bytes:
    """A line for each trade with all its fields but the orders; UTF-8."""
    rows = [{name: _safe(value) for name, value in trade.items() if name != "orders"} for trade in trades]
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _safe(value: Any) -> Any:
    """A tag that begins like a formula stays a text: spreadsheets run formulas."""
    return f"'{value}" if isinstance(value, str) and value.startswith(TEXTS) else value
