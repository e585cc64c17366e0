"""Closed sets of words."""

from __future__ import annotations

from enum import Enum, IntEnum, StrEnum


class BotState(StrEnum):
    """What the loop does; ``RELOAD`` rebuilds the bot and then goes to the configured initial state."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    RELOAD = "reload_config"


class RunMode(StrEnum):
    """How the program was started."""

    LIVE = "live"
    DRY_RUN = "dry_run"
    WEBSERVER = "webserver"
    BACKTEST = "backtest"
    HYPEROPT = "hyperopt"
    OTHER = "other"

    @property
    def trades(self) -> bool:
        """Whether a bot trades (with real or simulated money) in this mode."""
        return self in (RunMode.LIVE, RunMode.DRY_RUN)


class TradingMode(StrEnum):
    """Which kind of market is traded."""

    SPOT = "spot"
    MARGIN = "margin"
    FUTURES = "futures"


class Direction(StrEnum):
    """Which way a trade bets."""

    LONG = "long"
    SHORT = "short"


class OrderSide(StrEnum):
    """What an order does; a stop loss kept on the exchange has a side of its own."""

    BUY = "buy"
    SELL = "sell"
    STOPLOSS = "stoploss"


class OrderType(StrEnum):
    """How an order finds its price."""

    LIMIT = "limit"
    MARKET = "market"


class OrderStatus(StrEnum):
    """``INTENT``: written down, the exchange's answer not yet known."""

    INTENT = "intent"
    OPEN = "open"
    CLOSED = "closed"
    CANCELED = "canceled"
    EXPIRED = "expired"
    REJECTED = "rejected"

    @property
    def is_open(self) -> bool:
        """Whether the order may still fill."""
        return self is OrderStatus.INTENT or self is OrderStatus.OPEN


class PrecisionMode(IntEnum):
    """How a precision number is meant; the numbers are the clients'."""

    DECIMAL_PLACES = 2
    SIGNIFICANT_DIGITS = 3
    TICK_SIZE = 4


class ExitReason(StrEnum):
    """The reasons the bot itself gives; strategies add their own."""

    ROI = "roi"
    STOP_LOSS = "stop_loss"
    TRAILING_STOP_LOSS = "trailing_stop_loss"
    STOPLOSS_ON_EXCHANGE = "stoploss_on_exchange"
    LIQUIDATION = "liquidation"
    EXIT_SIGNAL = "exit_signal"
    FORCE_EXIT = "force_exit"
    EMERGENCY_EXIT = "emergency_exit"
    CUSTOM_EXIT = "custom_exit"
    PARTIAL_EXIT = "partial_exit"
    SOLD_ON_EXCHANGE = "sold_on_exchange"


class CancelReason(Enum):
    """Why an order was cancelled, in the clients' words."""

    TIMEOUT = "cancelled due to timeout"
    PARTIALLY_FILLED = "partially filled"
    PARTIALLY_FILLED_KEEP_OPEN = "partially filled - keeping order open"
    FULLY_CANCELLED = "fully cancelled"
    ALL_CANCELLED = "cancelled (all unfilled and partially filled open orders cancelled)"
    ON_EXCHANGE = "cancelled on exchange"
    FORCE_EXIT = "forcesold"
    REPLACED = "cancelled to be replaced by new limit order"
    REPLACE_FAILED = "failed to replace order, deleting Trade"
    USER_REQUEST = "user requested order cancel"
