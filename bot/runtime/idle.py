"""A strategy's surroundings where nothing trades."""

from __future__ import annotations

from collections.abc import Sequence

from bot.backtest.candles import SimCandles
from bot.backtest.moment import SimClock
from bot.backtest.notes import SimNotes
from bot.domain.wallet import Wallets
from bot.ports import MarketData
from bot.runtime.nothing import NoBook, NoLocks
from bot.settings.model import Settings
from bot.strategy.context import StrategyContext


def idle_context(
    settings: Settings, market: MarketData, pairs: Sequence[str] = (), candles: SimCandles | None = None
) -> StrategyContext:
    """No trades, no locks, and only the candles that are given."""
    clock = SimClock()
    return StrategyContext(
        market=market,
        clock=clock,
        trades=NoBook(),
        notes=SimNotes(),
        wallets=lambda: Wallets(stake_currency=settings.stake_currency),
        candles=candles or SimCandles(clock),
        whitelist=lambda: pairs,
        send_msg=lambda _: None,
        locks=NoLocks(),
        runmode=settings.runmode,
    )
