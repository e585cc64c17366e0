"""What a trader is made of: everything outside the engine, handed in once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.clock import Clock
from bot.ports import (
    EventStore,
    KeyValueStore,
    LockStore,
    MarketData,
    NoteStore,
    Orders,
    Strategy,
    TradeStore,
    WalletHistory,
)
from bot.settings.model import Settings
from bot.state.feed import Feed
from bot.stats.model import ClosedStats, ClosedTrade


class Pairlist(Protocol):
    """The chain of pair list methods."""

    @property
    def whitelist(self) -> Sequence[str]:
        """The pairs that the last refresh chose."""
        ...

    @property
    def blacklist(self) -> Sequence[str]:
        """Patterns of pairs that are never entered."""
        ...

    @property
    def methods(self) -> Sequence[str]:
        """Names of the methods, in order."""
        ...

    def refresh(self) -> Sequence[str]:
        """Choose again; may raise ``TemporaryError``."""
        ...

    def expanded_blacklist(self) -> Sequence[str]:
        """The existing pairs that the patterns match."""
        ...

    def change_blacklist(self, add: Sequence[str], remove: Sequence[str]) -> dict[str, str]:
        """Change the patterns; the answer maps refused ones to the reason."""
        ...

    def describe(self) -> Sequence[Mapping[str, str]]:
        """One mapping of name to description per method."""
        ...


class Ledger(Protocol):
    """Running totals over the closed trades."""

    def add(self, fact: ClosedTrade, /) -> None: ...

    def rebuild(self, facts: Iterable[ClosedTrade], /) -> None: ...

    def picture(self) -> ClosedStats: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineParts:
    """``clock`` tells the market's time, ``wall`` the time in which users wait."""

    settings: Settings
    strategy: Strategy
    market: MarketData
    orders: Orders
    trades: TradeStore
    locks: LockStore
    notes: NoteStore
    keys: KeyValueStore
    wallet_history: WalletHistory
    events: EventStore
    pairlist: Pairlist
    clock: Clock
    wall: Clock
    ledger: Ledger
    feed: Feed
