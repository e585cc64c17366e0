"""Replies and bodies of the risk gate."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from app.wire.schema.requests import Pair
from bot.domain.enums import OrderSide, OrderType
from bot.domain.risk import RiskState
from bot.state.commands import PreviewOrder

Reason = Annotated[str, Meta(max_length=255)]
Positive = Annotated[float, Meta(gt=0)]


class RiskLimitsReply(Struct):
    """What the configuration allows; null for no limit."""

    max_order_notional: float | None
    max_pair_notional: float | None
    price_collar: float | None
    max_orders_per_minute: int | None
    max_daily_loss: float | None
    dead_man_timeout: float | None


class RiskReply(Struct):
    """The gate; ``notional`` is what each pair is worth, in stake currency. Timestamps in milliseconds."""

    state: RiskState
    reason: str
    since_timestamp: int | None
    limits: RiskLimitsReply
    orders_last_minute: int
    daily_result: float
    notional: dict[str, float]
    alive_until_timestamp: int | None
    is_panic: bool


class RiskBody(Struct):
    """The state to take up, and why."""

    state: RiskState
    reason: Reason = ""


class AliveBody(Struct):
    """How many seconds the sign of life is good for; 0 disarms the switch."""

    timeout: Annotated[float, Meta(ge=0, le=86_400)]


class PanicBody(Struct):
    """Why."""

    reason: Reason = ""


class PanicReply(Struct):
    """``open_trades`` are still to be left: the bot goes on by itself."""

    status: str
    open_trades: int


class PreviewBody(Struct):
    """An order that is not placed; either ``stake_amount`` or ``amount``."""

    pair: Pair
    side: Literal["buy", "sell"] = "buy"
    ordertype: OrderType = OrderType.LIMIT
    stake_amount: Positive | None = None
    amount: Positive | None = None
    price: Positive | None = None

    @property
    def order(self) -> PreviewOrder:
        """As the bot gets it."""
        return PreviewOrder(
            pair=self.pair,
            side=OrderSide(self.side),
            order_type=self.ordertype,
            stake_amount=self.stake_amount,
            amount=self.amount,
            price=self.price,
        )


class PreviewReply(Struct):
    """Amount and price as the market's steps allow; ``average`` is null where the book can't serve the order.

    ``slippage`` is the ratio by which the average price is worse than the best one.
    """

    pair: str
    side: str
    ordertype: OrderType
    amount: float
    price: float
    average: float | None
    cost: float
    fee: float
    fee_rate: float
    slippage: float | None
    allowed: bool
    refused_by: str | None
    reason: str | None
