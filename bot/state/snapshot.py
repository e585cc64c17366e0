"""The picture of the bot that every read is answered from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.domain.enums import BotState, RunMode
from bot.domain.lock import Lock
from bot.domain.market import Market
from bot.domain.reconciliation import Reconciliation
from bot.domain.risk import RiskPicture
from bot.domain.trade import Trade
from bot.domain.wallet import Wallets
from bot.settings.model import Settings, StrategyOptions
from bot.stats.model import ClosedStats

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisions:
    """A counter per part of the picture; it moves when, and only when, that part has changed.

    ``trades``: open or closed trades and orders, wallets. ``prices``: current rates. ``locks``. ``pairs``: white-
    and blacklist, markets. ``config``: options, strategy and the bot's state. ``candles``: analysed frames.
    """

    trades: int = 0
    prices: int = 0
    locks: int = 0
    pairs: int = 0
    config: int = 0
    candles: int = 0


@dataclass(frozen=True, slots=True)
class OpenTrade:
    """An open trade with the rate at which it could be left now; ``None`` where no rate is known."""

    trade: Trade
    current_rate: float | None


@dataclass(frozen=True, slots=True)
class AnalyzedFrame:
    """A pair's candles with indicators and signals. The frame is never changed after publication."""

    pair: str
    timeframe: str
    frame: pd.DataFrame
    analyzed_at: datetime
    annotations: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyPicture:
    """The running strategy, as requests may see it."""

    name: str
    version: str | None
    options: StrategyOptions
    plot_config: Mapping[str, Any]
    source: str
    parameters: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One consistent moment. ``taken_at`` is wall time (it gives the snapshot's age); all else is market time.

    ``closed`` is ``None`` and ``strategy`` is ``None`` where no bot runs. ``coin_rates`` values held coins in stake
    currency. ``first_trade`` and ``last_trade`` are id and opening date of the lowest and the highest trade id.
    """

    settings: Settings
    taken_at: datetime
    market_time: datetime
    runmode: RunMode
    state: BotState | None
    revisions: Revisions = Revisions()
    strategy: StrategyPicture | None = None
    open_trades: Sequence[OpenTrade] = ()
    closed: ClosedStats | None = None
    first_trade: tuple[int, datetime] | None = None
    last_trade: tuple[int, datetime] | None = None
    locks: Sequence[Lock] = ()
    whitelist: Sequence[str] = ()
    blacklist: Sequence[str] = ()
    blacklist_expanded: Sequence[str] = ()
    pairlist_methods: Sequence[str] = ()
    wallets: Wallets = field(default_factory=lambda: Wallets(stake_currency=""))
    coin_rates: Mapping[str, float] = field(default_factory=dict)
    markets: Mapping[str, Market] = field(default_factory=dict)
    frames: Mapping[tuple[str, str], AnalyzedFrame] = field(default_factory=dict)
    last_pass_at: datetime | None = None
    last_pass_s: float = 0.0
    bot_start_at: datetime | None = None
    startup_at: datetime | None = None
    reconciliation: Reconciliation = Reconciliation()
    risk: RiskPicture = field(default_factory=RiskPicture)
    failure: str | None = None
