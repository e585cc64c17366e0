"""Trades as JSON under the names that users of the API know: ``trade.to_json()``, and what ``show-trades`` prints."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any

from bot.domain.enums import OrderSide
from bot.domain.order import Order
from bot.domain.trade import Trade

TRADE_FIELDS = {
    "trade_id": "id",
    "timeframe": "timeframe_min",
    "open_date": "opened_at",
    "open_fill_date": "first_fill_at",
    "close_date": "closed_at",
    "close_profit": "close_profit_ratio",
    "close_profit_abs": "close_profit_amount",
    "profit_ratio": "close_profit_ratio",
    "profit_abs": "close_profit_amount",
    "realized_profit_ratio": "close_profit_ratio",
    "stop_loss_abs": "stop_loss",
    "stop_loss_ratio": "stop_loss_ratio",
    "initial_stop_loss_abs": "initial_stop_loss",
    "initial_stop_loss_ratio": "initial_stop_loss_ratio",
    "precision_mode_price": "precision_mode",
} | {
    name: name
    for name in (
        "pair", "base_currency", "quote_currency", "is_open", "is_short", "exchange", "amount", "amount_requested",
        "stake_amount", "max_stake_amount", "strategy", "enter_tag", "fee_open", "fee_open_cost", "fee_open_currency",
        "fee_close", "fee_close_cost", "fee_close_currency", "open_rate", "open_rate_requested", "open_trade_value",
        "close_rate", "close_rate_requested", "realized_profit", "exit_reason", "exit_order_status", "min_rate",
        "max_rate", "leverage", "interest_rate", "liquidation_price", "trading_mode", "funding_fees",
        "amount_precision", "price_precision", "precision_mode", "contract_size",
    )
}  # fmt: skip
PERCENTAGES = ("close_profit", "profit", "stop_loss", "initial_stop_loss")
ORDER_FIELDS = {
    "ft_order_side": "side",
    "ft_order_tag": "tag",
    "ft_fee_base": "fee_base",
    "order_date": "placed_at",
    "order_filled_date": "filled_at",
} | {
    name: name
    for name in (
        "pair", "order_id", "status", "order_type", "is_open", "price", "average", "safe_price", "amount", "filled",
        "remaining", "cost", "funding_fee",
    )
}  # fmt: skip
BRIEF = ("amount", "safe_price", "ft_order_side", "order_filled_timestamp", "ft_is_entry", "ft_order_tag", "cost")


def as_json(trade: Trade) -> dict[str, Any]:
    """All fields of ``/trades``, with all orders; moments as text with their milliseconds beside them."""
    row = _fields(trade, TRADE_FIELDS)
    return {**row, **_percentages(row), **_durations(trade), **_orders(trade)}


def as_line(trade: Trade) -> str:
    """One line about a trade."""
    since = f"{trade.opened_at:%Y-%m-%d %H:%M:%S}" if trade.is_open else "closed"
    return (
        f"Trade(id={trade.id}, pair={trade.pair}, amount={trade.amount:.8f}, is_short={trade.is_short}, "
        f"leverage={trade.leverage:g}, open_rate={trade.open_rate:.8f}, open_since={since})"
    )


def _percentages(row: dict[str, Any]) -> dict[str, float | None]:
    ratios = {name: row[name if name in row else f"{name}_ratio"] for name in PERCENTAGES}
    return {f"{name}_pct": None if ratio is None else round(ratio * 100, 2) for name, ratio in ratios.items()}


def _durations(trade: Trade) -> dict[str, int | None]:
    lasted_s = None if trade.closed_at is None else int((trade.closed_at - trade.opened_at).total_seconds())
    return {"trade_duration_s": lasted_s, "trade_duration": None if lasted_s is None else lasted_s // 60}


def _orders(trade: Trade) -> dict[str, Any]:
    stops = [order for order in trade.orders if order.side is OrderSide.STOPLOSS and order.is_open]
    moved_at = max((order.updated_at or order.placed_at for order in stops), default=None)
    return {
        "stoploss_last_update": _plain(moved_at),
        "stoploss_last_update_timestamp": _milliseconds(moved_at),
        "nr_of_successful_entries": len(trade.entries),
        "nr_of_successful_exits": len(trade.exits),
        "has_open_orders": bool(trade.open_orders),
        "orders": [
            {**_fields(order, ORDER_FIELDS), "ft_is_entry": order.side is trade.entry_side} for order in trade.orders
        ],
    }


def _fields(source: Trade | Order, names: dict[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for shown, name in names.items():
        value = getattr(source, name)
        row[shown] = _plain(value)
        if shown.endswith("_date"):
            row[shown.replace("_date", "_timestamp")] = _milliseconds(value)
    return row


def _milliseconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp() * 1000)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return value.value if isinstance(value, Enum) else value
