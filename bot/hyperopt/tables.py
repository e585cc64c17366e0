"""The usual spaces of ROI tables, stop losses, trailing stops and open trades, and how their values are read."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from bot.strategy.dimensions import Categorical, Dimension, Integer, SKDecimal

MINUTES = {"roi_t1": (10, 120), "roi_t2": (10, 60), "roi_t3": (10, 40)}  # steps of a table for five-minute candles
PROFITS = {"roi_p1": (0.01, 0.04), "roi_p2": (0.01, 0.07), "roi_p3": (0.01, 0.20)}
TABLE_MIN = 5
MAX_TRADES = 10


def roi_space(timeframe_min: int) -> Sequence[Dimension]:
    """Three steps whose lengths grow with the candles, and whose profits grow with their logarithm."""
    longer = max(timeframe_min, 1) / TABLE_MIN
    greater = math.log1p(max(timeframe_min, 1)) / math.log1p(TABLE_MIN)
    steps = [
        Integer(max(1, round(low * longer)), max(2, round(high * longer)), name=name)
        for name, (low, high) in MINUTES.items()
    ]
    profits = [
        SKDecimal(round(low * greater, 3), round(high * greater, 3), decimals=3, name=name)
        for name, (low, high) in PROFITS.items()
    ]
    return [*steps, *profits]


def roi_table(values: Mapping[str, Any]) -> dict[int, float]:
    """Minutes since the entry to profit ratios; at the last step a trade leaves at no loss."""
    first, second, third = values["roi_t3"], values["roi_t2"], values["roi_t1"]
    return {
        0: round(values["roi_p1"] + values["roi_p2"] + values["roi_p3"], 6),
        first: round(values["roi_p1"] + values["roi_p2"], 6),
        first + second: round(values["roi_p1"], 6),
        first + second + third: 0.0,
    }


def stoploss_space() -> Sequence[Dimension]:
    """From 35 % to 2 % of loss."""
    return [SKDecimal(-0.35, -0.02, decimals=3, name="stoploss")]


def trailing_space() -> Sequence[Dimension]:
    """A trailing stop is always on: without it there would be nothing to try."""
    return [
        Categorical([True], name="trailing_stop"),
        SKDecimal(0.01, 0.35, decimals=3, name="trailing_stop_positive"),
        SKDecimal(0.001, 0.1, decimals=3, name="trailing_stop_positive_offset_p1"),
        Categorical([True, False], name="trailing_only_offset_is_reached"),
    ]


def trailing_options(values: Mapping[str, Any]) -> dict[str, Any]:
    """The offset lies above the distance by what is searched, so that it makes sense in any case."""
    distance = values["trailing_stop_positive"]
    return {
        "trailing_stop": values["trailing_stop"],
        "trailing_stop_positive": distance,
        "trailing_stop_positive_offset": round(distance + values["trailing_stop_positive_offset_p1"], 6),
        "trailing_only_offset_is_reached": values["trailing_only_offset_is_reached"],
    }


def max_open_trades_space() -> Sequence[Dimension]:
    """From one to ten."""
    return [Integer(1, MAX_TRADES, name="max_open_trades")]
