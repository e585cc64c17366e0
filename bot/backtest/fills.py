"""What follows when a candle reaches an order's price."""

from __future__ import annotations

from math import isfinite

from bot.backtest import stops
from bot.backtest.guard import Guard
from bot.backtest.parts import Bar, Parts
from bot.backtest.position import Order, Position, as_order, as_trade
from bot.domain.profit import Tally, profit_at, tally_of
from bot.rules.stop import is_hit


class Fills:
    """Fills orders whole, at their own price."""

    def __init__(self, parts: Parts, guard: Guard) -> None:
        self._parts = parts
        self._guard = guard

    def entry(self, position: Position, bar: Bar) -> bool:
        """Fill the open entry order if ``bar`` reaches its price."""
        order = position.open_order
        if order is None or not order.is_entry or not bar.holds(order.price):
            return False
        self._filled(position, order)
        is_first = position.amount == 0
        self._count(position)
        if is_first:
            stops.set_first(position, position.open_rate, position.stop_loss_ratio)
        else:
            stops.move(position, position.open_rate, position.stop_loss_ratio)
        self._tell(position, order)
        return True

    def exit(self, position: Position, bar: Bar) -> bool:
        """Fill the open exit order if ``bar`` reaches its price; the trade is over where that was all."""
        order = position.open_order
        if order is None or order.is_entry or not bar.holds(order.price):
            return False
        self.leave(position, order)
        return True

    def leave(self, position: Position, order: Order) -> None:
        """Fill an exit order; the strategy hears of it before the trade's amounts change."""
        self._filled(position, order)
        self._tell(position, order)
        tally = self._count(position)
        if tally.closing is not None:
            self._close(position, order)
        else:
            stops.move(position, position.open_rate, position.stop_loss_ratio)
        self._parts.account.refresh()
        if not position.is_open:
            self._guard.after_close(position)

    def _filled(self, position: Position, order: Order) -> None:
        order.fill(self._parts.clock.ms)
        position.open_order = None

    def _count(self, position: Position) -> Tally:
        tally = tally_of(as_trade(position))
        assert tally is not None, "an exit is filled after an entry"
        position.amount = tally.amount
        position.stake_amount = tally.stake
        position.max_stake_amount = tally.max_stake
        position.open_rate = tally.open_rate
        position.open_trade_value = tally.open_value
        position.realized_profit = tally.realized
        position.close_profit_ratio = tally.ratio
        position.close_profit_amount = tally.last_profit
        return tally

    def _close(self, position: Position, order: Order) -> None:
        position.is_open = False
        position.close_rate = order.price
        position.closed_ms = order.filled_ms
        position.close_profit_amount = position.realized_profit
        self._parts.account.close(position)

    def _tell(self, position: Position, order: Order) -> None:
        """The strategy's word on a fill, and where it wants the stop after it."""
        parts = self._parts
        if parts.overrides.order_filled:
            parts.callbacks.order_filled(as_trade(position), as_order(order), parts.clock.now())
        goes_on = order.is_entry or order.amount < position.amount
        if goes_on and parts.options.use_custom_stoploss and not is_hit(as_trade(position), order.price):
            ratio = profit_at(position, order.price).ratio
            distance = parts.callbacks.custom_stoploss(
                as_trade(position), parts.clock.now(), order.price, ratio, after_fill=True
            )
            if distance and isfinite(distance):
                stops.renew(position, order.price, distance)
