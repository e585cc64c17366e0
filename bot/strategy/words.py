"""Enums under the names and values that strategy files compare with."""

from __future__ import annotations

from enum import Enum, StrEnum

from bot.domain.enums import ExitReason


class RunMode(StrEnum):
    """How the program was started."""

    LIVE = "live"
    DRY_RUN = "dry_run"
    BACKTEST = "backtest"
    HYPEROPT = "hyperopt"
    UTIL_EXCHANGE = "util_exchange"
    UTIL_NO_EXCHANGE = "util_no_exchange"
    PLOT = "plot"
    WEBSERVER = "webserver"
    OTHER = "other"


TRADE_MODES = [RunMode.LIVE, RunMode.DRY_RUN]
OPTIMIZE_MODES = [RunMode.BACKTEST, RunMode.HYPEROPT]
NON_UTIL_MODES = [*TRADE_MODES, *OPTIMIZE_MODES]


class CandleType(StrEnum):
    """Which prices a candle is made of."""

    SPOT = "spot"
    FUTURES = "futures"
    MARK = "mark"
    INDEX = "index"
    PREMIUMINDEX = "premiumIndex"
    FUNDING_RATE = "funding_rate"


class TradingMode(StrEnum):
    """Which kind of market is traded."""

    SPOT = "spot"
    MARGIN = "margin"
    FUTURES = "futures"


class MarginMode(StrEnum):
    """What a position's losses may draw on."""

    CROSS = "cross"
    ISOLATED = "isolated"
    NONE = ""


class MarketDirection(StrEnum):
    """Which way the user thinks that the market goes."""

    LONG = "long"
    SHORT = "short"
    EVEN = "even"
    NONE = "none"


class SignalDirection(StrEnum):
    """Which way a signal points."""

    LONG = "long"
    SHORT = "short"


class SignalType(Enum):
    """The columns of signals."""

    ENTER_LONG = "enter_long"
    EXIT_LONG = "exit_long"
    ENTER_SHORT = "enter_short"
    EXIT_SHORT = "exit_short"


class SignalTagType(Enum):
    """The columns of tags."""

    ENTER_TAG = "enter_tag"
    EXIT_TAG = "exit_tag"


class State(Enum):
    """What the bot does."""

    RUNNING = 1
    PAUSED = 2
    STOPPED = 3
    RELOAD_CONFIG = 4


class ExitCheckTuple:
    """A reason to leave, as older files pass it around."""

    def __init__(self, exit_type: ExitReason, exit_reason: str = "") -> None:
        self.exit_type = exit_type
        self.exit_reason = exit_reason or exit_type.value


ExitType = ExitReason
