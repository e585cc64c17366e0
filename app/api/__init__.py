"""One blueprint per group of calls, all under ``/api/v1``."""

from __future__ import annotations

from flask import Flask

from app.api import (
    account,
    analysis,
    backtest,
    backtest_history,
    batch,
    candles,
    control,
    downloads,
    events,
    hyperopt,
    jobs,
    locks,
    pairs,
    performance,
    profit,
    reconciliation,
    research,
    risk,
    system,
    trades,
    trading,
)
from app.wire.trade import ListedRows

PREFIX = "/api/v1"
GROUPS = (
    system,
    batch,
    control,
    events,
    trading,
    trades,
    account,
    profit,
    performance,
    locks,
    reconciliation,
    risk,
    pairs,
    candles,
    research,
    backtest,
    backtest_history,
    analysis,
    hyperopt,
    jobs,
    downloads,
)


def register(app: Flask) -> None:
    """Add every group's routes."""
    app.extensions["trade_rows"] = ListedRows()
    for group in GROUPS:
        app.register_blueprint(group.bp, url_prefix=PREFIX)
