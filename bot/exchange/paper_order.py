"""One order on a paper account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.domain.amounts import exact
from bot.domain.enums import OrderSide, OrderStatus, OrderType
from bot.domain.market import split_pair
from bot.domain.order import OrderReport, OrderRequest


@dataclass(slots=True, kw_only=True)
class PaperOrder:
    """What the paper account remembers of an order; amounts in base, costs and fees in quote currency."""

    order_id: str
    client_order_id: str
    pair: str
    side: OrderSide
    order_type: OrderType
    amount: Decimal
    price: Decimal | None
    stop_price: Decimal | None
    time_in_force: str = "GTC"
    placed_at: datetime
    status: OrderStatus = OrderStatus.OPEN
    filled: Decimal = Decimal(0)
    cost: Decimal = Decimal(0)
    fee_cost: Decimal = Decimal(0)
    filled_at: datetime | None = None
    triggered: bool = False

    @property
    def rest(self) -> Decimal:
        """What has not filled."""
        return self.amount - self.filled

    @property
    def waits_for_stop(self) -> bool:
        """Whether this is a stop loss that has not triggered."""
        return self.side is OrderSide.STOPLOSS and not self.triggered

    def fill(self, amount: Decimal, price: Decimal, fee_rate: Decimal, at: datetime) -> None:
        """Trade ``amount`` at ``price``; the order is closed when nothing is left."""
        cost = amount * price
        self.filled += amount
        self.cost += cost
        self.fee_cost += cost * fee_rate
        self.filled_at = at
        if not self.rest:
            self.status = OrderStatus.CLOSED

    def report(self) -> OrderReport:
        """The order as an exchange tells it."""
        average = self.cost / self.filled if self.filled else None
        price = average if self.order_type is OrderType.MARKET and average else self.price
        return OrderReport(
            order_id=self.order_id,
            client_order_id=self.client_order_id,
            pair=self.pair,
            side=self.side,
            order_type=self.order_type,
            status=self.status,
            price=_number(price),
            average=_number(average),
            amount=float(self.amount),
            filled=float(self.filled),
            remaining=float(self.rest),
            cost=float(self.cost),
            placed_at=self.placed_at,
            filled_at=self.filled_at,
            fee_rate=_number(self.fee_cost / self.cost) if self.cost else None,
            fee_cost=float(self.fee_cost) if self.cost else None,
            fee_currency=split_pair(self.pair)[1] if self.cost else None,
            stop_price=_number(self.stop_price),
        )


def from_request(request: OrderRequest, order_id: str, at: datetime) -> PaperOrder:
    """A new open order."""
    return PaperOrder(
        order_id=order_id,
        client_order_id=request.client_order_id,
        pair=request.pair,
        side=request.side,
        order_type=request.order_type,
        amount=request.amount,
        price=request.price,
        stop_price=request.stop_price,
        time_in_force=request.time_in_force.upper(),
        placed_at=at,
    )


def from_report(report: OrderReport) -> PaperOrder:
    """An order of an earlier run; it counts as good till cancelled."""
    return PaperOrder(
        order_id=report.order_id,
        client_order_id=report.client_order_id,
        pair=report.pair,
        side=report.side,
        order_type=report.order_type,
        amount=exact(report.amount),
        price=_decimal(report.price),
        stop_price=_decimal(report.stop_price),
        placed_at=report.placed_at,
        status=report.status,
        filled=exact(report.filled),
        cost=exact(report.cost),
        fee_cost=exact(report.fee_cost or 0.0),
        filled_at=report.filled_at,
    )


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else exact(value)
