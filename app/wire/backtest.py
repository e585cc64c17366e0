"""Backtests and their stored results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.jsonio import raw
from bot.service.backtest import BacktestState
from bot.service.backtest_history import ColumnTable, StoredRun

STEPS = {"load": "dataload"}  # our word, and the clients'


def state(found: BacktestState) -> dict[str, Any]:
    """``/backtest``."""
    return {
        "status": found.status,
        "running": found.is_running,
        "status_msg": found.message,
        "step": STEPS.get(found.step, found.step),
        "progress": found.progress,
        "trade_count": None if found.trades is None else float(found.trades),
        "backtest_result": None if found.result is None else raw(found.result),
    }


def stored(result: bytes) -> dict[str, Any]:
    """``/backtest/history/result``."""
    return state(BacktestState(status="ended", message="Historic result", progress=1.0, result=result))


def history(found: Sequence[StoredRun]) -> list[dict[str, Any]]:
    """``/backtest/history``."""
    return [
        {
            "filename": run.filename,
            "strategy": run.strategy,
            "run_id": run.run_id,
            "backtest_start_time": run.backtest_start_time,
            "notes": run.notes,
            "backtest_start_ts": run.backtest_start_ts,
            "backtest_end_ts": run.backtest_end_ts,
            "timeframe": run.timeframe,
            "timeframe_detail": run.timeframe_detail,
        }
        for run in found
    ]


def table(found: ColumnTable) -> dict[str, Any]:
    """``…/market_change``."""
    return {"columns": list(found.columns), "length": len(found.rows), "data": list(found.rows)}


def wallet(found: ColumnTable) -> dict[str, Any]:
    """``…/wallet``."""
    return {**table(found), "capture_start_ts": None}
