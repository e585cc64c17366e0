"""Trades and orders."""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class OrderReply(Struct):
    """An order inside ``/status``; stamps in milliseconds."""

    pair: str
    order_id: str
    status: str
    remaining: float
    amount: float
    safe_price: float
    cost: float
    filled: float
    ft_order_side: str
    order_type: str
    is_open: bool
    order_timestamp: int
    order_filled_timestamp: int | None
    ft_fee_base: float | None
    ft_order_tag: str | None


class ListedOrderReply(OrderReply):
    """An order inside ``/trades``."""

    ft_is_entry: bool
    average: float | None
    price: float | None
    order_date: str
    order_filled_date: str | None
    funding_fee: float | None


class TradeFields(Struct):
    """What all views of a trade share. Ratios 0.01 = 1 %, stamps in milliseconds, dates in UTC."""

    trade_id: int
    pair: str
    base_currency: str
    quote_currency: str
    is_open: bool
    is_short: bool
    exchange: str
    amount: float
    amount_requested: float | None
    stake_amount: float
    max_stake_amount: float | None
    strategy: str
    enter_tag: str | None
    timeframe: int
    fee_open: float
    fee_open_cost: float | None
    fee_open_currency: str | None
    fee_close: float
    fee_close_cost: float | None
    fee_close_currency: str | None
    open_date: str
    open_timestamp: int
    open_fill_date: str | None
    open_fill_timestamp: int | None
    open_rate: float
    open_rate_requested: float | None
    open_trade_value: float
    close_date: str | None
    close_timestamp: int | None
    close_rate: float | None
    close_rate_requested: float | None
    close_profit: float | None
    close_profit_pct: float | None
    close_profit_abs: float | None
    profit_ratio: float | None
    profit_pct: float | None
    profit_abs: float | None
    realized_profit: float
    realized_profit_ratio: float | None
    exit_reason: str | None
    exit_order_status: str | None
    stop_loss_abs: float | None
    stop_loss_ratio: float | None
    stop_loss_pct: float | None
    stoploss_last_update: str | None
    stoploss_last_update_timestamp: int | None
    initial_stop_loss_abs: float | None
    initial_stop_loss_ratio: float | None
    initial_stop_loss_pct: float | None
    min_rate: float | None
    max_rate: float | None
    nr_of_successful_entries: int
    nr_of_successful_exits: int
    has_open_orders: bool
    leverage: float
    interest_rate: float
    liquidation_price: float | None
    funding_fees: float
    trading_mode: str
    amount_precision: float | None
    price_precision: float | None
    precision_mode: int


class TradeReply(TradeFields):
    """A trade without figures at the present rate."""

    profit_fiat: float | None
    orders: list[OrderReply]


class TradeStatusReply(TradeReply):
    """A trade with its figures at the present rate; null where no rate is known."""

    stoploss_current_dist: float | None
    stoploss_current_dist_pct: float | None
    stoploss_current_dist_ratio: float | None
    stoploss_entry_dist: float | None
    stoploss_entry_dist_ratio: float | None
    current_rate: float | None
    total_profit_abs: float | None
    total_profit_fiat: float | None
    total_profit_ratio: float | None


class ListedTradeReply(TradeFields):
    """A closed trade inside ``/trades``."""

    trade_duration_s: int | None
    trade_duration: int | None
    precision_mode_price: int
    contract_size: float
    orders: list[ListedOrderReply]


class TradesReply(Struct):
    """A page of closed trades."""

    trades: list[ListedTradeReply]
    trades_count: int
    offset: int
    total_trades: int


class DeletedTradeReply(Struct):
    """What deleting a trade did."""

    cancel_order_count: int
    result: str
    result_msg: str
    trade_id: int


class NoteReply(Struct):
    """One key of a trade's custom data; ``type`` is the stored value's Python type."""

    key: str
    type: str
    value: Any
    created_at: str
    updated_at: str | None


class NotesReply(Struct):
    """A trade's custom data."""

    trade_id: int
    custom_data: list[NoteReply]
