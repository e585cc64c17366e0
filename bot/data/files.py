"""What this package needs of the files; ``bot.storage`` has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pandas as pd


class CandleStore(Protocol):
    """Candle files. Reads and writes raise ``StorageError``, which names the file."""

    def stored(
        self, pair: str, timeframe: str, candle_type: str = "spot", columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """The candles as they stand in the file, or only the date and these columns; empty without one."""
        ...

    def save(self, pair: str, timeframe: str, frame: pd.DataFrame, candle_type: str = "spot") -> None:
        """Replace a file, whole or not at all."""
        ...


class TradeStore(Protocol):
    """Files of public trades. Reads and writes raise ``StorageError``, which names the file."""

    def load(self, pair: str) -> pd.DataFrame:
        """By time, each trade once; empty without a file."""
        ...

    def save(self, pair: str, trades: pd.DataFrame) -> None:
        """Replace a file, whole or not at all."""
        ...
