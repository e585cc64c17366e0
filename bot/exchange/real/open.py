"""The real exchange that the settings name: one client for its data and its orders."""

from __future__ import annotations

from collections.abc import Callable

from bot.clock import Clock
from bot.exchange.real.connect import connect
from bot.exchange.real.market_data import RealMarket
from bot.exchange.real.orders import RealOrders
from bot.exchange.real.streams import OrderStream
from bot.settings.model import ExchangeSettings


def open_market(settings: ExchangeSettings, clock: Clock, *, swaps: bool = False) -> RealMarket:
    """Not yet talking to anyone; raises ``ConfigError``."""
    return RealMarket(connect(settings, swaps=swaps), clock, swaps=swaps)


def open_orders(
    market: RealMarket, settings: ExchangeSettings, on_change: Callable[[str], None] | None = None
) -> RealOrders:
    """Orders through the client that reads the data; ``on_change`` hears the ids of those that have changed."""
    if on_change is not None:
        OrderStream(market.client).follow(on_change)
    return RealOrders(market.client, unknown_fee_rate=settings.unknown_fee_rate)
