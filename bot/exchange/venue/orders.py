"""The venue behind the port that the bot trades through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.domain.order import OrderKey, OrderNeeds, OrderReport, OrderRequest
from bot.domain.wallet import Balance
from bot.errors import ExchangeError, OrderNotFound
from bot.exchange.one_by_one import fetched
from bot.exchange.venue.venue import Venue


class VenueOrders:
    """Implements ``ports.Orders``; an account like that of a real exchange, which outlives the bot."""

    def __init__(self, venue: Venue) -> None:
        self._venue = venue

    def check(self, needs: OrderNeeds) -> Sequence[str]:  # noqa: ARG002 - the protocol's
        return ()

    def create(self, request: OrderRequest) -> OrderReport:
        return self._venue.place(request).report()

    def cancel(self, order_id: str, pair: str, *, is_stop: bool = False) -> OrderReport:  # noqa: ARG002 - the protocol's
        if self._venue.order(order_id, pair).status.is_open:
            self._venue.cancel(order_id, pair)
        return self._venue.order(order_id, pair).report()

    def fetch(self, order_id: str, pair: str, *, is_stop: bool = False) -> OrderReport:  # noqa: ARG002 - the protocol's
        return self._venue.order(order_id, pair).report()

    def fetch_all(self, orders: Sequence[OrderKey]) -> Sequence[OrderReport | ExchangeError]:
        return [fetched(self, key) for key in orders]

    def find(self, client_order_id: str, pair: str, *, is_stop: bool = False) -> OrderReport | None:  # noqa: ARG002 - the protocol's
        try:
            return self._venue.by_client_id(client_order_id, pair).report()
        except OrderNotFound:
            return None

    def account_orders(self, pairs: Iterable[str], since: datetime) -> Sequence[OrderReport] | None:
        chosen = set(pairs)
        ended = [order for order in self._venue.orders(since=since) if order.pair in chosen]
        known = {order.order_id: order for order in (*ended, *self._venue.open_orders())}
        return [order.report() for order in known.values()]

    def balances(self) -> Mapping[str, Balance] | None:
        return {
            coin: Balance(coin, free=float(free), used=float(locked), total=float(free + locked))
            for coin, (free, locked) in self._venue.balances().items()
            if free + locked
        }

    def restore(self, orders: Iterable[OrderReport]) -> None:
        """The exchange knows its orders."""
