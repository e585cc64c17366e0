"""The bot of a drill: the real trader on a database file, an exchange in memory, faults between them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

from bot.clock import ManualClock
from bot.domain.enums import BotState, RunMode
from bot.domain.trade import Trade
from bot.drill.faults import CrashingTrades, FaultyOrders, Plan, SkewedClock
from bot.engine.trader import Trader
from bot.exchange.synthetic import SyntheticMarket
from bot.exchange.venue.orders import VenueOrders
from bot.exchange.venue.venue import Venue
from bot.runtime.trading import join_trader
from bot.settings.model import ExchangeSettings, Settings
from bot.state.feed import Feed
from bot.storage.database import Database, open_database
from bot.storage.events import SqlEventStore

START = datetime(2026, 3, 2, 12, 0, 5, tzinfo=UTC)
MONEY = {"USDT": Decimal(1_000_000)}
PAIRS = 30
SLICE = Decimal("0.4")


class Rig:
    """``start()`` and ``kill()`` are what happens to the process; exchange and database file outlive it."""

    def __init__(self, folder: Path, seed: int, rate: float, db_url: str = "") -> None:
        self.random = Random(seed)  # noqa: S311 - a drill must be repeatable
        self.clock = ManualClock(START)
        self.machine = SkewedClock(self.clock)
        self.market = SyntheticMarket(seed, PAIRS, self.clock)
        self.venue = Venue(self.market, self.clock, MONEY, slice_ratio=SLICE)
        self.plan = Plan(self.random, rate)
        self.orders = FaultyOrders(VenueOrders(self.venue), self.plan, self.clock)
        self.settings = settings_in(folder, db_url)
        self._database: Database | None = None
        self.trader: Trader | None = None

    def start(self) -> Trader:
        """Start the bot on what is stored; may raise ``Crash``."""
        self._database = open_database(self.settings.db_url, exclusive=True)
        self.trader = join_trader(
            self.settings,
            self.market,
            self.orders,
            CrashingTrades(self._database, self.plan),
            self._database,
            self.machine,
            self.machine,
            Feed(SqlEventStore(self._database).last_seq()),
        )
        self.trader.startup()
        return self.trader

    def kill(self) -> None:
        """The process is gone: nothing is written any more."""
        self.trader = None
        if self._database is not None:
            self._database.close()
            self._database = None

    def stored(self) -> list[Trade]:
        """All trades as they are in the database."""
        assert self._database is not None, "the bot runs"
        store = CrashingTrades(self._database, self.plan)
        return sorted([*store.open_trades(), *store.closed_trades(None, None, None)], key=lambda trade: trade.id)


def settings_in(folder: Path, db_url: str = "") -> Settings:
    """Settings of a bot with real money that keeps everything in ``folder``, but trades where ``db_url`` says."""
    return Settings(
        runmode=RunMode.LIVE,
        dry_run=False,
        initial_state=BotState.RUNNING,
        force_entry_enable=True,
        stake_currency="USDT",
        stake_amount=1000.0,
        max_open_trades=-1,
        strategy="IdleStrategy",
        strategy_path=Path(__file__).parent / "strategies",
        user_data_dir=folder,
        datadir=folder,
        db_url=db_url or f"sqlite:///{folder / 'drill.sqlite'}",
        pairlists=({"method": "StaticPairList"},),
        exchange=ExchangeSettings(name="simulated", pair_whitelist=("BTC/USDT",), reconcile_interval_min=5.0),
    )
