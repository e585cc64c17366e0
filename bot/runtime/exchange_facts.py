"""What exchanges offer. Imports the exchange library: children use it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from bot.domain.market import Market
from bot.exchange.quirks import is_known
from bot.runtime.data import for_exchange
from bot.runtime.market import open_market
from bot.service.exchanges import ExchangeInfo, ExchangesQuestion
from bot.service.markets import MarketsQuestion
from bot.settings.exchange_names import real_exchanges
from bot.settings.model import MADE_UP, Settings

LIBRARY = "ccxt.async_support"
NEEDED = (
    ("fetchOHLCV",),
    ("createOrder",),
    ("cancelOrder",),
    ("fetchBalance",),
    ("fetchOrder", "fetchOpenOrders", "fetchClosedOrders"),
    ("fetchTicker", "fetchTickers"),
    ("fetchOrderBook", "fetchL2OrderBook"),
)
"""What trading needs: of each row one method at least."""
NEEDED_FOR_FUTURES = (
    ("setLeverage",),
    ("setMarginMode",),
    ("fetchPositions",),
    ("fetchFundingHistory",),
    ("fetchFundingRateHistory",),
    ("fetchLeverageTiers", "fetchMarketLeverageTiers"),
)
SPOT, FUTURES = ("spot", ""), ("futures", "isolated")


def exchanges(_settings: Settings, _question: ExchangesQuestion) -> Sequence[ExchangeInfo]:
    """All of them: the made-up ones, then those of the library, by name."""
    library = import_module(LIBRARY)
    real = (_described(name, getattr(library, name)) for name in real_exchanges())
    return [*(_made_up(name) for name in MADE_UP), *real]


def markets(settings: Settings, question: MarketsQuestion) -> Sequence[Market]:
    """All markets of an exchange, spot and perpetual futures; raises ``ConfigError`` or ``ExchangeError``."""
    with open_market(for_exchange(settings, question.choice.exchange), swaps=question.swaps) as market:
        return list(market.markets().values())


def _made_up(name: str) -> ExchangeInfo:
    return ExchangeInfo(name=name, title=name.capitalize(), is_valid=True, is_known=True)


def _described(name: str, kind: type[Any]) -> ExchangeInfo:
    client = kind()
    offers = {method for method, state in client.has.items() if state}
    missing, missing_futures = list(_missing(offers, NEEDED)), list(_missing(offers, NEEDED_FOR_FUTURES))
    has_futures = bool(client.has.get("swap")) and not missing_futures
    return ExchangeInfo(
        name=name,
        title=client.name,
        is_valid=not missing,
        is_known=is_known(name),
        missing=f"missing: {', '.join(missing)}" if missing else "",
        missing_futures=f"missing for futures: {', '.join(missing_futures)}" if missing_futures else "",
        is_decentralised=bool(getattr(client, "dex", False)),
        alias_for=kind.__bases__[0].__name__ if getattr(client, "alias", False) else None,
        modes=(SPOT, FUTURES) if has_futures else (SPOT,),
    )


def _missing(offers: set[str], needed: Sequence[Sequence[str]]) -> Iterator[str]:
    return (methods[0] for methods in needed if offers.isdisjoint(methods))
