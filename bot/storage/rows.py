"""Domain objects to table rows and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.domain.enums import Direction, OrderSide, OrderStatus, OrderType, PrecisionMode, TradingMode
from bot.domain.order import Order
from bot.domain.trade import Trade
from bot.storage import tables

# Where field and column differ in name; all others are called the same.
TRADE_COLUMNS = {
    "quote_currency": "stake_currency",
    "timeframe_min": "timeframe",
    "opened_at": "open_date",
    "closed_at": "close_date",
    "close_profit_ratio": "close_profit",
    "close_profit_amount": "close_profit_abs",
    "stop_loss_ratio": "stop_loss_pct",
    "initial_stop_loss_ratio": "initial_stop_loss_pct",
    "is_stop_trailing": "is_stop_loss_trailing",
}
ORDER_COLUMNS = {
    "trade_id": "ft_trade_id",
    "pair": "ft_pair",
    "side": "ft_order_side",
    "intended_amount": "ft_amount",
    "intended_price": "ft_price",
    "cancel_reason": "ft_cancel_reason",
    "placed_at": "order_date",
    "filled_at": "order_filled_date",
    "updated_at": "order_update_date",
    "fee_base": "ft_fee_base",
    "tag": "ft_order_tag",
}
TEXT_LIMIT = 255
_CUT = ("strategy", "enter_tag", "exit_reason")
_TRADE_FIELDS = tuple(name for name in Trade.__dataclass_fields__ if name not in ("id", "direction", "orders"))
_ORDER_FIELDS = tuple(name for name in Order.__dataclass_fields__ if name != "id")
_TRADE_QUERY = sa.select(
    tables.trades.c.id,
    tables.trades.c.is_short,
    *(tables.trades.c[TRADE_COLUMNS.get(name, name)] for name in _TRADE_FIELDS),
)
_ORDER_QUERY = sa.select(
    tables.orders.c.id, *(tables.orders.c[ORDER_COLUMNS.get(name, name)] for name in _ORDER_FIELDS)
)
_CHUNK = 500
# Looked up in a dictionary: the classes themselves take ten times as long, and a page has thousands of rows.
_TRADING_MODES = {mode.value: mode for mode in TradingMode}
_PRECISION_MODES = {mode.value: mode for mode in PrecisionMode}
_SIDES = {side.value: side for side in OrderSide}
_ORDER_TYPES = {kind.value: kind for kind in OrderType}
_STATUSES = {status.value: status for status in OrderStatus}


def trade_row(trade: Trade) -> dict[str, Any]:
    """The column values of a trade, without id and orders."""
    row = {TRADE_COLUMNS.get(name, name): getattr(trade, name) for name in _TRADE_FIELDS}
    row |= {name: row[name][: 100 if name == "strategy" else TEXT_LIMIT] for name in _CUT if row[name] is not None}
    row["trading_mode"] = trade.trading_mode.value
    row["precision_mode"] = int(trade.precision_mode)
    row["is_short"] = trade.is_short
    return row


def order_row(order: Order) -> dict[str, Any]:
    """The column values of an order, without id."""
    row = {ORDER_COLUMNS.get(name, name): getattr(order, name) for name in _ORDER_FIELDS}
    row["ft_order_side"], row["order_type"], row["status"] = (
        order.side.value,
        order.order_type.value,
        order.status.value,
    )
    row["order_id"] = order.order_id or None
    row["ft_is_open"] = order.is_open
    row["ft_order_tag"] = order.tag and order.tag[:TEXT_LIMIT]
    return row


def read_trades(connection: Connection, where: Mapping[str, Any] | sa.ColumnElement[bool]) -> list[Trade]:
    """Trades that meet ``where`` with their orders, by id."""
    query = _TRADE_QUERY.order_by(tables.trades.c.id)
    rows = connection.execute(query.filter_by(**where) if isinstance(where, Mapping) else query.where(where)).all()
    orders = _orders_of(connection, [row[0] for row in rows])
    return [_trade(row, orders.get(row[0], ())) for row in rows]


def _orders_of(connection: Connection, ids: Sequence[int]) -> dict[int, list[Order]]:
    found: dict[int, list[Order]] = {}
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        query = _ORDER_QUERY.where(tables.orders.c.ft_trade_id.in_(chunk)).order_by(tables.orders.c.id)
        for row in connection.execute(query).all():
            order = _order(row)
            found.setdefault(order.trade_id, []).append(order)
    return found


def _trade(row: Sequence[Any], orders: Iterable[Order]) -> Trade:
    values: dict[str, Any] = dict(zip(_TRADE_FIELDS, row[2:], strict=True))
    values["trading_mode"] = _TRADING_MODES[values["trading_mode"]]
    values["precision_mode"] = _PRECISION_MODES[values["precision_mode"]]
    direction = Direction.SHORT if row[1] else Direction.LONG
    return Trade(id=row[0], direction=direction, orders=tuple(orders), **values)


def _order(row: Sequence[Any]) -> Order:
    values: dict[str, Any] = dict(zip(_ORDER_FIELDS, row[1:], strict=True))
    values["side"] = _SIDES[values["side"]]
    values["order_type"] = _ORDER_TYPES[values["order_type"]]
    values["status"] = _STATUSES[values["status"]]
    values["order_id"] = values["order_id"] or ""
    return Order(id=row[0], **values)
