"""An order on the venue, and its fills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.domain.enums import OrderSide, OrderStatus, OrderType
from bot.domain.order import OrderReport
from bot.exchange.venue.account import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """A part of an order that traded; amounts in base, cost in quote currency, the fee in ``fee_currency``."""

    id: int
    order_id: str
    pair: str
    side: OrderSide
    price: Decimal
    amount: Decimal
    cost: Decimal
    fee: Decimal
    fee_currency: str
    is_maker: bool
    at: datetime


@dataclass(slots=True, kw_only=True)
class VenueOrder:
    """``reserve`` is what is still locked for it, in the coin that it spends."""

    order_id: str
    client_order_id: str
    pair: str
    side: OrderSide
    order_type: OrderType
    time_in_force: str
    amount: Decimal
    price: Decimal | None
    stop_price: Decimal | None
    placed_at: datetime
    updated_at: datetime
    status: OrderStatus = OrderStatus.OPEN
    is_triggered: bool = False
    filled: Decimal = ZERO
    cost: Decimal = ZERO
    fee: Decimal = ZERO
    fee_currency: str = ""
    reserve: Decimal = ZERO

    @property
    def rest(self) -> Decimal:
        """What has not filled."""
        return self.amount - self.filled

    @property
    def is_buy(self) -> bool:
        """A stop loss sells."""
        return self.side is OrderSide.BUY

    @property
    def waits_for_stop(self) -> bool:
        """Whether it rests until the price comes."""
        return self.stop_price is not None and not self.is_triggered

    def report(self) -> OrderReport:
        """In the words of the port."""
        average = self.cost / self.filled if self.filled else None
        whole = self.filled if self.is_buy else self.cost
        return OrderReport(
            order_id=self.order_id,
            client_order_id=self.client_order_id,
            pair=self.pair,
            side=self.side,
            order_type=self.order_type,
            status=self.status,
            price=None if self.price is None else float(self.price),
            average=None if average is None else float(average),
            amount=float(self.amount),
            filled=float(self.filled),
            remaining=float(self.rest),
            cost=float(self.cost),
            placed_at=self.placed_at,
            filled_at=self.updated_at if self.filled else None,
            fee_rate=float(self.fee / whole) if whole else None,
            fee_cost=float(self.fee) if whole else None,
            fee_currency=self.fee_currency or None,
            stop_price=None if self.stop_price is None else float(self.stop_price),
        )
