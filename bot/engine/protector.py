"""Asks the strategy's protections after each closed trade, and tells of the locks that they set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.events import EventType
from bot.domain.lock import Lock
from bot.domain.trade import Trade
from bot.engine import messages
from bot.engine.bench import Workbench
from bot.engine.parts import EngineParts
from bot.protection.base import Past
from bot.protection.build import build_protections


class Protector:
    """The locks go where all others are, so they are stored, shown, and released like them."""

    def __init__(self, parts: EngineParts, bench: Workbench) -> None:
        """Raises ``ConfigError`` where the strategy's list can't be used, ``StrategyError`` where it can't be made."""
        self._clock = parts.clock
        self._bench = bench
        self._protections = build_protections(parts.strategy.protections, parts.strategy.options.timeframe)

    def describe(self) -> Sequence[Mapping[str, str]]:
        """One mapping of name to description per protection."""
        return self._protections.describe()

    def after_close(self, trade: Trade) -> None:
        """Look at the trades closed lately, of which ``trade`` is the last."""
        if not self._protections:
            return
        triggered = self._protections.after_close(self._past(), trade.pair, trade.direction, self._bench.locks)
        self._tell(EventType.PROTECTION_TRIGGER, triggered.pair, trade.base_currency)
        self._tell(EventType.PROTECTION_TRIGGER_GLOBAL, triggered.everywhere, "")

    def _past(self) -> Past:
        now, book = self._clock.now(), self._bench.book
        balance = self._bench.wallets.current().starting + book.total_closed_profit()
        return Past(now=now, trades=book.closed_after(now - self._protections.lookback), balance=balance)

    def _tell(self, kind: EventType, locks: Sequence[Lock], base_currency: str) -> None:
        """One message per trade, about the last lock: clients know it so."""
        if locks:
            self._bench.outbox.put(kind, messages.lock(locks[-1], base_currency))
