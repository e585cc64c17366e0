"""Trades and locks as a result lists them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from bot.backtest.outcome import SimOrder, SimTrade
from bot.backtest.report.account import DAY_MS
from bot.backtest.report.columns import MINUTE_MS
from bot.domain.lock import Lock


def trade_entries(trades: Sequence[SimTrade]) -> list[dict[str, Any]]:
    """Each trade's fields, in the order given."""
    opened = _iso([trade.opened_ms for trade in trades])
    closed = _iso([trade.closed_ms for trade in trades])
    return [_trade(*one) for one in zip(trades, opened, closed, strict=True)]


def _iso(moments_ms: Sequence[int]) -> list[str]:
    """``2026-10-01T00:05:00Z``; all at once, because one at a time is slow."""
    text = np.datetime_as_string(np.array(moments_ms, dtype="M8[ms]").astype("M8[s]"))
    return [f"{one}Z" for one in text.tolist()]


def _trade(trade: SimTrade, opened: str, closed: str) -> dict[str, Any]:
    return {
        "pair": trade.pair,
        "stake_amount": trade.stake_amount,
        "max_stake_amount": trade.max_stake_amount,
        "amount": trade.amount,
        "open_date": opened,
        "close_date": closed,
        "open_rate": trade.open_rate,
        "close_rate": trade.close_rate,
        "fee_open": trade.fee_open,
        "fee_close": trade.fee_close,
        "trade_duration": (trade.closed_ms - trade.opened_ms) // MINUTE_MS,
        "profit_ratio": trade.profit_ratio,
        "profit_abs": trade.profit_amount,
        "exit_reason": trade.exit_reason,
        "initial_stop_loss_abs": trade.initial_stop_loss,
        "initial_stop_loss_ratio": trade.initial_stop_loss_ratio,
        "stop_loss_abs": trade.stop_loss,
        "stop_loss_ratio": trade.stop_loss_ratio,
        "min_rate": trade.min_rate,
        "max_rate": trade.max_rate,
        "is_open": False,
        "enter_tag": trade.enter_tag or "",
        "leverage": trade.leverage,
        "is_short": trade.is_short,
        "open_timestamp": trade.opened_ms,
        "close_timestamp": trade.closed_ms,
        "orders": [_order(order) for order in trade.orders],
        "funding_fees": trade.funding_fees,
        "weekday": (trade.closed_ms // DAY_MS + 3) % 7,
    }


def _order(order: SimOrder) -> dict[str, Any]:
    return {
        "amount": order.amount,
        "safe_price": order.price,
        "ft_order_side": order.side,
        "order_filled_timestamp": order.filled_ms,
        "ft_is_entry": order.is_entry,
        "ft_order_tag": order.tag or "",
        "cost": order.cost,
    }


def lock_entries(locks: Sequence[Lock]) -> list[dict[str, Any]]:
    """Locks of a simulation have no id."""
    return [
        {
            "id": lock.id or None,
            "pair": lock.pair,
            "lock_time": f"{lock.locked_at:%Y-%m-%d %H:%M:%S}",
            "lock_timestamp": round(lock.locked_at.timestamp() * 1000),
            "lock_end_time": f"{lock.until:%Y-%m-%d %H:%M:%S}",
            "lock_end_timestamp": round(lock.until.timestamp() * 1000),
            "reason": lock.reason,
            "side": lock.side,
            "active": lock.active,
        }
        for lock in locks
    ]
