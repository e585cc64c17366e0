"""What the statistics need of every closed trade, in one pass over the tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.domain.enums import OrderSide, OrderStatus
from bot.stats.model import ClosedTrade
from bot.storage.tables import orders, trades

_BATCH = 2000
_price = sa.func.coalesce(
    sa.func.nullif(orders.c.average, 0.0),
    sa.func.nullif(orders.c.price, 0.0),
    sa.func.nullif(orders.c.stop_price, 0.0),
    orders.c.ft_price,
)
_entry_side = sa.case((trades.c.is_short, OrderSide.SELL.value), else_=OrderSide.BUY.value)
_is_entry = (orders.c.ft_order_side == _entry_side) & ~orders.c.ft_is_open & (orders.c.filled > 0)
_is_counted = (orders.c.status == OrderStatus.CLOSED.value) & orders.c.order_filled_date.is_not(None)
_leverage = sa.func.coalesce(sa.func.nullif(trades.c.leverage, 0.0), 1.0)
_QUERY = (
    sa.select(
        trades.c.id,
        trades.c.pair,
        trades.c.is_short,
        trades.c.enter_tag,
        trades.c.exit_reason,
        trades.c.open_date,
        trades.c.close_date,
        sa.func.coalesce(trades.c.close_profit_abs, 0.0),
        sa.func.coalesce(trades.c.close_profit, 0.0),
        sa.func.coalesce(sa.func.sum(sa.case((_is_entry, orders.c.filled * _price / _leverage))), 0.0),
        sa.func.coalesce(sa.func.sum(sa.case((_is_counted, orders.c.cost))), 0.0),
    )
    .select_from(trades.outerjoin(orders, orders.c.ft_trade_id == trades.c.id))
    .where(trades.c.is_open.is_(False), trades.c.close_date.is_not(None))
    .group_by(trades.c.id)
    .order_by(trades.c.close_date, trades.c.id)
)
_FIELDS = tuple(ClosedTrade.__dataclass_fields__)


def closed_facts(connection: Connection, closed_after: datetime | None = None) -> Iterable[ClosedTrade]:
    """Of the trades closed later than that (``None``: all), by closing date and id; profits in stake currency."""
    query = _QUERY if closed_after is None else _QUERY.where(trades.c.close_date > closed_after)
    for row in connection.execution_options(yield_per=_BATCH).execute(query):
        yield ClosedTrade(**dict(zip(_FIELDS, row, strict=True)))
