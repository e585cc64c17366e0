"""Trades as columns: arithmetic over thousands of trades is done by NumPy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from bot.backtest.outcome import SimTrade

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Columns:
    """One place per trade, in closing order."""

    profits: Floats
    ratios: Floats
    opened_ms: Integers
    closed_ms: Integers

    def __len__(self) -> int:
        return len(self.profits)

    @property
    def minutes(self) -> Integers:
        """How long each trade was held, in whole minutes."""
        return (self.closed_ms - self.opened_ms) // MINUTE_MS

    def where(self, chosen: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> Columns:
        """The chosen trades only."""
        return Columns(*(getattr(self, one.name)[chosen] for one in fields(self)))


def columns_of(trades: Sequence[SimTrade]) -> Columns:
    """Trades that close in the same candle keep their order."""
    columns = Columns(
        np.array([trade.profit_amount for trade in trades], dtype=np.float64),
        np.array([trade.profit_ratio for trade in trades], dtype=np.float64),
        np.array([trade.opened_ms for trade in trades], dtype=np.int64),
        np.array([trade.closed_ms for trade in trades], dtype=np.int64),
    )
    return columns.where(np.argsort(columns.closed_ms, kind="stable"))


def grouped(keys: Sequence[object], columns: Columns) -> Iterator[tuple[object, Columns]]:
    """The trades of each key; ``keys`` has one for each trade."""
    numbers: dict[object, int] = {}
    codes = np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)
    order = np.argsort(codes, kind="stable")
    ends = np.cumsum(np.bincount(codes, minlength=len(numbers)))
    for key, start, end in zip(numbers, [0, *ends[:-1]], ends, strict=False):
        yield key, columns.where(order[start:end])
