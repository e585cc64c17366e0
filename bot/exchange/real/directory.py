"""All exchanges of the library, with what its own tables say about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import ccxt

from bot.domain.exchange_entry import ExchangeEntry, TradeMode
from bot.settings.exchange_names import real_exchanges

Has = Mapping[str, Any]
NEEDED: Mapping[str, tuple[str, ...]] = {  # a method, or all of these instead
    "fetchOrder": ("fetchOpenOrder", "fetchClosedOrder"),
    "cancelOrder": (),
    "createOrder": (),
    "fetchBalance": (),
    "fetchOHLCV": (),
}
USEFUL = (
    "fetchMyTrades",
    "createLimitOrder",
    "createMarketOrder",
    "fetchTicker",
    "fetchTickers",
    "fetchL2OrderBook",
    "fetchTrades",
)
USEFUL_FOR_FUTURES = (
    "setLeverage",
    "setMarginMode",
    "fetchFundingHistory",
    "fetchFundingRateHistory",
    "fetchPositions",
    "fetchLeverageTiers",
    "fetchMarkOHLCV",
    "fetchIndexOHLCV",
    "fetchPremiumIndexOHLCV",
)
INSTEAD = {"fetchLeverageTiers": "fetchMarketLeverageTiers"}


def exchanges() -> list[ExchangeEntry]:
    """By name. The library takes a second to load and keeps 100 MB: ask in a process of its own."""
    return [_entry(getattr(ccxt, name)) for name in real_exchanges() if hasattr(ccxt, name)]


def _entry(kind: Any) -> ExchangeEntry:
    exchange = kind()
    has: Has = exchange.has
    missing = [name for name, others in NEEDED.items() if not _can(has, name) and not _all(has, others)]
    parent = kind.__mro__[1].__name__
    return ExchangeEntry(
        name=str(exchange.name or exchange.id),
        classname=str(exchange.id),
        valid=not missing,
        supported=exchange.certified is True,
        comment="; ".join(_comments(has, missing)),
        comment_futures=_listed(
            "missing futures opt", [name for name in USEFUL_FOR_FUTURES if not _futures(has, name)]
        ),
        dex=exchange.dex is True,
        is_alias=exchange.alias is True,
        alias_for=parent if exchange.alias is True else None,
        trade_modes=tuple(_modes(has)),
    )


def _comments(has: Has, missing: list[str]) -> Iterator[str]:
    if missing:
        yield _listed("missing", missing)
        return
    if _without_spot(has):
        yield "no spot markets"
    useful = [name for name in USEFUL if not _can(has, name)]
    if useful:
        yield _listed("missing opt", useful)


def _modes(has: Has) -> Iterator[TradeMode]:
    if not _without_spot(has):
        yield TradeMode("spot", "")
    if has.get("swap"):
        yield TradeMode("futures", "isolated")
        if _can(has, "setMarginMode"):
            yield TradeMode("futures", "cross")


def _listed(what: str, names: list[str]) -> str:
    return f"{what}: {', '.join(names)}" if names else ""


def _without_spot(has: Has) -> bool:
    return has.get("spot") is False


def _can(has: Has, name: str) -> bool:
    """``emulated`` counts: the library does it by other means."""
    return bool(has.get(name))


def _futures(has: Has, name: str) -> bool:
    return _can(has, name) or (name in INSTEAD and _can(has, INSTEAD[name]))


def _all(has: Has, names: tuple[str, ...]) -> bool:
    return bool(names) and all(_can(has, name) for name in names)
