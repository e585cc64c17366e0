"""The names that strategy files use for the fields of trades and orders."""

from __future__ import annotations

from typing import NamedTuple

from bot.domain.profit import TradeProfit

TRADE_WORDS = {
    name: name
    for name in (
        "id", "pair", "exchange", "base_currency", "strategy", "enter_tag", "leverage", "is_open", "is_short",
        "amount", "amount_requested", "stake_amount", "max_stake_amount", "fee_open", "fee_open_cost",
        "fee_open_currency", "fee_close", "fee_close_cost", "fee_close_currency", "open_rate", "open_rate_requested",
        "close_rate", "close_rate_requested", "realized_profit", "stop_loss", "initial_stop_loss", "min_rate",
        "max_rate", "exit_reason", "exit_order_status", "amount_precision", "price_precision", "contract_size",
        "interest_rate", "liquidation_price", "funding_fees", "precision_mode",
    )
} | {
    "open_trade_value": "open_trade_value",
    "stake_currency": "quote_currency",
    "quote_currency": "quote_currency",
    "safe_base_currency": "base_currency",
    "safe_quote_currency": "quote_currency",
    "timeframe": "timeframe_min",
    "open_date": "opened_at",
    "open_date_utc": "opened_at",
    "close_date": "closed_at",
    "close_date_utc": "closed_at",
    "date_entry_fill_utc": "first_fill_at",
    "close_profit": "close_profit_ratio",
    "close_profit_abs": "close_profit_amount",
    "stop_loss_pct": "stop_loss_ratio",
    "initial_stop_loss_pct": "initial_stop_loss_ratio",
    "is_stop_loss_trailing": "is_stop_trailing",
    # the names of interface version 2
    "buy_tag": "enter_tag",
    "sell_reason": "exit_reason",
}  # fmt: skip
ORDER_WORDS = {
    "id": "id",
    "order_id": "order_id",
    "ft_trade_id": "trade_id",
    "ft_pair": "pair",
    "symbol": "pair",
    "ft_is_open": "is_open",
    "ft_amount": "intended_amount",
    "ft_price": "intended_price",
    "ft_order_tag": "tag",
    "ft_cancel_reason": "cancel_reason",
    "ft_fee_base": "fee_base",
    "price": "price",
    "average": "average",
    "amount": "amount",
    "filled": "filled",
    "remaining": "remaining",
    "cost": "cost",
    "stop_price": "stop_price",
    "funding_fee": "funding_fee",
    "safe_price": "safe_price",
    "order_date": "placed_at",
    "order_date_utc": "placed_at",
    "order_filled_date": "filled_at",
    "order_filled_utc": "filled_at",
    "order_update_date": "updated_at",
}


class ProfitStruct(NamedTuple):
    """Profits in quote currency, ratios 0.01 = 1 %."""

    profit_abs: float
    profit_ratio: float
    total_profit: float
    total_profit_ratio: float


def plain(profit: TradeProfit) -> ProfitStruct:
    """A profit under the names that files use."""
    return ProfitStruct(profit.amount, profit.ratio, profit.total_amount, profit.total_ratio)
