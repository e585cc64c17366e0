"""Methods that keep pairs by their daily candles."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from statistics import stdev

from bot.pairlist.lookback import DAY, History, Lookback, daily
from bot.pairlist.memory import Memory
from bot.pairlist.method import FILTER, MethodInfo, Param, Surroundings
from bot.pairlist.options import Options

DAY_S = 86400
LOOKBACK = Param("number", 10, "Lookback days", "How many daily candles to look at.")
SORT = Param(
    "option", None, "Sort direction", "Greatest or smallest first; null keeps the order.", (None, "asc", "desc")
)
AGE = MethodInfo(
    "AgeFilter",
    "Keeps pairs by the days that they are listed.",
    FILTER,
    {
        "min_days_listed": Param("number", 10, "Minimum days listed", "Pairs must have this many daily candles."),
        "max_days_listed": Param("number", None, "Maximum days listed", "Pairs may have this many; null for no limit."),
    },
)
RANGE = MethodInfo(
    "RangeStabilityFilter",
    "Keeps pairs by the width of their price range.",
    FILTER,
    {
        "lookback_days": LOOKBACK,
        "min_rate_of_change": Param("number", 0.01, "Minimum range", "(highest - lowest) / lowest is at least this."),
        "max_rate_of_change": Param("number", None, "Maximum range", "It is at most this; null for no limit."),
        "sort_direction": SORT,
        "refresh_period": Param("number", DAY_S, "Refresh period", "Seconds for which a pair's range is kept."),
    },
)
VOLATILITY = MethodInfo(
    "VolatilityFilter",
    "Keeps pairs by the volatility of their price.",
    FILTER,
    {
        "lookback_days": LOOKBACK,
        "min_volatility": Param("number", 0, "Minimum volatility", "The volatility is at least this."),
        "max_volatility": Param("number", None, "Maximum volatility", "It is at most this; null for no limit."),
        "sort_direction": SORT,
        "refresh_period": Param("number", 1440, "Refresh period", "Seconds for which a pair's volatility is kept."),
    },
)


def width(history: History) -> float | None:
    """Distance of the highest from the lowest price, as a share of the lowest."""
    if not len(history) or min(history.low) <= 0:
        return None
    lowest = min(history.low)
    return (max(history.high) - lowest) / lowest


def volatility(history: History, period: int) -> float | None:
    """Deviation of the last ``period`` log returns, scaled to the whole period; ``None`` with less history."""
    closes = history.close[-period - 1 :]
    if len(closes) <= period or min(closes) <= 0:
        return None
    return stdev(math.log(after / before) for before, after in pairwise(closes)) * math.sqrt(period)


class AgeFilter:
    """Pairs with enough daily candles; a pair that is old enough stays so, the others are asked about daily."""

    def __init__(self, options: Options, around: Surroundings) -> None:
        self._around = around
        self._least = daily(options, "min_days_listed", around).count
        self._most: int | None = None
        if options.value("max_days_listed") is not None:
            self._most = daily(options, "max_days_listed", around).count
            if self._most < self._least:
                raise options.refusal("max_days_listed", f"at least min_days_listed ({self._least}), or null")
        self._window = Lookback(DAY, max(self._least, (self._most or 0) + 1))
        self._old: set[str] = set()
        self._ages: Memory[str, int] = Memory(around.clock, DAY_S)

    @property
    def summary(self) -> str:
        most = "" if self._most is None else f" and at most {self._most}"
        return f"pairs that are listed for at least {self._least}{most} days"

    def choose(self, pairs: Sequence[str] | None) -> Sequence[str]:
        return [pair for pair in pairs or () if pair in self._old or self._fits(pair)]

    def _fits(self, pair: str) -> bool:
        age = self._ages.get(pair, lambda: len(self._window.read(self._around.market, pair)))
        if self._most is None and age >= self._least:
            self._old.add(pair)
        return age >= self._least and (self._most is None or age <= self._most)


class ByHistory(ABC):
    """Keeps, and orders if asked to, pairs by a figure of their daily candles; pairs without one are left out."""

    def __init__(self, options: Options, around: Surroundings, lowest: str, highest: str) -> None:
        self._market = around.market
        self._window = daily(options, "lookback_days", around)
        self._lowest = options.number(lowest)
        self._highest = options.optional(highest)
        self._order = options.word("sort_direction")
        self._figures: Memory[str, float | None] = Memory(around.clock, options.number("refresh_period"))

    @property
    def summary(self) -> str:
        most = "" if self._highest is None else f" and at most {self._highest:.2%}"
        return f"pairs with {self._words()} of at least {self._lowest:.2%}{most} over {self._window.count} days"

    def choose(self, pairs: Sequence[str] | None) -> Sequence[str]:
        found = {pair: self._figures.get(pair, partial(self._read, pair)) for pair in pairs or ()}
        kept = {pair: value for pair, value in found.items() if value is not None and self._fits(value)}
        if self._order is None:
            return list(kept)
        return sorted(kept, key=kept.__getitem__, reverse=self._order == "desc")

    def _fits(self, value: float) -> bool:
        return value >= self._lowest and (self._highest is None or value <= self._highest)

    @abstractmethod
    def _read(self, pair: str) -> float | None: ...

    @abstractmethod
    def _words(self) -> str: ...


class RangeStabilityFilter(ByHistory):
    """Pairs whose highest and lowest price of the last days lie neither too close nor too far apart."""

    def __init__(self, options: Options, around: Surroundings) -> None:
        super().__init__(options, around, "min_rate_of_change", "max_rate_of_change")

    def _read(self, pair: str) -> float | None:
        return width(self._window.read(self._market, pair))

    def _words(self) -> str:
        return "a price range"


class VolatilityFilter(ByHistory):
    """Pairs whose daily returns deviate neither too little nor too much."""

    def __init__(self, options: Options, around: Surroundings) -> None:
        super().__init__(options, around, "min_volatility", "max_volatility")
        if self._window.count < 2:
            raise options.refusal("lookback_days", "at least 2, one return has no deviation")

    def _read(self, pair: str) -> float | None:
        return volatility(self._window.read(self._market, pair, more=1), self._window.count)

    def _words(self) -> str:
        return "a volatility"
