"""What market data is stored, and what of it is downloaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

CANDLE_TYPES = ("spot", "futures", "mark", "index", "premiumIndex", "funding_rate", "open_interest")
FUNDING_RATE = "funding_rate"
DATA_FORMATS: Mapping[str, str] = MappingProxyType(
    {"feather": ".feather", "parquet": ".parquet", "json": ".json", "jsongz": ".json.gz"}
)
TRADE_COLUMNS = ("timestamp", "id", "type", "side", "price", "amount", "cost")


def is_futures(pair: str) -> bool:
    """Whether a pair names the coin that it is settled in, as futures do."""
    return ":" in pair


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadRequest:
    """``days`` back from now or ``timerange`` (START-STOP), not both; neither goes on from what is stored.

    ``pairs`` may be patterns. ``None`` takes the configured exchange, trading mode or margin mode, and for
    ``candle_types`` those that the trading mode needs. ``new_pairs_days`` counts for what has no file yet, before
    ``days``. ``prepend`` adds older data in front and nothing behind. ``erase`` begins anew.
    """

    pairs: tuple[str, ...]
    timeframes: tuple[str, ...] = ("1m", "5m")
    days: int | None = None
    new_pairs_days: int | None = None
    timerange: str | None = None
    erase: bool = False
    prepend: bool = False
    include_inactive: bool = False
    parallel: bool = True
    download_trades: bool = False
    convert_trades: bool = False
    candle_types: tuple[str, ...] = ()
    exchange: str | None = None
    trading_mode: str | None = None
    margin_mode: str | None = None
    format_candles: str | None = None
    format_trades: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaded:
    """What became of one file. ``kind`` is the timeframe, or ``trades``; ``first`` and ``last`` are what it holds now.

    ``error`` is empty where all went well; what had come before the error is stored. ``note`` is for the user.
    """

    pair: str
    kind: str
    candle_type: str
    added: int = 0
    first: datetime | None = None
    last: datetime | None = None
    note: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class DownloadSummary:
    """All files, and the pairs that were left out with the reason."""

    files: tuple[Downloaded, ...] = ()
    skipped: Mapping[str, str] = field(default_factory=dict)

    @property
    def failed(self) -> tuple[Downloaded, ...]:
        """Those that ended with an error."""
        return tuple(file for file in self.files if file.error)

    @property
    def is_complete(self) -> bool:
        """Whether at least one file has data now and nothing failed."""
        return any(file.first for file in self.files) and not self.failed
