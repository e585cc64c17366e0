"""What the statistics need of a closed trade."""

from __future__ import annotations

from bot.domain.enums import OrderStatus
from bot.domain.trade import Trade
from bot.stats.model import ClosedTrade


def closed_fact(trade: Trade) -> ClosedTrade:
    """The facts of a closed trade; ``bot.storage.facts`` reads the same from the tables."""
    leverage = trade.leverage or 1.0
    return ClosedTrade(
        trade_id=trade.id,
        pair=trade.pair,
        is_short=trade.is_short,
        enter_tag=trade.enter_tag,
        exit_reason=trade.exit_reason,
        opened_at=trade.opened_at,
        closed_at=trade.closed_at or trade.opened_at,
        profit_amount=trade.close_profit_amount or 0.0,
        profit_ratio=trade.close_profit_ratio or 0.0,
        entry_value=sum(order.filled * order.safe_price / leverage for order in trade.entries),
        volume=sum(
            order.cost for order in trade.orders if order.status is OrderStatus.CLOSED and order.filled_at is not None
        ),
    )
