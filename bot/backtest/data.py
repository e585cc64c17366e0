"""What the loops run on: per pair one set of arrays, row by row in time.

Row ``i`` holds the candle that opens at ``time_ms[i]`` together with the signals of the candle before it: what a bot
knows when that candle begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bot.backtest.precision import price_steps
from bot.backtest.span import Span
from bot.domain.frames import SIGNALS, TAGS

Floats = npt.NDArray[np.float64]
Signals = npt.NDArray[np.int8]
Tag = str | None


@dataclass(frozen=True, slots=True)
class Tags:
    """A text per row, as a code into a table of the texts that appear."""

    codes: npt.NDArray[np.int32]
    table: Sequence[Tag]

    def at(self, row: int) -> Tag:
        """The text of a row."""
        return self.table[int(self.codes[row])]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairData:
    """One pair's rows, evenly spaced and without gaps, so a row's number follows from its time.

    Signals are 0 or 1. ``price_step`` is the tick size that holds at a row, NaN for none.
    """

    pair: str
    time_ms: npt.NDArray[np.int64]
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    enter_long: Signals
    exit_long: Signals
    enter_short: Signals
    exit_short: Signals
    enter_tag: Tags
    exit_tag: Tags
    price_step: Floats
    first_close: float
    """The close of the candle before the first row."""
    lead_ms: npt.NDArray[np.int64]
    lead_close: Floats
    """All candles before the first row, from the first one stored on: they tell what the market did."""

    def __len__(self) -> int:
        return len(self.time_ms)

    @property
    def first_ms(self) -> int:
        """When the first row opens."""
        return int(self.time_ms[0])

    @property
    def last_ms(self) -> int:
        """When the last row opens."""
        return int(self.time_ms[-1])

    def long_entries(self) -> npt.NDArray[np.intp]:
        """The rows that say to enter long; opposing signals cancel each other."""
        return np.flatnonzero(self.enter_long & (self.exit_long == 0) & (self.enter_short == 0))

    def short_entries(self) -> npt.NDArray[np.intp]:
        """The same for short trades."""
        return np.flatnonzero(self.enter_short & (self.exit_short == 0) & (self.enter_long == 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailData:
    """Shorter candles of a pair, to look into its main ones; evenly spaced and without gaps."""

    first_ms: int
    open: Floats
    high: Floats
    low: Floats
    close: Floats

    def __len__(self) -> int:
        return len(self.open)


def detailed(candles: pd.DataFrame) -> DetailData:
    """The arrays of a frame that is not empty."""
    columns = {name: np.ascontiguousarray(candles[name], dtype=np.float64) for name in ("open", "high", "low", "close")}
    return DetailData(first_ms=int(candles["date"].iloc[0].timestamp() * 1000), **columns)


def prepared(
    pair: str,
    analyzed: pd.DataFrame,
    span: Span,
    startup: int,
    exchange_step: float | None,
    *,
    all_tags: bool = True,
) -> PairData | None:
    """The rows of an analysed frame that are traded on; ``None`` where too few are left.

    Tags of rows without a signal are only asked for where the strategy's code runs in the simulation: ``all_tags``.
    """
    time_ms = np.asarray(analyzed["date"].dt.as_unit("ms").astype("int64"), dtype=np.int64)
    prices = np.stack([analyzed[name].to_numpy(dtype=np.float64) for name in ("open", "high", "low", "close")])
    begin, end = _bounds(time_ms, span, startup)
    if end - begin < 2:
        return None
    steps = price_steps(time_ms, prices, exchange_step)
    rows, before = slice(begin + 1, end), slice(begin, end - 1)
    opens, highs, lows, closes = (np.ascontiguousarray(row[rows]) for row in prices)
    return PairData(
        pair=pair,
        time_ms=time_ms[rows].copy(),
        open=opens,
        high=highs,
        low=lows,
        close=closes,
        **_said(analyzed, before, all_tags=all_tags),
        price_step=steps[rows].copy(),
        first_close=float(prices[3, begin]),
        lead_ms=time_ms[: begin + 1].copy(),
        lead_close=prices[3, : begin + 1].copy(),
    )


def with_signals(
    data: PairData, analyzed: pd.DataFrame, span: Span, startup: int, *, all_tags: bool = True
) -> PairData:
    """The same rows with the signals of another frame over the same candles."""
    time_ms = np.asarray(analyzed["date"].dt.as_unit("ms").astype("int64"), dtype=np.int64)
    begin, end = _bounds(time_ms, span, startup)
    return replace(data, **_said(analyzed, slice(begin, end - 1), all_tags=all_tags))


def _said(analyzed: pd.DataFrame, rows: slice, *, all_tags: bool) -> dict[str, Any]:
    """The signals and tags of some rows by their names."""
    signals: dict[str, Any] = {name: _signal(analyzed, name)[rows].copy() for name in SIGNALS}
    enters, exits = signals["enter_long"] | signals["enter_short"], signals["exit_long"] | signals["exit_short"]
    wanted = [np.ones_like(enters)] * 2 if all_tags else [enters, exits]
    return signals | {name: _tags(analyzed, name, rows, said) for name, said in zip(TAGS, wanted, strict=True)}


def _bounds(time_ms: npt.NDArray[np.int64], span: Span, startup: int) -> tuple[int, int]:
    """The first row that counts and the row behind the last one."""
    begin = startup
    if not startup and span.start_ms is not None:
        begin = int(np.searchsorted(time_ms, span.start_ms, side="left"))
    end = len(time_ms) if span.stop_ms is None else int(np.searchsorted(time_ms, span.stop_ms, side="right"))
    return begin, end


def _signal(analyzed: pd.DataFrame, name: str) -> Signals:
    """1 where the column holds a 1; a missing column or value is no signal."""
    if name not in analyzed.columns:
        return np.zeros(len(analyzed), dtype=np.int8)
    column = analyzed[name]
    values = column.to_numpy() if column.dtype.kind in "biuf" else column.map(_number).to_numpy(dtype=np.float64)
    return np.ascontiguousarray(values == 1, dtype=np.int8)


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def _tags(analyzed: pd.DataFrame, name: str, rows: slice, said: Signals) -> Tags:
    """The texts of the rows that are ``said`` to have one; a missing value is no text."""
    numbers = np.zeros(len(said), dtype=np.int32)
    if name not in analyzed.columns:
        return Tags(numbers, (None,))
    places = np.flatnonzero(said)
    codes, texts = pd.factorize(analyzed[name].to_numpy(dtype=object)[rows][places])
    numbers[places] = codes + 1
    return Tags(numbers, (None, *map(str, texts)))
