"""Enums under the names and values that strategy files compare with."""

from __future__ import annotations

from enum import StrEnum


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


class CandleType(StrEnum):
    """Which prices a candle is made of."""

    SPOT = "spot"
    FUTURES = "futures"
    MARK = "mark"
    INDEX = "index"
    PREMIUMINDEX = "premiumIndex"
    FUNDING_RATE = "funding_rate"


class SignalDirection(StrEnum):
    """Which way a signal points."""

    LONG = "long"
    SHORT = "short"
