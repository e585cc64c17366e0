"""Joins the use cases to what they read from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.clock import Clock
from bot.ports.storage import ClosedTrades, ReplyStore
from bot.service import Services
from bot.service.account import Account
from bot.service.analysis import Analyses
from bot.service.backtest import Backtests
from bot.service.backtest_history import BacktestHistory
from bot.service.candles import Candles
from bot.service.control import Control
from bot.service.downloads import Downloads
from bot.service.evaluation import Evaluation
from bot.service.events import Events
from bot.service.exchanges import Exchanges
from bot.service.hyperopt import Hyperopts
from bot.service.jobs import Jobs
from bot.service.locks import Locks
from bot.service.markets import CandleCatalog, Markets, PairlistInfo
from bot.service.pairs import Pairs
from bot.service.performance import Performance
from bot.service.profit import Profit
from bot.service.reconciliation import Reconciliations
from bot.service.replies import Replies
from bot.service.risk import Risk
from bot.service.strategies import Strategies, StrategyFinder, StrategyLoader
from bot.service.system import LogRing, System
from bot.service.trades import Trades
from bot.service.trading import Trading
from bot.state.shared import SharedState


def build_services(
    state: SharedState,
    reader: ClosedTrades,
    *,
    log_ring: LogRing,
    wall: Clock,
    strategy_finder: StrategyFinder,
    candle_files: CandleCatalog,
    pairlist_catalog: Callable[[], Sequence[PairlistInfo]],
    ask: Callable[[Any], Any],
    jobs: Jobs,
    results: Path,
    replies: ReplyStore,
    strategy_loader: StrategyLoader | None = None,
) -> Services:
    """All use cases over one shared state.

    ``strategy_loader`` reads strategies where no bot runs, ``ask`` has heavy questions
    answered elsewhere, ``results`` is the folder of stored backtests.
    """
    return Services(
        state=state,
        wall=wall,
        system=System(state, log_ring, wall),
        control=Control(state),
        events=Events(state, reader),
        trading=Trading(state),
        trades=Trades(state, reader),
        account=Account(state, reader),
        profit=Profit(state),
        performance=Performance(state),
        locks=Locks(state),
        reconciliations=Reconciliations(state),
        risk=Risk(state),
        pairs=Pairs(state),
        candles=Candles(state, candle_files, ask),
        strategies=Strategies(state, strategy_finder, strategy_loader),
        markets=Markets(state, candle_files, pairlist_catalog, ask, wall),
        jobs=jobs,
        evaluation=Evaluation(jobs),
        backtests=Backtests(jobs),
        backtest_history=BacktestHistory(results, ask),
        analyses=Analyses(jobs),
        downloads=Downloads(jobs),
        hyperopts=Hyperopts(jobs, ask),
        exchanges=Exchanges(ask),
        replies=Replies(replies, wall),
    )
