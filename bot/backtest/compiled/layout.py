"""The records that Python and machine code share. Times are ticks: candles since the start of the run."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

OPEN, HIGH, LOW, CLOSE = range(4)  # rows of the prices
ENTERS, LEAVES = 1, 2  # bits of a row's signals

FINISHED, GAVE_UP, PAUSED = range(3)
"""How the simulation returns: with a number that it can't round like the other one; after a trade has closed."""

EXIT_SIGNAL, STOP_LOSS, ROI, TRAILING_STOP_LOSS, FORCE_EXIT = range(1, 6)  # kinds of exits; 0 is none

RULES = np.dtype(
    [
        ("last_tick", "i8"),
        ("step_ms", "i8"),
        ("step_min", "i8"),
        ("fee", "f8"),
        ("entry_factor", "f8", 2),
        ("exit_factor", "f8", 2),
        ("max_open_trades", "i8"),
        ("starting", "f8"),
        ("capital", "f8"),
        ("usable_ratio", "f8"),
        ("is_unlimited", "?"),
        ("stake", "f8"),
        ("amends_stake", "?"),
        ("amended_ratio", "f8"),
        ("reserve", "f8"),
        ("stop_margin", "f8"),
        ("stoploss", "f8"),
        ("trails", "?"),
        ("has_positive", "?"),
        ("positive", "f8"),
        ("positive_offset", "f8"),
        ("only_offset", "?"),
        ("use_exit_signal", "?"),
        ("exit_profit_only", "?"),
        ("exit_profit_offset", "f8"),
        ("ignore_roi", "?"),
        ("exit_limit_ms", "f8"),
        ("pauses", "?"),
        ("sums_exactly", "?"),
    ],
    align=True,
)
"""What holds for the whole run. Factors of 1 with and without fee are pairs of doubles: see ``doubles``."""

STEP = [("unit", "f8"), ("tens", "f8")]
"""A step of prices or amounts is ``unit / tens``, ``tens`` being a power of ten; ``unit`` is 0 without a step."""

PAIR = np.dtype(
    [
        ("offset", "i8"),
        ("first_tick", "i8"),
        ("length", "i8"),
        *STEP,
        ("last_unit", "f8"),
        ("last_tens", "f8"),
        ("min_amount", "f8"),
        ("max_amount", "f8"),
        ("min_cost", "f8"),
        ("max_cost", "f8"),
    ],
    align=True,
)
"""A pair's place in the prices, the step of its amounts, that of its last price, its limits (NaN, inf: none)."""

SIGNAL = np.dtype([("tick", "i8"), ("pair", "i8"), *STEP], align=True)
"""An entry signal and the step of prices at its row."""

TARGET = np.dtype([("minute", "i8"), ("ratio", "f8"), ("factor", "f8", 2)], align=True)
"""An entry of the profit table, the latest one first; ``factor`` takes the open rate to the rate that gives it."""

TRADE = np.dtype(
    [
        ("pair", "i8"),
        ("opened", "i8"),
        ("closed", "i8"),
        ("exit_kind", "i8"),
        ("exit_decided", "i8"),
        ("order_kind", "i8"),
        ("order_placed", "i8"),
        ("open_rate", "f8"),
        ("close_rate", "f8"),
        ("amount", "f8"),
        ("stake", "f8"),
        ("profit", "f8"),
        ("profit_ratio", "f8"),
        ("stop", "f8"),
        ("stop_ratio", "f8"),
        ("first_stop", "f8"),
        ("first_stop_ratio", "f8"),
        ("min_rate", "f8"),
        ("max_rate", "f8"),
        ("is_trailing", "?"),
        ("waits", "?"),
        *STEP,
    ],
    align=True,
)
"""A trade while it runs and after. ``close_rate`` is also the price of an exit order that ``waits``.

``exit_kind`` is the newest reason to leave, ``order_kind`` the one that the order was placed for, each with its tick.
"""

CHANGE = np.dtype([("tick", "i8"), ("pair", "i8"), ("total", "f8"), ("amount", "f8")], align=True)
"""The account after an entry or an exit: stake currency, and what is held of the pair."""

STATE = np.dtype(
    [
        ("tick", "i8"),
        ("in_candle", "?"),
        ("place", "i8"),
        ("queued", "i8"),
        ("next_signal", "i8"),
        ("trades", "i8"),
        ("open", "i8"),
        ("closed", "i8"),
        ("changes", "i8"),
        ("free", "f8"),
        ("tied_up", "f8"),
        ("closed_profit", "f8"),
        ("rejected", "i8"),
        ("timedout_exits", "i8"),
    ],
    align=True,
)
"""Where the run stands, so that it can go on after a pause."""


class Run(NamedTuple):
    """All that the machine code works on; records have the layouts above.

    ``prices`` and ``flags`` hold the candles of all pairs one after the other. ``closed`` has numbers of trades and
    ``rejected`` of signals, in the order of time. The rest has a place per pair: until when no entry is allowed, the
    numbers of the running trades, the pairs of the candle at hand, and each pair's trade and signal (-1: none).
    """

    start_ms: int
    rules: npt.NDArray[Any]
    pairs: npt.NDArray[Any]
    signals: npt.NDArray[Any]
    targets: npt.NDArray[Any]
    prices: npt.NDArray[np.float64]
    flags: npt.NDArray[np.uint8]
    state: npt.NDArray[Any]
    trades: npt.NDArray[Any]
    changes: npt.NDArray[Any]
    closed: npt.NDArray[np.int64]
    rejected: npt.NDArray[np.int64]
    locked_ms: npt.NDArray[np.int64]
    running: npt.NDArray[np.int64]
    queue: npt.NDArray[np.int64]
    trade_of: npt.NDArray[np.int64]
    signal_of: npt.NDArray[np.int64]
