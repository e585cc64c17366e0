"""The library's orders as our reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.domain.enums import OrderSide, OrderStatus, OrderType
from bot.domain.market import split_pair
from bot.domain.order import OrderReport, OrderRequest
from bot.domain.timeframe import EPOCH
from bot.errors import TemporaryError
from bot.exchange.real.markets import moment, number, price

_STATES: Mapping[str, OrderStatus] = {
    "open": OrderStatus.OPEN,
    "closed": OrderStatus.CLOSED,
    "canceled": OrderStatus.CANCELED,
    "canceling": OrderStatus.OPEN,
    "expired": OrderStatus.EXPIRED,
    "rejected": OrderStatus.REJECTED,
}


def report(raw: Mapping[str, Any], *, request: OrderRequest | None = None, is_stop: bool = False) -> OrderReport:
    """What the exchange says, with the request's terms where it is silent.

    Raises ``TemporaryError`` for a reply that is no order.
    """
    if not isinstance(raw, Mapping) or not raw.get("id"):
        raise TemporaryError("The exchange sent a reply without an order's id.")
    amount = number(raw.get("amount")) or (float(request.amount) if request else 0.0)
    filled, status = _progress(raw, amount)
    limit = price(raw.get("price")) or _wanted(request)
    average = price(raw.get("average")) or (limit if filled else None)
    return OrderReport(
        order_id=str(raw["id"]),
        client_order_id=str(raw.get("clientOrderId") or (request.client_order_id if request else "")),
        pair=str(raw.get("symbol") or (request.pair if request else "")),
        side=request.side if request else _side(raw, is_stop=is_stop),
        order_type=_type(raw, request),
        status=status,
        price=limit,
        average=average if filled else None,
        amount=amount,
        filled=filled,
        remaining=max(0.0, amount - filled) if number(raw.get("remaining")) is None else float(raw["remaining"]),
        cost=number(raw.get("cost")) or filled * (average or 0.0),
        placed_at=moment(raw.get("timestamp")) or moment(raw.get("lastUpdateTimestamp")) or EPOCH,
        filled_at=(moment(raw.get("lastTradeTimestamp")) or moment(raw.get("lastUpdateTimestamp"))) if filled else None,
        stop_price=_stop(raw) or (float(request.stop_price) if request and request.stop_price else None),
        **fee_fields(_fees(raw), pair=str(raw.get("symbol") or ""), filled=filled, cost=number(raw.get("cost")) or 0.0),
    )


def fee_fields(fees: Iterable[Mapping[str, Any]], *, pair: str, filled: float, cost: float) -> dict[str, Any]:
    """Rate, cost and currency of the fees of one order; the currency that most was paid in stands for all.

    The rate is known where the fee was paid in base or quote currency; elsewhere it is what the exchange names.
    """
    paid: dict[str, float] = {}
    named: float | None = None
    for fee in fees:
        currency, amount = str(fee.get("currency") or ""), number(fee.get("cost"))
        named = number(fee.get("rate")) if named is None else named
        if currency and amount is not None:
            paid[currency] = paid.get(currency, 0.0) + amount
    if not paid:
        return {"fee_rate": named}
    base, quote = split_pair(pair)
    currency = base if base in paid else quote if quote in paid else next(iter(paid))
    whole = {base: filled, quote: cost}.get(currency, 0.0)
    return {
        "fee_cost": paid[currency],
        "fee_currency": currency,
        "fee_rate": paid[currency] / whole if whole > 0 else named,
    }


def has_fees(raw: Mapping[str, Any]) -> bool:
    """Whether the order itself tells what was paid."""
    return any(number(fee.get("cost")) is not None and fee.get("currency") for fee in _fees(raw))


def _fees(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    many = [fee for fee in raw.get("fees") or () if isinstance(fee, Mapping)]
    one = raw.get("fee")
    return many or ([one] if isinstance(one, Mapping) else [])


def _progress(raw: Mapping[str, Any], amount: float) -> tuple[float, OrderStatus]:
    """An order that is done is filled as far as is told; one without any state is taken for open."""
    status = _STATES.get(str(raw.get("status") or ""), OrderStatus.OPEN)
    filled = number(raw.get("filled"))
    if filled is None:
        remaining = number(raw.get("remaining"))
        filled = amount - remaining if remaining is not None else (amount if status is OrderStatus.CLOSED else 0.0)
    if status is OrderStatus.CLOSED and 0 < filled < amount * (1 - 1e-9):
        status = OrderStatus.CANCELED  # some call an order closed that was cut short
    if status is OrderStatus.CLOSED and filled == 0:
        status = OrderStatus.CANCELED
    return max(0.0, filled), status


def _wanted(request: OrderRequest | None) -> float | None:
    return float(request.price) if request and request.price is not None else None


def _side(raw: Mapping[str, Any], *, is_stop: bool) -> OrderSide:
    if is_stop or (_stop(raw) and raw.get("side") == OrderSide.SELL):
        return OrderSide.STOPLOSS
    return OrderSide(str(raw.get("side")))


def _type(raw: Mapping[str, Any], request: OrderRequest | None) -> OrderType:
    if request is not None:
        return request.order_type
    return OrderType.MARKET if "market" in str(raw.get("type") or "").lower() else OrderType.LIMIT


def _stop(raw: Mapping[str, Any]) -> float | None:
    return price(raw.get("stopLossPrice")) or price(raw.get("triggerPrice")) or price(raw.get("stopPrice"))
