"""The fields of trade messages, in the clients' words and order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.lock import Lock
from bot.domain.order import Order
from bot.domain.profit import TradeProfit, profit_at
from bot.domain.trade import Trade
from bot.settings.model import Settings

Fields = dict[str, Any]


def _position(trade: Trade) -> Fields:
    return {
        "exchange": trade.exchange.capitalize(),
        "pair": trade.pair,
        "leverage": trade.leverage,
        "direction": trade.direction.value.capitalize(),
    }


def _exit_head(trade: Trade, order: Order, profit: TradeProfit) -> Fields:
    return {
        "trade_id": trade.id,
        **_position(trade),
        "gain": "profit" if profit.ratio > 0 else "loss",
        "limit": order.safe_price,
        "order_rate": order.safe_price,
        "order_type": order.order_type.value,
    }


def _money(trade: Trade, settings: Settings) -> Fields:
    return {
        "stake_currency": trade.quote_currency,
        "base_currency": trade.base_currency,
        "quote_currency": trade.quote_currency,
        "fiat_currency": settings.fiat_display_currency or None,
    }


def _tags(trade: Trade) -> Fields:
    return {"buy_tag": trade.enter_tag, "enter_tag": trade.enter_tag}


def entry(trade: Trade, order: Order, settings: Settings, current_rate: float | None, *, is_fill: bool) -> Fields:
    """``entry`` and ``entry_fill``."""
    return {
        "trade_id": trade.id,
        **_tags(trade),
        **_position(trade),
        "limit": order.safe_price,
        "order_rate": order.safe_price,
        "open_rate": order.safe_price,
        "order_type": order.order_type.value,
        "stake_amount": trade.stake_amount,
        **_money(trade, settings),
        "amount": order.filled if is_fill else order.amount,
        "open_date": trade.opened_at,
        "current_rate": order.safe_price if current_rate is None else current_rate,
        "sub_trade": is_additional(trade, order),
    }


def entry_cancel(trade: Trade, order: Order, settings: Settings, current_rate: float | None, reason: str) -> Fields:
    """``entry_cancel``; the trade may be gone."""
    return {
        "trade_id": trade.id,
        **_tags(trade),
        **_position(trade),
        "limit": order.safe_price,
        "order_rate": order.safe_price,
        "order_type": order.order_type.value,
        "stake_amount": trade.stake_amount,
        "open_rate": trade.open_rate,
        **_money(trade, settings),
        "amount": trade.amount,
        "open_date": trade.opened_at,
        "current_rate": current_rate,
        "reason": reason,
        "sub_trade": is_additional(trade, order),
    }


def exit_(
    trade: Trade, order: Order, settings: Settings, current_rate: float | None, now: datetime, *, is_fill: bool
) -> Fields:
    """``exit`` and ``exit_fill``; profits are those of the order's amount at its price."""
    amount = order.filled if is_fill else order.amount
    profit = _profit_of_part(trade, amount, order.safe_price)
    is_final = not trade.is_open
    return {
        **_exit_head(trade, order, profit),
        "amount": amount,
        "open_rate": trade.open_rate,
        "close_rate": order.safe_price,
        "current_rate": None if is_fill else current_rate,
        "profit_amount": profit.amount,
        "profit_ratio": profit.ratio,
        **_tags(trade),
        "exit_reason": trade.exit_reason,
        "open_date": trade.opened_at,
        "close_date": trade.closed_at or now,
        "stake_amount": trade.stake_amount,
        **_money(trade, settings),
        "sub_trade": not is_final and is_part(trade, order),
        "cumulative_profit": trade.realized_profit,
        "final_profit_ratio": trade.close_profit_ratio if is_final else None,
        "is_final_exit": is_final,
    }


def exit_cancel(
    trade: Trade, order: Order, settings: Settings, current_rate: float | None, now: datetime, reason: str
) -> Fields:
    """``exit_cancel``; profits are those of the whole position at the current rate."""
    profit = profit_at(trade, current_rate or order.safe_price)
    return {
        **_exit_head(trade, order, profit),
        "amount": order.amount,
        "open_rate": trade.open_rate,
        "current_rate": current_rate,
        "profit_amount": profit.amount,
        "profit_ratio": profit.ratio,
        **_tags(trade),
        "exit_reason": trade.exit_reason,
        "open_date": trade.opened_at,
        "close_date": now,
        **_money(trade, settings),
        "reason": reason,
        "sub_trade": is_part(trade, order),
        "stake_amount": trade.stake_amount,
    }


def startup(exchange: str, strategy: str, timeframe: str, options: Mapping[str, Any]) -> str:
    """The text of the first ``startup`` message; ``options`` holds the strategy's values by name."""
    stake = options["stake_amount"]
    stake = int(stake) if isinstance(stake, float) and stake.is_integer() else stake
    stop = "Trailing Stoploss" if options["trailing_stop"] else "Stoploss"
    return (
        f"*Exchange:* `{exchange}`\n"
        f"*Stake per trade:* `{stake} {options['stake_currency']}`\n"
        f"*Minimum ROI:* `{options['minimal_roi']}`\n"
        f"*{stop}:* `{options['stoploss']}`\n"
        f"*Position adjustment:* `{'On' if options['position_adjustment'] else 'Off'}`\n"
        f"*Timeframe:* `{timeframe}`\n"
        f"*Strategy:* `{strategy}`"
    )


def left_open(count: int, exchange: str, *, is_paper: bool) -> str:
    """The warning of a bot that stops with open trades."""
    note = " \nNote: Trades are simulated (dry run)." if is_paper else ""
    return (
        f"{count} open trades active.\n\n"
        f"Handle these trades manually on {exchange.capitalize()}, or '/start' the bot again "
        f"and use '/stopentry' to handle open trades gracefully.{note}"
    )


def lock(held: Lock, base_currency: str) -> Fields:
    """``protection_trigger`` and ``protection_trigger_global``."""
    return {
        "base_currency": base_currency,
        "id": held.id,
        "pair": held.pair,
        "lock_time": f"{held.locked_at:%Y-%m-%d %H:%M:%S}",
        "lock_timestamp": int(held.locked_at.timestamp() * 1000),
        "lock_end_time": f"{held.until:%Y-%m-%d %H:%M:%S}",
        "lock_end_timestamp": int(held.until.timestamp() * 1000),
        "reason": held.reason,
        "side": held.side,
        "active": held.active,
    }


def is_additional(trade: Trade, order: Order) -> bool:
    """Whether the trade had a filled entry before ``order``."""
    return any(other.id < order.id for other in trade.entries)


def is_part(trade: Trade, order: Order) -> bool:
    """Whether ``order`` sells less than the position that was there when it was placed."""
    held = sum(other.amount_after_fee for other in trade.entries)
    sold = sum(other.filled for other in trade.exits if other.id < order.id)
    return order.amount < (held - sold) * 0.999


def _profit_of_part(trade: Trade, amount: float, rate: float) -> TradeProfit:
    return profit_at(replace(trade, amount=amount), rate)
