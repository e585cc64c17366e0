"""Orders. Cancelled orders without any fill are not shown."""

from __future__ import annotations

from typing import Any

from app.wire.dates import milliseconds, text
from bot.domain.enums import OrderStatus
from bot.domain.order import Order
from bot.domain.trade import Trade


def shown(trade: Trade) -> list[Order]:
    """The orders that clients get: open ones and those with a fill."""
    return [order for order in trade.orders if order.is_open or order.filled > 0]


def status(order: Order) -> str:
    """The exchange's word; an order it has not confirmed yet counts as open."""
    return "open" if order.status is OrderStatus.INTENT else order.status.value


def brief(order: Order) -> dict[str, Any]:
    """An order inside ``/status``."""
    return {
        "pair": order.pair,
        "order_id": order.order_id,
        "status": status(order),
        "remaining": order.remaining,
        "amount": order.amount,
        "safe_price": order.safe_price,
        "cost": order.cost,
        "filled": order.filled,
        "ft_order_side": order.side.value,
        "order_type": order.order_type.value,
        "is_open": order.is_open,
        "order_timestamp": milliseconds(order.placed_at),
        "order_filled_timestamp": milliseconds(order.filled_at),
        "ft_fee_base": order.fee_base,
        "ft_order_tag": order.tag,
    }


def full(order: Order, *, is_entry: bool) -> dict[str, Any]:
    """An order inside ``/trades``."""
    return {
        "amount": order.amount,
        "safe_price": order.safe_price,
        "ft_order_side": order.side.value,
        "order_filled_timestamp": milliseconds(order.filled_at),
        "ft_is_entry": is_entry,
        "ft_order_tag": order.tag,
        "cost": order.cost,
        "pair": order.pair,
        "order_id": order.order_id,
        "status": status(order),
        "average": order.average,
        "filled": order.filled,
        "is_open": order.is_open,
        "order_date": text(order.placed_at),
        "order_timestamp": milliseconds(order.placed_at),
        "order_filled_date": text(order.filled_at),
        "order_type": order.order_type.value,
        "price": order.price,
        "remaining": order.remaining,
        "ft_fee_base": order.fee_base,
        "funding_fee": order.funding_fee,
    }
