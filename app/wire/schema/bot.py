"""The bot: configuration, health, pairs, locks, candles, strategies."""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class EventsReply(Struct):
    """Stored events, oldest first: the sockets' messages with their number and moment.

    ``last_seq`` is the newest number given; ``gap`` tells that events after the asked number are no longer kept.
    """

    events: list[dict[str, Any]]
    last_seq: int
    gap: bool


class PartReply(Struct):
    """One read of several: what was asked, and the status and body that it has alone."""

    get: str
    status: int
    body: Any


class BatchReply(Struct):
    """The replies to several reads, in their order."""

    replies: list[PartReply]


class StatusTextReply(Struct):
    """What the bot does now, as a sentence."""

    status: str


class ResultTextReply(Struct):
    """What was done, as a sentence."""

    result: str


class VersionReply(Struct):
    """Tradepost's version."""

    version: str


class TimeoutReply(Struct):
    """How long orders wait."""

    entry: float | None
    exit: float | None
    unit: str
    exit_timeout_count: int


class ShowConfigReply(Struct):
    """The configuration in force, without secrets."""

    version: str
    strategy_version: str | None
    api_version: float
    dry_run: bool
    trading_mode: str
    margin_mode: str
    short_allowed: bool
    stake_currency: str
    stake_amount: str
    available_capital: float | None
    stake_currency_decimals: int
    max_open_trades: float
    minimal_roi: dict[str, float]
    stoploss: float | None
    stoploss_on_exchange: bool
    trailing_stop: bool | None
    trailing_stop_positive: float | None
    trailing_stop_positive_offset: float | None
    trailing_only_offset_is_reached: bool | None
    unfilledtimeout: TimeoutReply | None
    order_types: dict[str, Any] | None
    use_custom_stoploss: bool | None
    timeframe: str | None
    timeframe_ms: int
    timeframe_min: int
    exchange: str
    demo_trading: bool
    strategy: str | None
    force_entry_enable: bool
    exit_pricing: dict[str, Any]
    entry_pricing: dict[str, Any]
    bot_name: str
    state: str
    runmode: str
    position_adjustment_enable: bool
    max_entry_position_adjustment: int


class LogsReply(Struct):
    """Log records, oldest first: date, stamp in milliseconds, logger, level, message."""

    log_count: int
    logs: list[tuple[str, float, str, str, str]]


class CoreLoadReply(Struct):
    """Use of one core in percent."""

    cpu: int
    pct: float


class SysinfoReply(Struct):
    """Use of the machine; load averages over 1, 5 and 15 minutes."""

    cpu_pct: list[float]
    cpu_load: list[CoreLoadReply]
    cpu_load_avg: dict[str, float]
    cpu_count: int
    cpu_avg: float
    ram_pct: float


class HealthReply(Struct):
    """The bot's signs of life; stamps in seconds, null until known."""

    last_process: str | None
    last_process_ts: int | None
    bot_start: str | None
    bot_start_ts: int | None
    bot_startup: str | None
    bot_startup_ts: int | None
    failure: str | None


class WhitelistReply(Struct):
    """Pairs that are traded, and the methods that chose them."""

    whitelist: list[str]
    length: int
    method: list[str]


class RefusalReply(Struct):
    """Why a pattern was refused."""

    error_msg: str


class BlacklistReply(Struct):
    """Patterns, the pairs they match, and refused patterns."""

    blacklist: list[str]
    blacklist_expanded: list[str]
    errors: dict[str, RefusalReply]
    length: int
    method: list[str]


class LockReply(Struct):
    """A lock; ``side`` is ``*``, ``long`` or ``short``."""

    id: int
    active: bool
    lock_end_time: str
    lock_end_timestamp: int
    lock_time: str
    lock_timestamp: int
    pair: str
    side: str
    reason: str | None


class LocksReply(Struct):
    """Locks that hold now."""

    lock_count: int
    locks: list[LockReply]


class MarketReply(Struct):
    """One market."""

    symbol: str
    base: str
    quote: str
    spot: bool
    swap: bool
    active: bool


class MarketsReply(Struct):
    """Markets by symbol."""

    markets: dict[str, MarketReply]
    exchange_id: str


class AvailablePairsReply(Struct):
    """Stored candles: pair, timeframe and type."""

    length: int
    pairs: list[str]
    pair_interval: list[tuple[str, str, str]]


class PairlistMethodReply(Struct):
    """One pairlist method with its parameters."""

    name: str
    description: str
    is_pairlist_generator: bool
    params: dict[str, Any]


class PairlistMethodsReply(Struct):
    """All pairlist methods."""

    pairlists: list[PairlistMethodReply]


class StrategiesReply(Struct):
    """Names of the strategies that load."""

    strategies: list[str]


class StrategyReply(Struct):
    """A strategy with its source and parameters."""

    strategy: str
    timeframe: str
    params: list[dict[str, Any]]
    code: str


class PlotConfigReply(Struct, omit_defaults=True):
    """How a strategy wants to be drawn; empty where it does not say."""

    main_plot: dict[str, Any] = {}
    subplots: dict[str, Any] = {}


class ChartReply(Struct):
    """Candles as rows; ``columns`` names the cells. ``last_analyzed_ts`` in seconds, other stamps in milliseconds."""

    strategy: str
    pair: str
    timeframe: str
    timeframe_ms: int
    columns: list[str]
    all_columns: list[str]
    data: list[list[Any]]
    annotations: list[dict[str, Any]]
    length: int
    buy_signals: int
    sell_signals: int
    enter_long_signals: int
    exit_long_signals: int
    enter_short_signals: int
    exit_short_signals: int
    last_analyzed: str
    last_analyzed_ts: int
    data_start_ts: int
    data_start: str
    data_stop: str
    data_stop_ts: int
