"""Trades and orders as strategy files see them: the field names of their world over our frozen objects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain import order as domain_order
from bot.domain import trade as domain_trade
from bot.domain.amounts import to_float
from bot.domain.enums import OrderSide
from bot.domain.profit import Holding, close_value, open_value, profit_at
from bot.strategy.trade_filters import Field
from bot.strategy.trade_json import BRIEF, as_json
from bot.strategy.trade_queries import TradeQueries
from bot.strategy.trade_words import ORDER_WORDS, TRADE_WORDS, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A trade's facts with another amount or open rate."""

    amount: float
    open_rate: float
    fee_open: float
    fee_close: float
    is_short: bool
    leverage: float
    realized_profit: float
    max_stake_amount: float | None


class FieldNames(type):
    """``Trade.pair`` is what conditions are made of, ``trade.pair`` the pair."""

    def __getattr__(cls, name: str) -> Field:
        if name in TRADE_WORDS:
            return Field(name)
        raise AttributeError(f"Trades have no {name!r}.")


class Order:
    """One order. Amounts in base, cost and stakes in quote currency."""

    def __init__(self, facts: domain_order.Order) -> None:
        self._facts = facts

    def __getattr__(self, name: str) -> Any:
        if name in ORDER_WORDS:
            return getattr(self._facts, ORDER_WORDS[name])
        raise AttributeError(f"An order has no {name!r}.")

    def __getitem__(self, name: str) -> Any:
        """Files of interface version 2 read orders as mappings."""
        return getattr(self, name)

    def __repr__(self) -> str:
        order = self._facts
        return (
            f"Order(id={order.id}, trade={order.trade_id}, order_id={order.order_id}, side={order.side.value},"
            f" filled={order.filled}, price={order.safe_price}, status={self.status}, date={order.placed_at})"
        )

    @property
    def ft_order_side(self) -> str:
        """``buy``, ``sell`` or ``stoploss``."""
        return self._facts.side.value

    side = ft_order_side

    @property
    def status(self) -> str:
        """In the exchange's words; an order whose answer is not known yet counts as open."""
        return "open" if self._facts.is_open else self._facts.status.value

    @property
    def order_type(self) -> str:
        return self._facts.order_type.value

    @property
    def safe_filled(self) -> float:
        return self._facts.filled or 0.0

    @property
    def safe_cost(self) -> float:
        return self._facts.cost or 0.0

    @property
    def safe_amount(self) -> float:
        return self._facts.amount or self._facts.intended_amount

    @property
    def safe_remaining(self) -> float:
        return self._facts.remaining

    @property
    def safe_fee_base(self) -> float:
        return self._facts.fee_base or 0.0

    @property
    def safe_amount_after_fee(self) -> float:
        return self._facts.amount_after_fee

    @property
    def stake_amount(self) -> float:
        """What the whole order would cost."""
        return self.safe_amount * self._facts.safe_price

    @property
    def stake_amount_filled(self) -> float:
        """What was paid so far."""
        return self.safe_filled * self._facts.safe_price


