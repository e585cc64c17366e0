"""A trade: one position from its first entry to its last exit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.enums import Direction, OrderSide, PrecisionMode, TradingMode
from bot.domain.order import Order

MAX_ID = 2**31 - 1  # what every database has room for


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """Amounts in base currency, stakes and profits in quote currency, rates in quote per base, ratios 0.01 = 1 %.

    A new trade has ``amount`` 0 until its first fill; ``stake_amount`` is then the intended stake.
    The field meanings and the arithmetic are those of docs/reference/trades.md.
    """

    id: int = 0
    pair: str
    base_currency: str
    quote_currency: str
    exchange: str
    strategy: str = ""
    enter_tag: str | None = None
    timeframe_min: int = 0
    trading_mode: TradingMode = TradingMode.SPOT
    direction: Direction = Direction.LONG
    leverage: float = 1.0
    is_open: bool = True

    amount: float = 0.0
    amount_requested: float | None = None
    stake_amount: float = 0.0
    max_stake_amount: float | None = None
    open_trade_value: float = 0.0

    fee_open: float = 0.0
    fee_open_cost: float | None = None
    fee_open_currency: str | None = None
    fee_close: float = 0.0
    fee_close_cost: float | None = None
    fee_close_currency: str | None = None

    open_rate: float = 0.0
    open_rate_requested: float | None = None
    close_rate: float | None = None
    close_rate_requested: float | None = None
    opened_at: datetime
    closed_at: datetime | None = None

    realized_profit: float = 0.0
    close_profit_ratio: float | None = None
    close_profit_amount: float | None = None

    stop_loss: float | None = None
    stop_loss_ratio: float | None = None
    initial_stop_loss: float | None = None
    initial_stop_loss_ratio: float | None = None
    is_stop_trailing: bool = False
    min_rate: float | None = None
    max_rate: float | None = None

    exit_reason: str | None = None
    exit_order_status: str | None = None

    amount_precision: float | None = None
    price_precision: float | None = None
    precision_mode: PrecisionMode = PrecisionMode.TICK_SIZE
    contract_size: float = 1.0
    interest_rate: float = 0.0
    liquidation_price: float | None = None
    funding_fees: float | None = None

    orders: tuple[Order, ...] = ()

    @property
    def is_short(self) -> bool:
        """Whether the trade earns when the price falls."""
        return self.direction is Direction.SHORT

    @property
    def entry_side(self) -> OrderSide:
        """Side of the orders that increase the position."""
        return OrderSide.SELL if self.is_short else OrderSide.BUY

    @property
    def exit_side(self) -> OrderSide:
        """Side of the orders that reduce the position."""
        return OrderSide.BUY if self.is_short else OrderSide.SELL

    @property
    def has_position(self) -> bool:
        """Whether something was bought that is not yet sold."""
        return self.is_open and self.amount > 0

    @property
    def open_orders(self) -> tuple[Order, ...]:
        """Orders that may still fill, without stop losses kept on the exchange."""
        return tuple(order for order in self.orders if order.is_open and order.side is not OrderSide.STOPLOSS)

    @property
    def stop_order(self) -> Order | None:
        """The stop loss that is kept on the exchange."""
        return next((order for order in self.orders if order.is_open and order.side is OrderSide.STOPLOSS), None)

    @property
    def entries(self) -> tuple[Order, ...]:
        """Entry orders that filled, by id."""
        return tuple(order for order in self.orders if order.side is self.entry_side and order.has_fill)

    @property
    def exits(self) -> tuple[Order, ...]:
        """Exit orders that filled, by id; a stop loss on the exchange is one of them."""
        return tuple(order for order in self.orders if order.side is not self.entry_side and order.has_fill)

    @property
    def first_fill_at(self) -> datetime | None:
        """When the first entry filled."""
        return min((order.filled_at for order in self.entries if order.filled_at), default=None)
