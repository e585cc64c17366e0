"""Our own objects with the recorded bot's numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.enums import Direction, OrderSide, OrderStatus, OrderType, PrecisionMode, TradingMode
from bot.domain.order import Order
from bot.domain.trade import Trade
from bot.stats.model import Drawdown, Group, ReasonCount
from tests.fakes.stats import FixedStats


def moment(milliseconds: int | None) -> datetime | None:
    """The moment of an epoch stamp."""
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)


def certain(milliseconds: int) -> datetime:
    """The same where there is one for sure."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def order(fields: dict[str, Any], number: int) -> Order:
    """An order from its JSON."""
    return Order(
        id=number,
        client_order_id=f"tp-{number}",
        order_id=fields["order_id"],
        pair=fields["pair"],
        side=OrderSide(fields["ft_order_side"]),
        order_type=OrderType(fields["order_type"]),
        status=OrderStatus(fields["status"]),
        price=fields.get("price", fields["safe_price"]),
        average=fields.get("average"),
        amount=fields["amount"],
        filled=fields["filled"],
        remaining=fields["remaining"],
        cost=fields["cost"],
        placed_at=certain(fields["order_timestamp"]),
        filled_at=moment(fields["order_filled_timestamp"]),
        tag=fields["ft_order_tag"],
    )


def trade(fields: dict[str, Any]) -> Trade:
    """A trade from its JSON."""
    return Trade(
        id=fields["trade_id"],
        pair=fields["pair"],
        base_currency=fields["base_currency"],
        quote_currency=fields["quote_currency"],
        exchange=fields["exchange"],
        strategy=fields["strategy"],
        enter_tag=fields["enter_tag"],
        timeframe_min=fields["timeframe"],
        trading_mode=TradingMode(fields["trading_mode"]),
        direction=Direction.SHORT if fields["is_short"] else Direction.LONG,
        leverage=fields["leverage"],
        is_open=fields["is_open"],
        amount=fields["amount"],
        amount_requested=fields["amount_requested"],
        stake_amount=fields["stake_amount"],
        max_stake_amount=fields["max_stake_amount"],
        open_trade_value=fields["open_trade_value"],
        fee_open=fields["fee_open"],
        fee_open_cost=fields["fee_open_cost"],
        fee_open_currency=fields["fee_open_currency"],
        fee_close=fields["fee_close"],
        fee_close_cost=fields["fee_close_cost"],
        fee_close_currency=fields["fee_close_currency"],
        open_rate=fields["open_rate"],
        open_rate_requested=fields["open_rate_requested"],
        close_rate=fields["close_rate"],
        close_rate_requested=fields["close_rate_requested"],
        opened_at=certain(fields["open_timestamp"]),
        closed_at=moment(fields["close_timestamp"]),
        realized_profit=fields["realized_profit"],
        close_profit_ratio=fields["realized_profit_ratio"],
        close_profit_amount=fields["close_profit_abs"],
        stop_loss=fields["stop_loss_abs"],
        stop_loss_ratio=fields["stop_loss_ratio"],
        initial_stop_loss=fields["initial_stop_loss_abs"],
        initial_stop_loss_ratio=fields["initial_stop_loss_ratio"],
        min_rate=fields["min_rate"],
        max_rate=fields["max_rate"],
        exit_reason=fields["exit_reason"],
        exit_order_status=fields["exit_order_status"],
        amount_precision=fields["amount_precision"],
        price_precision=fields["price_precision"],
        precision_mode=PrecisionMode(fields["precision_mode"]),
        interest_rate=fields["interest_rate"],
        liquidation_price=fields["liquidation_price"],
        funding_fees=fields["funding_fees"],
        orders=tuple(order(one, number) for number, one in enumerate(fields["orders"], start=1)),
    )


def stats(profit: dict[str, Any], days: list[dict[str, Any]]) -> FixedStats:
    """The totals behind a recorded profit summary, with the closings of recorded periods."""
    best = Group(profit["best_pair"], profit["best_pair_profit_abs"], profit["best_pair_profit_ratio"], 0.0, 44)
    return FixedStats(
        count=profit["closed_trade_count"],
        wins=profit["winning_trades"],
        losses=profit["losing_trades"],
        profit_amount=profit["profit_closed_coin"],
        profit_ratio_sum=profit["profit_closed_ratio_sum"],
        won_amount=profit["profit_factor"],
        lost_amount=1.0,
        duration_mean_s=timedelta(hours=16, minutes=32, seconds=28).total_seconds(),
        volume=profit["trading_volume"],
        falls=Drawdown(
            ratio=profit["max_drawdown"],
            amount=profit["max_drawdown_abs"],
            high_at=moment(profit["max_drawdown_start_timestamp"]),
            low_at=moment(profit["max_drawdown_end_timestamp"]),
            current_ratio=profit["current_drawdown"],
            current_amount=profit["current_drawdown_abs"],
            current_high=profit["current_drawdown_high"],
            current_high_at=moment(profit["current_drawdown_start_timestamp"]),
        ),
        groups=(best,),
        reasons={"roi": ReasonCount(342, 0, 343)},
        held_s=(61168.69287991498, None, 58108.21529745043),
        expected=(profit["expectancy"], profit["expectancy_ratio"]),
        closings=[(date.fromisoformat(day["date"]), day["abs_profit"]) for day in days],
    )
