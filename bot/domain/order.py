"""Orders: what we ask for, what the exchange reports, what we keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.domain.enums import OrderSide, OrderStatus, OrderType


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest:
    """An order as it goes to the exchange: amount and price already fit the market's precision.

    ``client_order_id`` comes from our stored intent; after a lost reply the order is looked up by it.
    """

    client_order_id: str
    pair: str
    side: OrderSide
    order_type: OrderType
    amount: Decimal
    price: Decimal | None
    time_in_force: str = "GTC"
    leverage: float = 1.0
    reduce_only: bool = False
    stop_price: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNeeds:
    """What a strategy's orders ask of an exchange; ``times_in_force`` in capitals."""

    stops: bool = False
    times_in_force: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OrderKey:
    """What the exchange needs to know an order by; ``is_stop``: some keep stop orders apart."""

    order_id: str
    pair: str
    is_stop: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReport:
    """The exchange's word on an order; amounts in base currency, cost in quote currency without fee."""

    order_id: str
    client_order_id: str
    pair: str
    side: OrderSide
    order_type: OrderType
    status: OrderStatus
    price: float | None
    average: float | None
    amount: float
    filled: float
    remaining: float
    cost: float
    placed_at: datetime
    filled_at: datetime | None = None
    fee_rate: float | None = None
    fee_cost: float | None = None
    fee_currency: str | None = None
    stop_price: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order of one of our trades, as stored. ``order_id`` is empty while only the intent is known."""

    id: int = 0
    trade_id: int = 0
    client_order_id: str
    order_id: str = ""
    pair: str
    side: OrderSide
    order_type: OrderType
    status: OrderStatus = OrderStatus.INTENT
    price: float | None = None
    average: float | None = None
    stop_price: float | None = None
    amount: float
    filled: float = 0.0
    remaining: float
    cost: float = 0.0
    placed_at: datetime
    filled_at: datetime | None = None
    updated_at: datetime | None = None
    fee_rate: float | None = None
    fee_base: float | None = None
    tag: str | None = None
    cancel_reason: str | None = None
    intended_amount: float = 0.0
    intended_price: float = 0.0
    funding_fee: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether the order may still fill."""
        return self.status.is_open

    @property
    def safe_price(self) -> float:
        """Average price of the fills, else the limit, else the stop price."""
        return self.average or self.price or self.stop_price or self.intended_price

    @property
    def amount_after_fee(self) -> float:
        """Filled amount less a fee taken in base currency."""
        return self.filled - (self.fee_base or 0.0)

    @property
    def has_fill(self) -> bool:
        """Whether the order is final and something of it was filled."""
        return not self.is_open and self.filled > 0
