"""Bias analyses as jobs."""

from __future__ import annotations

import math

from bot.backtest import lookahead, recursive
from bot.ports.progress import Progress
from bot.runtime.analyses import lookahead_analysis, recursive_analysis
from bot.runtime.backtest_job import for_simulation
from bot.service.analysis import LookaheadRequest, LookaheadResult, RecursiveRequest, RecursiveResult
from bot.settings.model import Settings


def looked_ahead(settings: Settings, request: LookaheadRequest, progress: Progress) -> LookaheadResult:
    """Which signals and indicators look at candles that were not there yet; raises ``BotError``."""
    asked = lookahead.LookaheadRequest(
        strategy=request.strategy,
        timerange=request.timerange,
        timeframe=request.timeframe,
        minimum_trades=request.minimum_trades,
        targeted_trades=request.targeted_trades,
        allow_limit_orders=request.allow_limit_orders,
    )
    found = lookahead_analysis(for_simulation(settings), asked, progress)
    return LookaheadResult(
        strategy=found.strategy,
        has_bias=found.has_bias,
        total_signals=found.total_signals,
        biased_entry_signals=found.biased_entry_signals,
        biased_exit_signals=found.biased_exit_signals,
        biased_indicators=found.biased_indicators,
    )


def tried_with_fewer_candles(settings: Settings, request: RecursiveRequest, progress: Progress) -> RecursiveResult:
    """How far indicators are off with fewer candles; raises ``BotError``."""
    asked = recursive.RecursiveRequest(
        strategy=request.strategy,
        timerange=request.timerange,
        timeframe=request.timeframe,
        startup_candles=request.startup_candles or recursive.STARTUP_CANDLES,
    )
    found = recursive_analysis(for_simulation(settings), asked, progress)
    return RecursiveResult(
        strategy=found.strategy,
        startup_candles=found.startup_candles,
        strategy_startup_candles=found.own_startup_candles,
        results={
            indicator: {str(count): change if math.isfinite(change) else None for count, change in changes.items()}
            for indicator, changes in found.changes.items()
        },
    )
