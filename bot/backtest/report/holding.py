"""How long trades were held. Averages are whole minutes."""

from __future__ import annotations

from typing import Any

from bot.backtest.report.columns import Columns
from bot.backtest.report.row import mean_held
from bot.backtest.report.spans import MINUTE, held_span, iso_span


def holding(columns: Columns) -> dict[str, Any]:
    """The average of all trades, and the shortest, longest and average span of winners and losers."""
    average = mean_held(columns)
    return {
        "holding_avg": iso_span(average),
        "holding_avg_s": average.total_seconds(),
        **_spans("winner_holding", columns.where(columns.profits > 0)),
        **_spans("loser_holding", columns.where(columns.profits < 0)),
    }


def _spans(name: str, columns: Columns) -> dict[str, Any]:
    minutes = columns.minutes
    average = int(mean_held(columns).total_seconds()) // MINUTE
    shortest, longest = (int(minutes.min()), int(minutes.max())) if len(columns) else (0, 0)
    return {
        f"{name}_min": held_span(shortest),
        f"{name}_min_s": float(shortest * MINUTE),
        f"{name}_max": held_span(longest),
        f"{name}_max_s": float(longest * MINUTE),
        f"{name}_avg": held_span(average),
        f"{name}_avg_s": float(average * MINUTE),
    }
