"""What may be ordered at all, whatever strategy and user want."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class RiskState(StrEnum):
    """``reduce_only``: no order opens or increases a position. ``halted``: no order is placed, only cancelled."""

    NORMAL = "normal"
    REDUCE_ONLY = "reduce_only"
    HALTED = "halted"


class RiskRule(StrEnum):
    """Rules by which an order may be refused."""

    STATE = "state"
    ORDER_NOTIONAL = "max_order_notional"
    PAIR_NOTIONAL = "max_pair_notional"
    PRICE_COLLAR = "price_collar"
    ORDERS_PER_MINUTE = "max_orders_per_minute"
    DAILY_LOSS = "max_daily_loss"


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskLimits:
    """Amounts in stake currency, the collar as a ratio; ``None`` for no limit."""

    max_order_notional: float | None = None
    max_pair_notional: float | None = None
    price_collar: float | None = None
    max_orders_per_minute: int | None = None
    max_daily_loss: float | None = None
    dead_man_timeout_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskPicture:
    """The gate at one moment; ``daily_result`` is the profit of trades closed since midnight UTC.

    ``alive_until`` is when the dead-man switch strikes, ``None`` while it is not armed. ``is_panic``: all trades are
    being left.
    """

    state: RiskState = RiskState.NORMAL
    reason: str = ""
    since: datetime | None = None
    limits: RiskLimits = field(default_factory=RiskLimits)
    orders_last_minute: int = 0
    daily_result: float = 0.0
    notional: Mapping[str, float] = field(default_factory=dict)
    alive_until: datetime | None = None
    is_panic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPreview:
    """What an order would do now; ``slippage`` is the ratio by which its average price is worse than the best one."""

    pair: str
    side: str
    order_type: str
    amount: float
    price: float
    average: float | None
    cost: float
    fee: float
    fee_rate: float
    slippage: float | None
    refused_by: str | None = None
    reason: str | None = None
