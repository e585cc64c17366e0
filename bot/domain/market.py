"""What can be traded, and what it costs at this moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.enums import PrecisionMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """One tradable pair; amounts in base currency, prices and costs in quote currency, fees as ratios.

    ``exchange_id`` is the exchange's own name for it, where that is known.
    """

    symbol: str
    base: str
    quote: str
    active: bool = True
    spot: bool = True
    swap: bool = False
    precision_mode: PrecisionMode = PrecisionMode.TICK_SIZE
    amount_precision: float | None = None
    price_precision: float | None = None
    min_amount: float | None = None
    max_amount: float | None = None
    min_cost: float | None = None
    max_cost: float | None = None
    maker_fee: float = 0.001
    taker_fee: float = 0.001
    contract_size: float = 1.0
    margin: bool = False
    max_leverage: float | None = None
    exchange_id: str = ""
    listed_at: datetime | None = None
    delisted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticker:
    """Best prices and the last day's figures of a pair; ``None`` where the exchange does not say."""

    pair: str
    bid: float | None
    ask: float | None
    last: float | None
    quote_volume: float | None = None
    percentage: float | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """One step of an order book."""

    price: float
    amount: float


@dataclass(frozen=True, slots=True)
class OrderBook:
    """Bids from the highest price down, asks from the lowest up."""

    pair: str
    bids: Sequence[Level]
    asks: Sequence[Level]


@dataclass(frozen=True, slots=True)
class CandleRequest:
    """Which candles: the newest ``limit`` ones, or the first ``limit`` from ``since`` on.

    ``candle_type`` is one of ``market_data.CANDLE_TYPES``; spot and futures are the market's own candles.
    """

    pair: str
    timeframe: str
    since: datetime | None
    limit: int
    candle_type: str = "spot"


def described(market: Market) -> dict[str, Any]:
    """The market in the words that strategy files and configs know; without entries that are not known."""
    entries: Mapping[str, Any] = {
        "symbol": market.symbol,
        "base": market.base,
        "quote": market.quote,
        "active": market.active,
        "spot": market.spot,
        "swap": market.swap,
        "maker": market.maker_fee,
        "taker": market.taker_fee,
        "contractSize": market.contract_size if market.swap else None,
        "precision": {"amount": market.amount_precision, "price": market.price_precision},
        "limits": {
            "amount": {"min": market.min_amount, "max": market.max_amount},
            "cost": {"min": market.min_cost, "max": market.max_cost},
        },
    }
    return {name: value for name, value in entries.items() if value is not None}


def split_pair(pair: str) -> tuple[str, str]:
    """Base and quote currency of ``BASE/QUOTE`` or ``BASE/QUOTE:SETTLE``; quote is ``""`` without a slash."""
    base, _, rest = pair.partition("/")
    return base, rest.partition(":")[0]
