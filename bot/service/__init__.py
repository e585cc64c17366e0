"""Use cases: what requests may do, one object per group of calls. Reads never ask the bot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
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
from bot.service.markets import Markets
from bot.service.pairs import Pairs
from bot.service.performance import Performance
from bot.service.picture import require_bot
from bot.service.profit import Profit
from bot.service.reconciliation import Reconciliations
from bot.service.replies import Replies
from bot.service.risk import Risk
from bot.service.strategies import Strategies
from bot.service.system import System
from bot.service.trades import Trades
from bot.service.trading import Trading
from bot.settings.model import ApiSettings, Settings
from bot.state.feed import Feed
from bot.state.shared import SharedState
from bot.state.snapshot import Snapshot

PASSES_UNTIL_STALE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything the web side may ask for."""

    state: SharedState
    wall: Clock
    system: System
    control: Control
    events: Events
    trading: Trading
    trades: Trades
    account: Account
    profit: Profit
    performance: Performance
    locks: Locks
    reconciliations: Reconciliations
    risk: Risk
    pairs: Pairs
    candles: Candles
    strategies: Strategies
    markets: Markets
    jobs: Jobs
    evaluation: Evaluation
    backtests: Backtests
    backtest_history: BacktestHistory
    analyses: Analyses
    downloads: Downloads
    hyperopts: Hyperopts
    exchanges: Exchanges
    replies: Replies

    def snapshot(self) -> Snapshot:
        """The newest picture of the bot; never waits."""
        return self.state.snapshot()

    @property
    def feed(self) -> Feed:
        """Events as they happen."""
        return self.state.feed

    @property
    def settings(self) -> Settings:
        """The settings in force; a reload of the bot replaces them."""
        return self.state.snapshot().settings

    @property
    def access(self) -> ApiSettings:
        """Who may come in, and from where."""
        return self.settings.api

    def require_bot(self) -> None:
        """Refuse where no bot trades (``WrongMode``) or while it is still starting (``BotBusy``)."""
        require_bot(self.state.snapshot())

    def minute(self) -> datetime:
        """The market's present minute: what tells time in words changes with it."""
        return self.state.snapshot().market_time.replace(second=0, microsecond=0)

    def snapshot_age_s(self) -> float:
        """Seconds of wall time since the picture was taken."""
        return max(0.0, (self.wall.now() - self.state.snapshot().taken_at).total_seconds())

    @property
    def is_stale(self) -> bool:
        """Whether the bot has missed three passes."""
        snapshot = self.state.snapshot()
        pass_s = max(snapshot.settings.internals.process_throttle_s, snapshot.last_pass_s)
        return snapshot.runmode.trades and self.snapshot_age_s() > PASSES_UNTIL_STALE * pass_s
