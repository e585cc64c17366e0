"""What strategies may see of the bot, as narrow protocols; the runtime hands one of these over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from bot.clock import Clock
from bot.domain.enums import RunMode
from bot.domain.trade import Trade
from bot.domain.wallet import Wallets
from bot.ports import MarketData, NoteStore, Producers
from bot.stats.model import ClosedStats

if TYPE_CHECKING:
    import pandas as pd


class TradeBook(Protocol):
    """The bot's trades."""

    def open_trades(self) -> Sequence[Trade]:
        """By id."""
        ...

    def closed_trades(
        self, pair: str | None, opened_after: datetime | None, closed_after: datetime | None
    ) -> Sequence[Trade]:
        """By id; bounds are exclusive, ``None`` chooses all."""
        ...

    def totals(self) -> ClosedStats:
        """Sums over the closed trades."""
        ...


class CandleSource(Protocol):
    """The candles that the bot keeps."""

    def candles(self, pair: str, timeframe: str) -> pd.DataFrame: ...

    def analyzed(self, pair: str, timeframe: str) -> tuple[pd.DataFrame, datetime]: ...


class PairLocker(Protocol):
    """The bot's pair locks."""

    def lock_pair(self, pair: str, until: datetime, reason: str | None = None, side: str = "*") -> None: ...

    def unlock_pair(self, pair: str) -> None: ...

    def unlock_reason(self, reason: str) -> None: ...

    def is_pair_locked(self, pair: str, candle_at: datetime | None = None, side: str = "*") -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyContext:
    """Everything outside a strategy that its file can reach."""

    market: MarketData
    clock: Clock
    trades: TradeBook
    notes: NoteStore
    wallets: Callable[[], Wallets]
    candles: CandleSource
    whitelist: Callable[[], Sequence[str]]
    send_msg: Callable[[str], None]
    locks: PairLocker
    runmode: RunMode
    producers: Producers | None = None
