"""What the engine's parts and the strategy share; made before both."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.clock import Clock
from bot.domain.events import EventType
from bot.engine.book import Book
from bot.engine.candles import CandleKeeper
from bot.engine.differences import Differences
from bot.engine.locks import LockKeeper
from bot.engine.markets import MarketKeeper
from bot.engine.outbox import Outbox
from bot.engine.parts import EngineParts, Ledger
from bot.engine.rates import Rates
from bot.engine.risk_gate import RiskGate
from bot.engine.steps import Steps
from bot.engine.wallet import WalletKeeper
from bot.ports import EventStore, KeyValueStore, LockStore, MarketData, Orders, TradeStore
from bot.settings.model import Settings
from bot.state.feed import Feed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Workbench:
    """Trades, candles, locks, balances, rates and outgoing events, each with one owner."""

    settings: Settings
    book: Book
    candles: CandleKeeper
    locks: LockKeeper
    markets: MarketKeeper
    steps: Steps
    wallets: WalletKeeper
    rates: Rates
    outbox: Outbox
    differences: Differences
    risk: RiskGate

    @classmethod
    def build(
        cls,
        settings: Settings,
        *,
        market: MarketData,
        orders: Orders,
        trades: TradeStore,
        locks: LockStore,
        ledger: Ledger,
        events: EventStore,
        keys: KeyValueStore,
        feed: Feed,
        clock: Clock,
        wall: Clock,
    ) -> Workbench:
        """Everything that a strategy's context needs; nothing is read or asked yet."""
        book = Book(trades, ledger)
        markets = MarketKeeper(market, wall, settings.exchange.markets_refresh_interval_min)
        return cls(
            settings=settings,
            book=book,
            candles=CandleKeeper(market, clock),
            locks=LockKeeper(locks, clock),
            markets=markets,
            steps=Steps(book, markets),
            wallets=WalletKeeper(settings, orders, book, wall),
            rates=Rates(settings, market, markets, wall),
            outbox=Outbox(feed, events, clock),
            differences=Differences(keys, clock),
            risk=RiskGate(settings.risk, book, market, keys, clock, wall),
        )

    @classmethod
    def of(cls, parts: EngineParts) -> Workbench:
        """A bench for a strategy that shares nothing with the engine."""
        return cls.build(
            parts.settings,
            market=parts.market,
            orders=parts.orders,
            trades=parts.trades,
            locks=parts.locks,
            ledger=parts.ledger,
            events=parts.events,
            keys=parts.keys,
            feed=parts.feed,
            clock=parts.clock,
            wall=parts.wall,
        )

    def send_msg(self, text: str) -> None:
        """A strategy's own message; listeners get it only where the user allows that."""
        if self.settings.api.allow_custom_messages or self.settings.notifications.allow_custom_messages:
            self.outbox.put(EventType.STRATEGY_MSG, {"msg": text})
        else:
            log.info("The strategy says (not sent, see api_server.allow_custom_messages): %s", text)
