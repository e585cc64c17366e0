"""Closed trades as an outcome lists them."""

from __future__ import annotations

from bot.backtest.outcome import SimOrder, SimTrade
from bot.backtest.position import Position


def sim_trade(position: Position) -> SimTrade:
    """A trade with its filled orders."""
    return SimTrade(
        pair=position.pair,
        is_short=position.is_short,
        enter_tag=position.enter_tag,
        exit_reason=position.exit_reason,
        opened_ms=position.opened_ms,
        closed_ms=position.closed_ms,
        open_rate=position.open_rate,
        close_rate=position.close_rate or 0.0,
        amount=position.amount,
        stake_amount=position.stake_amount,
        max_stake_amount=position.max_stake_amount,
        leverage=position.leverage,
        fee_open=position.fee_open,
        fee_close=position.fee_close,
        profit_amount=position.close_profit_amount or 0.0,
        profit_ratio=position.close_profit_ratio or 0.0,
        stop_loss=position.stop_loss,
        stop_loss_ratio=position.stop_loss_ratio,
        initial_stop_loss=position.initial_stop_loss,
        initial_stop_loss_ratio=position.initial_stop_loss_ratio,
        min_rate=position.min_rate or position.open_rate,
        max_rate=position.max_rate or position.open_rate,
        funding_fees=position.funding_fees,
        orders=tuple(
            SimOrder(
                amount=order.filled,
                price=order.price,
                side=order.side.value,
                filled_ms=order.filled_ms,
                is_entry=order.is_entry,
                tag=order.tag,
                cost=order.cost,
            )
            for order in position.orders
            if order.filled
        ),
    )
