"""The balances: the exchange's own, or on a paper account what follows from the trades."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.wallet import Balance, Wallets
from bot.engine.book import Book
from bot.errors import TemporaryError
from bot.ports import Orders
from bot.rules.wallet import exchange_wallets, paper_wallets
from bot.settings.model import Settings

MAX_AGE = timedelta(seconds=60)
log = logging.getLogger(__name__)


class WalletKeeper:
    """``current()`` costs nothing while no trade changes; ``fetch()`` asks the exchange, ``keep()`` now and then.

    ``revision`` moves when the exchange's balances did.
    """

    def __init__(self, settings: Settings, orders: Orders, book: Book, wall: Clock) -> None:
        self._settings = settings
        self._orders = orders
        self._book = book
        self._wall = wall
        self._fetched_at: datetime | None = None
        self._balances: Mapping[str, Balance] | None = None
        self._known: tuple[int, Wallets] | None = None
        self.revision = 0

    def current(self) -> Wallets:
        """Balances and stake figures as the trades are now."""
        if self._known is None or self._known[0] != self._book.revision:
            self._known = (self._book.revision, self._computed())
        return self._known[1]

    def keep(self) -> None:
        """Fetch if the last fetch failed or is a minute old: coins come and go without any trade."""
        if self._fetched_at is None or self._wall.now() - self._fetched_at >= MAX_AGE:
            self.fetch()

    def fetch(self) -> None:
        """Read the exchange's balances; while it can't answer, the last ones are used."""
        self._fetched_at = None
        try:
            balances = self._orders.balances()
        except TemporaryError as error:
            log.warning("The balances could not be read, the last known ones are used: %s", error)
            return
        self._fetched_at = self._wall.now()
        if balances != self._balances:
            self._balances = balances
            self.revision += 1
            self._known = None

    def _computed(self) -> Wallets:
        trades, profit = self._book.open_trades(), self._book.total_closed_profit()
        if self._balances is None:
            return paper_wallets(self._settings, trades, profit)
        return exchange_wallets(self._settings, self._balances, trades, profit)