class Trade(TradeQueries, metaclass=FieldNames):
    """One trade. What a file writes to it is seen by nobody else, except custom data."""

    def __init__(self, facts: domain_trade.Trade) -> None:
        self._facts = facts

    def __getattr__(self, name: str) -> Any:
        if name in TRADE_WORDS:
            return getattr(self._facts, TRADE_WORDS[name])
        raise AttributeError(f"A trade has no {name!r}.")

    def __repr__(self) -> str:
        trade = self._facts
        since = trade.opened_at.strftime("%Y-%m-%d %H:%M:%S") if trade.is_open else "closed"
        return (
            f"Trade(id={trade.id}, pair={trade.pair}, amount={trade.amount:.8f},"
            f" is_short={trade.is_short}, open_rate={trade.open_rate:.8f}, open_since={since})"
        )

    @property
    def orders(self) -> list[Order]:
        """All orders, oldest first."""
        return [Order(order) for order in self._facts.orders]

    @property
    def open_orders(self) -> list[Order]:
        """Orders that may still fill, without stop losses kept on the exchange."""
        return [Order(order) for order in self._facts.open_orders]

    @property
    def open_sl_orders(self) -> list[Order]:
        """Stop losses that are kept on the exchange."""
        stop = self._facts.stop_order
        return [] if stop is None else [Order(stop)]

    @property
    def has_open_sl_orders(self) -> bool:
        return self._facts.stop_order is not None

    @property
    def has_open_orders(self) -> bool:
        return bool(self._facts.open_orders)

    @property
    def has_open_position(self) -> bool:
        return self._facts.has_position

    @property
    def has_no_leverage(self) -> bool:
        return self._facts.leverage == 1.0 and not self._facts.is_short

    @property
    def entry_side(self) -> str:
        return self._facts.entry_side.value

    @property
    def exit_side(self) -> str:
        return self._facts.exit_side.value

    @property
    def trade_direction(self) -> str:
        return self._facts.direction.value

    @property
    def trading_mode(self) -> str:
        return self._facts.trading_mode.value

    @property
    def nr_of_successful_entries(self) -> int:
        return len(self._facts.entries)

    @property
    def nr_of_successful_exits(self) -> int:
        return len(self._facts.exits)

    nr_of_successful_buys, nr_of_successful_sells = nr_of_successful_entries, nr_of_successful_exits

    @property
    def borrowed(self) -> float:
        """What was borrowed to hold the position."""
        trade = self._facts
        if self.has_no_leverage:
            return 0.0
        return trade.amount if trade.is_short else trade.amount * trade.open_rate * (1 - 1 / trade.leverage)

    @property
    def fully_canceled_entry_order_count(self) -> int:
        """Entry orders that were given up before anything of them was filled."""
        return self._given_up(self._facts.entry_side)

    @property
    def canceled_exit_order_count(self) -> int:
        """Exit orders that were given up before anything of them was filled."""
        return self._given_up(self._facts.exit_side)

    def _given_up(self, side: OrderSide) -> int:
        orders = self._facts.orders
        return sum(order.side is side and not order.is_open and not order.filled for order in orders)

    @property
    def date_last_filled_utc(self) -> datetime:
        """When an order filled last; the opening date before that."""
        filled = [order.filled_at for order in self._facts.orders if order.filled_at]
        return max(filled, default=self._facts.opened_at)

    @property
    def stoploss_or_liquidation(self) -> float | None:
        """The rate at which the trade ends at the latest."""
        stop, liquidation = self._facts.stop_loss, self._facts.liquidation_price
        if stop is None or not liquidation:
            return stop
        return min(stop, liquidation) if self._facts.is_short else max(stop, liquidation)

    def calc_open_trade_value(self, amount: float, open_rate: float) -> float:
        """What entering with ``amount`` at ``open_rate`` costs, fees added, in quote currency."""
        trade = self._facts
        return to_float(open_value(amount, open_rate, trade.fee_open, is_short=trade.is_short))

    def calc_close_trade_value(self, rate: float, amount: float | None = None) -> float:
        """What leaving at ``rate`` brings, fees taken off, in quote currency."""
        trade = self._facts
        held = trade.amount if amount is None else amount
        return to_float(close_value(held, rate, trade.fee_close, is_short=trade.is_short))

    def calculate_profit(self, rate: float, amount: float | None = None, open_rate: float | None = None) -> Any:
        """``profit_abs``, ``profit_ratio``, ``total_profit`` and ``total_profit_ratio`` at ``rate``."""
        return plain(profit_at(self._held(amount, open_rate), rate))

    def calc_profit(self, rate: float, amount: float | None = None, open_rate: float | None = None) -> float:
        """Profit of what is held at ``rate``, in quote currency."""
        return profit_at(self._held(amount, open_rate), rate).amount

    def calc_profit_ratio(self, rate: float, amount: float | None = None, open_rate: float | None = None) -> float:
        """The same as a ratio."""
        return profit_at(self._held(amount, open_rate), rate).ratio

    def select_filled_orders(self, order_side: str | None = None) -> list[Order]:
        """Orders with a fill, of one side or of both."""
        return [
            Order(order) for order in self._facts.orders if order.has_fill and order_side in (None, order.side.value)
        ]

    def select_order(
        self, order_side: str | None = None, is_open: bool | None = None, only_filled: bool = False
    ) -> Order | None:
        """The newest order that fits."""
        fitting = [
            order
            for order in self._facts.orders
            if order_side in (None, order.side.value)
            and is_open in (None, order.is_open)
            and (not only_filled or order.filled > 0)
        ]
        return Order(fitting[-1]) if fitting else None

    def select_filled_or_open_orders(self) -> list[Order]:
        """Orders that count: filled in part or whole, or waiting."""
        return [Order(order) for order in self._facts.orders if order.has_fill or order.is_open]

    def to_json(self, minified: bool = False) -> dict[str, Any]:
        """The trade as the API tells it; ``minified`` without its orders' details."""
        fields = as_json(self._facts)
        if not minified:
            return fields
        return {**fields, "orders": [{name: order[name] for name in BRIEF} for order in fields["orders"]]}

    def _held(self, amount: float | None, open_rate: float | None) -> Holding:
        trade = self._facts
        if amount is None and open_rate is None:
            return trade
        return _Held(
            amount=trade.amount if amount is None else amount,
            open_rate=trade.open_rate if open_rate is None else open_rate,
            fee_open=trade.fee_open,
            fee_close=trade.fee_close,
            is_short=trade.is_short,
            leverage=trade.leverage,
            realized_profit=trade.realized_profit,
            max_stake_amount=trade.max_stake_amount,
        )


def views(trades: Sequence[domain_trade.Trade]) -> list[Trade]:
    """Trades for a strategy file."""
    return [Trade(trade) for trade in trades]
