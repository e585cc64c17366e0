"""Markets, orders and fills in the protocol's words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.domain.amounts import exact
from bot.domain.enums import OrderStatus, OrderType
from bot.domain.market import Market, Ticker
from bot.exchange.bars import to_ms
from bot.exchange.venue.order import Fill, VenueOrder

ORDER_TYPES = ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT"]
_STATES = {
    OrderStatus.CLOSED: "FILLED",
    OrderStatus.CANCELED: "CANCELED",
    OrderStatus.EXPIRED: "EXPIRED",
    OrderStatus.REJECTED: "REJECTED",
}


def text(number: float | Decimal | None) -> str:
    """A number with eight places, as everywhere in the protocol."""
    return f"{exact(number or 0.0):.8f}"


def public_trade(row: Mapping[Any, Any]) -> dict[str, Any]:
    """An entry of ``aggTrades``."""
    number = int(row["id"])
    return {
        "a": number,
        "p": text(row["price"]),
        "q": text(row["amount"]),
        "f": number,
        "l": number,
        "T": int(row["timestamp"]),
        "m": row["side"] == "sell",
        "M": True,
    }


def symbol(market: Market, *, is_halted: bool = False) -> dict[str, Any]:
    """An entry of ``exchangeInfo``."""
    return {
        "symbol": market.base + market.quote,
        "status": "TRADING" if market.active and not is_halted else "BREAK",
        "baseAsset": market.base,
        "baseAssetPrecision": 8,
        "quoteAsset": market.quote,
        "quotePrecision": 8,
        "quoteAssetPrecision": 8,
        "orderTypes": ORDER_TYPES,
        "icebergAllowed": False,
        "ocoAllowed": False,
        "isSpotTradingAllowed": True,
        "isMarginTradingAllowed": False,
        "permissions": [],
        "permissionSets": [["SPOT"]],
        "filters": [
            {
                "filterType": "PRICE_FILTER",
                "minPrice": text(market.price_precision),
                "maxPrice": text(10_000_000),
                "tickSize": text(market.price_precision),
            },
            {
                "filterType": "LOT_SIZE",
                "minQty": text(market.min_amount or market.amount_precision),
                "maxQty": text(market.max_amount or 90_000_000),
                "stepSize": text(market.amount_precision),
            },
            {
                "filterType": "NOTIONAL",
                "minNotional": text(market.min_cost),
                "applyMinToMarket": True,
                "maxNotional": text(market.max_cost or 9_000_000),
                "applyMaxToMarket": False,
                "avgPriceMins": 5,
            },
        ],
    }


def day(market: Market, ticker: Ticker, now_ms: int) -> dict[str, Any]:
    """An entry of ``ticker/24hr``."""
    last, quotes = ticker.last or 0.0, ticker.quote_volume or 0.0
    opened = last / (1 + (ticker.percentage or 0.0) / 100)
    return {
        "symbol": market.base + market.quote,
        "priceChange": text(last - opened),
        "priceChangePercent": text(ticker.percentage),
        "weightedAvgPrice": text(last),
        "prevClosePrice": text(opened),
        "lastPrice": text(last),
        "lastQty": text(0),
        "bidPrice": text(ticker.bid),
        "bidQty": text(1),
        "askPrice": text(ticker.ask),
        "askQty": text(1),
        "openPrice": text(opened),
        "highPrice": text(max(last, opened)),
        "lowPrice": text(min(last, opened)),
        "volume": text(quotes / last if last else 0.0),
        "quoteVolume": text(quotes),
        "openTime": now_ms - 86_400_000,
        "closeTime": now_ms,
        "firstId": 0,
        "lastId": 0,
        "count": 0,
    }


def order(found: VenueOrder, symbol_id: str, fills: list[Fill] | None = None) -> dict[str, Any]:
    """An order; with ``fills`` as the reply to a new one."""
    entry: dict[str, Any] = {
        "symbol": symbol_id,
        "orderId": int(found.order_id),
        "orderListId": -1,
        "clientOrderId": found.client_order_id,
        "price": text(found.price),
        "origQty": text(found.amount),
        "executedQty": text(found.filled),
        "cummulativeQuoteQty": text(found.cost),
        "status": _STATES.get(found.status) or ("PARTIALLY_FILLED" if found.filled else "NEW"),
        "timeInForce": "GTC" if found.time_in_force == "PO" else found.time_in_force,
        "type": _type(found),
        "side": "BUY" if found.is_buy else "SELL",
        "stopPrice": text(found.stop_price),
        "icebergQty": text(0),
        "time": to_ms(found.placed_at),
        "updateTime": to_ms(found.updated_at),
        "isWorking": not found.waits_for_stop,
        "origQuoteOrderQty": text(0),
        "selfTradePreventionMode": "NONE",
    }
    if fills is None:
        return entry
    moments = {"transactTime": to_ms(found.updated_at), "workingTime": to_ms(found.updated_at)}
    parts = [
        {
            "price": text(fill.price),
            "qty": text(fill.amount),
            "commission": text(fill.fee),
            "commissionAsset": fill.fee_currency,
            "tradeId": fill.id,
        }
        for fill in fills
    ]
    return {**entry, **moments, "fills": parts}


def execution(found: VenueOrder, symbol_id: str, last: Fill | None, now_ms: int) -> dict[str, Any]:
    """The event that tells of a change of an order."""
    known = order(found, symbol_id)
    kind = "TRADE" if last else known["status"]
    part = (last.amount, last.price, last.cost, last.fee) if last else (None,) * 4
    amount, price, cost, fee = map(text, part)
    return {
        "e": "executionReport",
        "E": now_ms,
        "s": symbol_id,
        "c": known["clientOrderId"],
        "S": known["side"],
        "o": known["type"],
        "f": known["timeInForce"],
        "q": known["origQty"],
        "p": known["price"],
        "P": known["stopPrice"],
        "F": known["icebergQty"],
        "g": -1,
        "C": "",
        "x": kind,
        "X": known["status"],
        "r": "NONE",
        "i": known["orderId"],
        "l": amount,
        "z": known["executedQty"],
        "L": price,
        "n": fee,
        "N": last.fee_currency if last else None,
        "T": known["updateTime"],
        "t": last.id if last else -1,
        "w": found.status.is_open and known["isWorking"],
        "m": last.is_maker if last else False,
        "O": known["time"],
        "Z": known["cummulativeQuoteQty"],
        "Y": cost,
        "Q": known["origQuoteOrderQty"],
        "W": known["time"],
        "V": "NONE",
    }


def fill(found: Fill, symbol_id: str) -> dict[str, Any]:
    """An entry of ``myTrades``."""
    return {
        "symbol": symbol_id,
        "id": found.id,
        "orderId": int(found.order_id),
        "orderListId": -1,
        "price": text(found.price),
        "qty": text(found.amount),
        "quoteQty": text(found.cost),
        "commission": text(found.fee),
        "commissionAsset": found.fee_currency,
        "time": to_ms(found.at),
        "isBuyer": found.side == "buy",
        "isMaker": found.is_maker,
        "isBestMatch": True,
    }


def _type(found: VenueOrder) -> str:
    is_limit = found.order_type is OrderType.LIMIT
    if found.stop_price is not None:
        return "STOP_LOSS_LIMIT" if is_limit else "STOP_LOSS"
    if not is_limit:
        return "MARKET"
    return "LIMIT_MAKER" if found.time_in_force == "PO" else "LIMIT"
