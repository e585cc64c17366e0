"""The risk gate, the panic exit, previews."""

from __future__ import annotations

from typing import Any

from app.wire.dates import milliseconds
from bot.domain.risk import OrderPreview, RiskPicture

LEAVING, LEFT = "leaving all trades", "all trades are left"


def risk(found: RiskPicture) -> dict[str, Any]:
    """``/risk``."""
    limits = found.limits
    return {
        "state": found.state,
        "reason": found.reason,
        "since_timestamp": milliseconds(found.since),
        "limits": {
            "max_order_notional": limits.max_order_notional,
            "max_pair_notional": limits.max_pair_notional,
            "price_collar": limits.price_collar,
            "max_orders_per_minute": limits.max_orders_per_minute,
            "max_daily_loss": limits.max_daily_loss,
            "dead_man_timeout": limits.dead_man_timeout_s,
        },
        "orders_last_minute": found.orders_last_minute,
        "daily_result": found.daily_result,
        "notional": dict(found.notional),
        "alive_until_timestamp": milliseconds(found.alive_until),
        "is_panic": found.is_panic,
    }


def panic(open_trades: int) -> dict[str, Any]:
    """``POST /panic``."""
    return {"status": LEAVING if open_trades else LEFT, "open_trades": open_trades}


def preview(found: OrderPreview) -> dict[str, Any]:
    """``POST /orders/preview``."""
    return {
        "pair": found.pair,
        "side": found.side,
        "ordertype": found.order_type,
        "amount": found.amount,
        "price": found.price,
        "average": found.average,
        "cost": found.cost,
        "fee": found.fee,
        "fee_rate": found.fee_rate,
        "slippage": found.slippage,
        "allowed": found.refused_by is None,
        "refused_by": found.refused_by,
        "reason": found.reason,
    }
