"""Candle and trade files in memory, and a progress that is remembered."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from bot.data.trades import no_trades
from bot.domain.frames import OHLCV
from bot.errors import StorageError


def no_candles() -> pd.DataFrame:
    numbers = {name: pd.Series(dtype="float64") for name in OHLCV[1:]}
    return pd.DataFrame({"date": pd.Series(dtype="datetime64[ms, UTC]"), **numbers})


class FakeCandleStore:
    """Implements ``data.files.CandleStore``. ``saves`` counts the writes; a file in ``broken`` can't be read."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str, str], pd.DataFrame] = {}
        self.broken: set[str] = set()
        self.is_full = False
        self.saves = 0

    def stored(
        self, pair: str, timeframe: str, candle_type: str = "spot", columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        if pair in self.broken:
            raise StorageError(f"The candle file of {pair} can't be read: it is cut off.")
        found = self.kept.get((pair, timeframe, candle_type), no_candles())
        return found if columns is None else found[list(columns)]

    def save(self, pair: str, timeframe: str, frame: pd.DataFrame, candle_type: str = "spot") -> None:
        if self.is_full:
            raise StorageError(f"The candle file of {pair} can't be written: the disk is full.")
        self.saves += 1
        self.kept[pair, timeframe, candle_type] = frame.reset_index(drop=True)

    def closes(self, pair: str, timeframe: str) -> list[float]:
        return list(self.stored(pair, timeframe)["close"])


class FakeTradeStore:
    """Implements ``data.files.TradeStore``."""

    def __init__(self) -> None:
        self.kept: dict[str, pd.DataFrame] = {}
        self.is_full = False
        self.saves = 0

    def load(self, pair: str) -> pd.DataFrame:
        return self.kept.get(pair, no_trades())

    def save(self, pair: str, trades: pd.DataFrame) -> None:
        if self.is_full:
            raise StorageError(f"The trades file of {pair} can't be written: the disk is full.")
        self.saves += 1
        self.kept[pair] = trades


class Steps:
    """Implements ``ports.Progress``."""

    def __init__(self) -> None:
        self.names: list[tuple[str, float]] = []
        self.units: list[float] = []

    def step(self, name: str, total: float = 1.0) -> None:
        self.names.append((name, total))

    def done(self, units: float, trades: int | None = None) -> None:
        self.units.append(units)
