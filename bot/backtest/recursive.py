"""How many candles a strategy's indicators need: each is computed on all candles and on a few, and compared."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from bot.backtest.comparison import changed_columns, relative_changes
from bot.backtest.span import Span
from bot.errors import Refused
from bot.ports.progress import Progress

if TYPE_CHECKING:
    import pandas as pd

STARTUP_CANDLES = (199, 399, 499, 999, 1999)
EARLY = 10  # candles after the start where the look ahead is looked for
PLACES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class RecursiveRequest:
    """``timerange`` as in ``domain.timerange``; only the first of ``pairs``, or of the configured ones, is used."""

    strategy: str
    timerange: str | None = None
    timeframe: str | None = None
    pairs: tuple[str, ...] = ()
    startup_candles: tuple[int, ...] = STARTUP_CANDLES


@dataclass(frozen=True, slots=True, kw_only=True)
class RecursiveResult:
    """``changes``: per indicator and number of startup candles, how far its last value is from the one over all
    candles (0.01 = 1 %, NaN where there is none); indicators that never differ are left out.
    """

    strategy: str
    pair: str
    startup_candles: tuple[int, ...]
    own_startup_candles: int
    changes: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    looks_ahead: tuple[str, ...] = ()


class Analyses(Protocol):
    """A strategy over the stored candles of a pair."""

    @property
    def startup_candles(self) -> int:
        """How many the strategy says that it needs."""
        ...

    @property
    def step_ms(self) -> int:
        """Length of a candle."""
        ...

    def analyzed(self, pair: str, span: Span, startup: int) -> pd.DataFrame:
        """Candles of the span and ``startup`` ones before it, with indicators."""
        ...


def recursive(
    analyses: Analyses, request: RecursiveRequest, pair: str, span: Span, progress: Progress
) -> RecursiveResult:
    """Compare. Raises ``Refused`` for a request that can't be carried out, ``StrategyError``."""
    own = analyses.startup_candles
    counts = _counts(request.startup_candles, own)
    progress.step("analyze", len(counts) + 2.0)
    whole = analyses.analyzed(pair, span, own)
    first_ms = _moment(whole, 0) + own * analyses.step_ms
    last_ms = _moment(whole, -1)
    early = analyses.analyzed(pair, Span(first_ms, min(first_ms + EARLY * analyses.step_ms, last_ms)), own)
    progress.done(2.0)
    changes: dict[str, dict[int, float]] = {}
    for number, count in enumerate(counts, 3):
        few = analyses.analyzed(pair, Span(last_ms - analyses.step_ms, last_ms), count)
        found = relative_changes(whole, few)
        progress.done(float(number))
        if not found:
            break
        for name, change in found.items():
            changes.setdefault(name, {})[count] = change if math.isnan(change) else round(change, PLACES)
    return RecursiveResult(
        strategy=request.strategy,
        pair=pair,
        startup_candles=tuple(counts),
        own_startup_candles=own,
        changes=changes,
        looks_ahead=tuple(changed_columns(whole, early)),
    )


def _counts(asked: Sequence[int], own: int) -> list[int]:
    """The strategy's own number and those asked for, the smallest first."""
    if own < 1:
        raise Refused(
            f"The strategy's startup_candle_count is {own}; the analysis needs one of 1 or more, because indicators"
            " without a start can't depend on it."
        )
    wrong = [count for count in asked if count < 1]
    if wrong:
        raise Refused(f"{wrong[0]} startup candles can't be compared; allowed: 1 or more.")
    return sorted({own, *asked})


def _moment(frame: pd.DataFrame, row: int) -> int:
    if frame.empty:
        raise Refused("There are no candles in this timerange.")
    return int(frame["date"].iloc[row].timestamp() * 1000)
