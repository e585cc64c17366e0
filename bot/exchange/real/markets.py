"""The library's markets and tickers as ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import isfinite
from typing import Any

import pandas as pd

from bot.domain.enums import PrecisionMode
from bot.domain.market import Level, Market, OrderBook, Ticker
from bot.domain.market_data import TRADE_COLUMNS
from bot.exchange.bars import from_ms

LARGEST = 1e18
USUAL_FEE = 0.001


def markets(raw: Mapping[str, Mapping[str, Any]], precision_mode: int, *, swaps: bool = False) -> dict[str, Market]:
    """The spot markets by symbol, or the linear perpetual futures; one that lacks what trading needs is left out."""
    mode = PrecisionMode(precision_mode)
    wanted = _is_linear_swap if swaps else _is_spot
    return {symbol: _market(entry, mode) for symbol, entry in raw.items() if wanted(entry) and _is_usable(entry)}


def public_trades(raw: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """In the columns of the port, by time; what can't be meant (no time, no price) is left out."""
    rows = [_public_trade(entry) for entry in raw]
    known = sorted((row for row in rows if row is not None), key=lambda row: row[0])
    return pd.DataFrame(known, columns=list(TRADE_COLUMNS))


def _public_trade(entry: Mapping[str, Any]) -> tuple[Any, ...] | None:
    moment_ms, rate, amount = number(entry.get("timestamp")), price(entry.get("price")), number(entry.get("amount"))
    if moment_ms is None or rate is None or amount is None:
        return None
    cost = number(entry.get("cost"))
    told = (entry.get("id"), entry.get("type"), entry.get("side"))
    return (int(moment_ms), *told, rate, amount, rate * amount if cost is None else cost)


def ticker(pair: str, raw: Mapping[str, Any]) -> Ticker:
    """Prices that can't be meant (zero, negative, not a number) count as not told."""
    return Ticker(
        pair=pair,
        bid=price(raw.get("bid")),
        ask=price(raw.get("ask")),
        last=price(raw.get("last")) or price(raw.get("close")),
        quote_volume=_quote_volume(raw),
        percentage=number(raw.get("percentage")),
    )


def order_book(pair: str, raw: Mapping[str, Any]) -> OrderBook:
    """The best levels first, without levels that can't be meant; a side may be empty."""
    bids = sorted(_levels(raw.get("bids")), key=lambda level: -level.price)
    asks = sorted(_levels(raw.get("asks")), key=lambda level: level.price)
    return OrderBook(pair, tuple(bids), tuple(asks))


def number(value: Any) -> float | None:
    """A finite number, or ``None``."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if isfinite(found) else None


def price(value: Any) -> float | None:
    """A number above 0 that is not absurd, or ``None``."""
    found = number(value)
    return found if found is not None and 0 < found < LARGEST else None


def moment(value: Any) -> datetime | None:
    """A time in milliseconds since 1970."""
    found = number(value)
    return from_ms(int(found)) if found else None


def _is_usable(entry: Mapping[str, Any]) -> bool:
    return bool(entry.get("symbol") and entry.get("base") and entry.get("quote"))


def _is_spot(entry: Mapping[str, Any]) -> bool:
    return bool(entry.get("spot"))


def _is_linear_swap(entry: Mapping[str, Any]) -> bool:
    return bool(entry.get("swap") and entry.get("linear"))


def _market(entry: Mapping[str, Any], mode: PrecisionMode) -> Market:
    limits, precision = entry.get("limits") or {}, entry.get("precision") or {}
    amounts, costs = limits.get("amount") or {}, limits.get("cost") or {}
    maker, taker = number(entry.get("maker")), number(entry.get("taker"))
    return Market(
        symbol=entry["symbol"],
        base=entry["base"],
        quote=entry["quote"],
        active=entry.get("active") is not False,
        spot=bool(entry.get("spot")),
        swap=bool(entry.get("swap")),
        margin=bool(entry.get("margin")),
        max_leverage=price((limits.get("leverage") or {}).get("max")),
        exchange_id=str(entry.get("id") or ""),
        contract_size=number(entry.get("contractSize")) or 1.0,
        precision_mode=mode,
        amount_precision=_precision(precision.get("amount")),
        price_precision=_precision(precision.get("price")),
        min_amount=price(amounts.get("min")),
        max_amount=price(amounts.get("max")),
        min_cost=price(costs.get("min")),
        max_cost=price(costs.get("max")),
        maker_fee=USUAL_FEE if maker is None else maker,
        taker_fee=USUAL_FEE if taker is None else taker,
        listed_at=moment(entry.get("created")),
    )


def _precision(value: Any) -> float | None:
    """Steps or places; 0 places is a number too."""
    found = number(value)
    return found if found is not None and found >= 0 else None


def _quote_volume(raw: Mapping[str, Any]) -> float | None:
    """The last day's turnover; where only the amount is told, at the average price."""
    told = number(raw.get("quoteVolume"))
    if told is not None:
        return told if told >= 0 else None
    amount, rate = number(raw.get("baseVolume")), price(raw.get("vwap")) or price(raw.get("last"))
    return None if amount is None or rate is None else amount * rate


def _levels(raw: Any) -> list[Level]:
    found = [(price(entry[0]), price(entry[1])) for entry in raw or ()]
    return [Level(rate, amount) for rate, amount in found if rate is not None and amount is not None]
