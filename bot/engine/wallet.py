"""The balances: the exchange's own, or on a paper account what follows from the trades."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from bot.domain.wallet import Balance, Wallets
from bot.engine.book import Book
from bot.errors import TemporaryError
from bot.ports import Orders
from bot.rules.wallet import exchange_wallets, paper_wallets
from bot.settings.model import Settings

log = logging.getLogger(__name__)


class WalletKeeper:
    """``current()`` costs nothing while no trade changes; ``fetch()`` asks the exchange.

    ``revision`` moves when the exchange's balances did.
    """

    def __init__(self, settings: Settings, orders: Orders, book: Book) -> None:
        self._settings = settings
        self._orders = orders
        self._book = book
        self._balances: Mapping[str, Balance] | None = None
        self._known: tuple[int, Wallets] | None = None
        self.revision = 0

    def current(self) -> Wallets:
        """Balances and stake figures as the trades are now."""
        if self._known is None or self._known[0] != self._book.revision:
            self._known = (self._book.revision, self._computed())
        return self._known[1]

    def fetch(self) -> None:
        """Read the exchange's balances; while it can't answer, the last ones are used."""
        try:
            balances = self._orders.balances()
        except TemporaryError as error:
            log.warning("The balances could not be read, the last known ones are used: %s", error)
            return
        if balances != self._balances:
            self._balances = balances
            self.revision += 1
            self._known = None

    def _computed(self) -> Wallets:
        trades, profit = self._book.open_trades(), self._book.total_closed_profit()
        if self._balances is None:
            return paper_wallets(self._settings, trades, profit)
        return exchange_wallets(self._settings, self._balances, trades, profit)
