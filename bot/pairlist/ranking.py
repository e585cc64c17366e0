"""The best pairs by a figure: volume or change of the price."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bot.domain.market import Ticker
from bot.pairlist.lookback import PARAMS, History, Lookback, lookback_of
from bot.pairlist.memory import Memory
from bot.pairlist.method import GENERATOR, MethodInfo, Param, Surroundings
from bot.pairlist.options import Options

REFRESH_S = 1800
ASSETS = Param("number", None, "Number of assets", "How many pairs to keep.")
REFRESH = Param("number", REFRESH_S, "Refresh period", "Seconds after which the list is made again.")
VOLUME = MethodInfo(
    "VolumePairList",
    "The pairs with the greatest traded volume, in the quote currency.",
    GENERATOR,
    {
        "number_assets": ASSETS,
        "sort_key": Param("option", "quoteVolume", "Sort key", "The figure that orders the pairs.", ("quoteVolume",)),
        "min_value": Param("number", 0, "Minimum volume", "Pairs must have more than this."),
        "max_value": Param("number", None, "Maximum volume", "Pairs must have less than this; null for no limit."),
        "refresh_period": REFRESH,
        **PARAMS,
    },
)
CHANGE = MethodInfo(
    "PercentChangePairList",
    "The pairs whose price rose or fell the most, in percent.",
    GENERATOR,
    {
        "number_assets": ASSETS,
        "min_value": Param("number", None, "Minimum change", "Pairs must have risen more than this many percent."),
        "max_value": Param("number", None, "Maximum change", "Pairs must have risen less than this many percent."),
        "sort_direction": Param("option", "desc", "Sort direction", "Greatest or smallest first.", ("asc", "desc")),
        "refresh_period": REFRESH,
        **PARAMS,
    },
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number per pair, from its ticker or its candles; ``None`` where these do not tell. ``more`` candles before."""

    words: str
    of_ticker: Callable[[Ticker], float | None]
    of_history: Callable[[History], float | None]
    more: int = 0


def traded(history: History) -> float | None:
    """Volume in quote currency: typical price times volume, summed up."""
    rows = zip(history.high, history.low, history.close, history.volume, strict=True)
    return sum((high + low + close) / 3 * volume for high, low, close, volume in rows) if len(history) else None


def change(history: History) -> float | None:
    """From the first close to the last, in percent."""
    closes = history.close
    return (closes[-1] / closes[0] - 1) * 100 if len(closes) > 1 and closes[0] else None


VOLUME_FIGURE = Figure("volume", lambda ticker: ticker.quote_volume, traded)
CHANGE_FIGURE = Figure("change of the price", lambda ticker: ticker.percentage, change, more=1)


class RankedPairs:
    """At the head of a chain all pairs compete, later the pairs before it; no figure is older than the period."""

    def __init__(
        self, figure: Figure, options: Options, around: Surroundings, *, lowest: float | None, is_descending: bool
    ) -> None:
        refresh_s = options.number("refresh_period")
        self._figure = figure
        self._around = around
        self._count = options.whole("number_assets", 1)
        self._above = options.optional("min_value", lowest)
        self._below = options.optional("max_value", lowest)
        self._window: Lookback | None = lookback_of(options, around, refresh_s)
        self._is_descending = is_descending
        self._lists: Memory[None, Sequence[str]] = Memory(around.clock, refresh_s)
        self._figures: Memory[str, float | None] = Memory(around.clock, refresh_s)

    @property
    def summary(self) -> str:
        window = self._window
        over = f"the last {window.count} candles of {window.timeframe}" if window else "the last day"
        order = "greatest" if self._is_descending else "smallest"
        return f"the {self._count} pairs with the {order} {self._figure.words} over {over}"

    def choose(self, pairs: Sequence[str] | None) -> Sequence[str]:
        if pairs is None:
            return self._lists.get(None, self._of_all)
        return self._best({pair: self._figures.get(pair, partial(self._read, pair)) for pair in pairs})

    def _of_all(self) -> Sequence[str]:
        return self._best({pair: self._read(pair) for pair in self._around.eligible.all()})

    def _best(self, figures: Mapping[str, float | None]) -> Sequence[str]:
        found = {pair: value for pair, value in figures.items() if value is not None and self._fits(value)}
        return sorted(found, key=found.__getitem__, reverse=self._is_descending)[: self._count]

    def _read(self, pair: str) -> float | None:
        if self._window is not None:
            return self._figure.of_history(self._window.read(self._around.market, pair, more=self._figure.more))
        ticker = self._around.tickers.current().get(pair)
        return None if ticker is None else self._figure.of_ticker(ticker)

    def _fits(self, value: float) -> bool:
        return (self._above is None or value > self._above) and (self._below is None or value < self._below)


class VolumePairList(RankedPairs):
    """Pairs by volume in quote currency, greatest first."""

    def __init__(self, options: Options, around: Surroundings) -> None:
        options.word("sort_key")
        super().__init__(VOLUME_FIGURE, options, around, lowest=0, is_descending=True)


class PercentChangePairList(RankedPairs):
    """Pairs by the change of their price."""

    def __init__(self, options: Options, around: Surroundings) -> None:
        is_descending = options.word("sort_direction") == "desc"
        super().__init__(CHANGE_FIGURE, options, around, lowest=None, is_descending=is_descending)
