"""What other bots tell this one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pandas as pd


class Producers(Protocol):
    """The newest of what producers said, by their configured names; reads never wait for them."""

    def pairs(self, producer: str) -> Sequence[str]:
        """Its whitelist; empty for a producer that has not told, or is not known."""
        ...

    def frame(self, producer: str, key: tuple[str, str, str]) -> tuple[pd.DataFrame, datetime] | None:
        """Its candles of (pair, timeframe, candle type) with its columns, and when it made them; not to be changed."""
        ...
