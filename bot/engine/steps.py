"""The steps of amounts and prices that a market takes: an exchange may change them while a trade is open."""

from __future__ import annotations

import logging
from dataclasses import replace
from decimal import Decimal

from bot.domain.amounts import round_price, round_stop
from bot.domain.enums import PrecisionMode
from bot.domain.trade import Trade
from bot.engine.book import Book
from bot.engine.markets import MarketKeeper

log = logging.getLogger(__name__)


class Steps:
    """Orders take the market's steps as they are now. A trade counts on in the price step that it began with."""

    def __init__(self, book: Book, markets: MarketKeeper) -> None:
        self._book = book
        self._markets = markets
        self._followed: int | None = None

    def price(self, trade: Trade, rate: float | Decimal) -> Decimal:
        """The nearest price that the market takes."""
        return round_price(rate, *self._price_step(trade))

    def stop_price(self, trade: Trade, rate: float | Decimal) -> Decimal:
        """The nearest price on the safe side that the market takes."""
        return round_stop(rate, *self._price_step(trade), is_short=trade.is_short)

    def follow(self) -> None:
        """Give open trades the amount step of their markets, where that has changed or was never known.

        What is left of a position below one step can't be sold, so the trade must end without it.
        """
        if self._followed == self._markets.revision:
            return
        for trade in self._book.open_trades():
            self.follow_one(trade)
        self._followed = self._markets.revision

    def follow_one(self, trade: Trade) -> None:
        """The same for one trade."""
        market = self._markets.current().get(trade.pair)
        if market is None or (market.amount_precision, market.price_precision) == (None, None):
            return
        if (market.amount_precision, market.precision_mode) == (trade.amount_precision, trade.precision_mode):
            return
        known = trade.amount_precision
        if known is not None:
            log.warning("%s: the amount step is %s now and was %s.", trade.pair, market.amount_precision, known)
        self._book.save(
            replace(
                trade,
                amount_precision=market.amount_precision,
                price_precision=market.price_precision if trade.price_precision is None else trade.price_precision,
                precision_mode=market.precision_mode,
                contract_size=market.contract_size,
            )
        )

    def _price_step(self, trade: Trade) -> tuple[float | None, PrecisionMode]:
        market = self._markets.current().get(trade.pair)
        if market is None or market.price_precision is None:
            return trade.price_precision, trade.precision_mode
        return market.price_precision, market.precision_mode
