"""Charts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.wire.dates import iso, milliseconds, seconds
from bot.service.candles import Chart


def chart(found: Chart) -> dict[str, Any]:
    """``/pair_candles`` and ``/pair_history``."""
    table = found.table
    signals = table.signals
    return {
        "strategy": found.strategy,
        "pair": found.pair,
        "timeframe": found.timeframe,
        "timeframe_ms": found.timeframe_s * 1000,
        "columns": list(table.columns),
        "all_columns": list(table.all_columns),
        "data": table.rows,
        "annotations": [dict(annotation) for annotation in found.annotations],
        "length": len(table.rows),
        "buy_signals": signals.get("enter_long", 0),
        "sell_signals": signals.get("exit_long", 0),
        "enter_long_signals": signals.get("enter_long", 0),
        "exit_long_signals": signals.get("exit_long", 0),
        "enter_short_signals": signals.get("enter_short", 0),
        "exit_short_signals": signals.get("exit_short", 0),
        "last_analyzed": iso(found.analyzed_at),
        "last_analyzed_ts": seconds(found.analyzed_at),
        "data_start_ts": milliseconds(table.first_at) or 0,
        "data_start": _day(table.first_at),
        "data_stop": _day(table.last_at),
        "data_stop_ts": milliseconds(table.last_at) or 0,
    }


def _day(moment: datetime | None) -> str:
    return "" if moment is None else str(moment)
