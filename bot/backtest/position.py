"""Trades and orders while a simulation runs: the fields of ``domain.Trade`` and ``domain.Order``, but changeable.

Rules and strategy views read them as they read the domain's objects (see ``as_trade``); making a new frozen object
for every change would cost more than all the rest of the loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import cast

from bot.domain import order as domain_order
from bot.domain import trade as domain_trade
from bot.domain.enums import Direction, OrderSide, OrderStatus, OrderType, PrecisionMode, TradingMode

_SIDES = {
    Direction.LONG: (OrderSide.BUY, OrderSide.SELL),
    Direction.SHORT: (OrderSide.SELL, OrderSide.BUY),
}


def moment(ms: int) -> datetime:
    """Epoch milliseconds as a date."""
    return datetime.fromtimestamp(ms / 1000, UTC)


class Order:
    """One order, filled as a whole or not at all."""

    __slots__ = (
        "amount", "average", "fee_rate", "filled", "filled_ms", "id", "is_entry", "order_type", "placed_ms", "price",
        "side", "status", "tag", "trade",
    )  # fmt: skip

    cancel_reason = fee_base = funding_fee = stop_price = None

    def __init__(
        self, number: int, trade: Position, *, is_entry: bool, amount: float, price: float, placed_ms: int,
        order_type: OrderType, tag: str | None,
    ) -> None:  # fmt: skip
        self.id = number
        self.trade = trade
        self.is_entry = is_entry
        self.side = trade.entry_side if is_entry else trade.exit_side
        self.amount = amount
        self.price = price
        self.average = price
        self.placed_ms = placed_ms
        self.filled_ms = 0
        self.order_type = order_type
        self.tag = tag
        self.filled = 0.0
        self.status = OrderStatus.OPEN
        self.fee_rate: float | None = None

    def fill(self, now_ms: int) -> None:
        """The whole order is filled at its price."""
        self.status = OrderStatus.CLOSED
        self.filled = self.amount
        self.filled_ms = now_ms

    @property
    def is_open(self) -> bool:
        return self.status is OrderStatus.OPEN

    @property
    def has_fill(self) -> bool:
        return self.filled > 0

    @property
    def pair(self) -> str:
        return self.trade.pair

    @property
    def trade_id(self) -> int:
        return self.trade.id

    @property
    def order_id(self) -> str:
        return str(self.id)

    @property
    def safe_price(self) -> float:
        return self.price

    @property
    def intended_amount(self) -> float:
        return self.amount

    @property
    def intended_price(self) -> float:
        return self.price

    @property
    def remaining(self) -> float:
        return self.amount - self.filled

    @property
    def amount_after_fee(self) -> float:
        return self.filled

    @property
    def cost(self) -> float:
        """What the whole order costs with its fee, in quote currency."""
        return self.amount * self.price * (1 + self.trade.fee_open)

    @property
    def placed_at(self) -> datetime:
        return moment(self.placed_ms)

    @property
    def filled_at(self) -> datetime | None:
        return moment(self.filled_ms) if self.filled_ms else None

    @property
    def updated_at(self) -> datetime | None:
        return self.filled_at


class Position:
    """One trade. What never changes in a run stands on the class."""

    __slots__ = (
        "amount", "amount_precision", "amount_requested", "base_currency", "close_profit_amount", "close_profit_ratio",
        "close_rate", "closed_ms", "data", "direction", "enter_tag", "entry_side", "exchange", "exit_reason",
        "exit_side", "fee_close", "fee_open", "funding_fees", "id", "initial_stop_loss", "initial_stop_loss_ratio",
        "is_open", "is_short", "is_stop_trailing", "leverage", "liquidation_price", "max_rate", "max_stake_amount",
        "min_rate", "open_order", "open_rate", "open_rate_requested", "open_trade_value", "opened_ms", "orders", "pair",
        "pair_index", "precision_mode", "price_precision", "quote_currency", "realized_profit", "stake_amount",
        "stop_loss", "stop_loss_ratio", "strategy", "timeframe_min", "trading_mode",
    )  # fmt: skip

    contract_size = 1.0
    interest_rate = 0.0
    fee_open_cost = fee_open_currency = fee_close_cost = fee_close_currency = None
    close_rate_requested = exit_order_status = None

    def __init__(
        self, number: int, *, pair: str, pair_index: int, base: str, quote: str, exchange: str, strategy: str,
        timeframe_min: int, direction: Direction, leverage: float, opened_ms: int, rate: float, amount: float,
        stake: float, enter_tag: str | None, fee: float, price_precision: float | None, amount_precision: float | None,
        precision_mode: PrecisionMode, trading_mode: TradingMode,
    ) -> None:  # fmt: skip
        self.id = number
        self.pair = pair
        self.pair_index = pair_index
        self.base_currency = base
        self.quote_currency = quote
        self.exchange = exchange
        self.strategy = strategy
        self.timeframe_min = timeframe_min
        self.trading_mode = trading_mode
        self.direction = direction
        self.is_short = direction is Direction.SHORT
        self.entry_side, self.exit_side = _SIDES[direction]
        self.leverage = leverage
        self.enter_tag = enter_tag
        self.opened_ms = opened_ms
        self.closed_ms = 0
        self.is_open = True
        self.amount = 0.0
        self.amount_requested = amount
        self.stake_amount = stake
        self.max_stake_amount = 0.0
        self.open_trade_value = 0.0
        self.open_rate = self.open_rate_requested = rate
        self.close_rate: float | None = None
        self.fee_open = self.fee_close = fee
        self.realized_profit = 0.0
        self.close_profit_ratio: float | None = None
        self.close_profit_amount: float | None = None
        self.stop_loss = self.initial_stop_loss = 0.0
        self.stop_loss_ratio = self.initial_stop_loss_ratio = 0.0
        self.is_stop_trailing = False
        self.liquidation_price: float | None = None
        self.min_rate: float | None = None
        self.max_rate: float | None = None
        self.exit_reason = ""
        self.funding_fees = 0.0
        self.price_precision = price_precision
        self.amount_precision = amount_precision
        self.precision_mode = precision_mode
        self.orders: list[Order] = []
        self.open_order: Order | None = None
        """The one order that may still fill, if there is one."""

    def place(self, order: Order) -> None:
        """A new order; one that waits is given up for it."""
        self.drop_order()
        self.orders.append(order)
        self.open_order = order

    def drop_order(self) -> None:
        """Give up the order that waits."""
        if self.open_order is not None:
            self.orders.remove(self.open_order)
            self.open_order = None

    @property
    def open_orders(self) -> tuple[Order, ...]:
        return (self.open_order,) if self.open_order is not None else ()

    @property
    def stop_order(self) -> None:
        return None

    @property
    def has_position(self) -> bool:
        return self.is_open and self.amount > 0

    @property
    def entries(self) -> list[Order]:
        return [order for order in self.orders if order.is_entry and order.filled > 0]

    @property
    def exits(self) -> list[Order]:
        return [order for order in self.orders if not order.is_entry and order.filled > 0]

    @property
    def opened_at(self) -> datetime:
        return moment(self.opened_ms)

    @property
    def closed_at(self) -> datetime | None:
        return moment(self.closed_ms) if self.closed_ms else None

    @property
    def first_fill_at(self) -> datetime | None:
        return next((order.filled_at for order in self.entries), None)


def as_trade(position: Position) -> domain_trade.Trade:
    """For rules and views that are written for the domain's trades: the fields are the same."""
    return cast("domain_trade.Trade", position)


def as_trades(positions: Sequence[Position]) -> Sequence[domain_trade.Trade]:
    """The same for several."""
    return cast("Sequence[domain_trade.Trade]", positions)


def as_order(order: Order) -> domain_order.Order:
    """The same for an order."""
    return cast("domain_order.Order", order)
