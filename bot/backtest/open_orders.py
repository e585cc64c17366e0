"""Orders that wait: given up after their time, or moved where the strategy wants them."""

from __future__ import annotations

from bot.backtest.entries import Entries
from bot.backtest.exits import Exits
from bot.backtest.parts import Bar, Parts
from bot.backtest.position import Order, Position, as_order, as_trade

_UNIT_MS = {"minutes": 60_000, "seconds": 1_000}


class OpenOrders:
    """Looked at in the beginning of a candle, before it may fill them."""

    def __init__(self, parts: Parts, entries: Entries, exits: Exits) -> None:
        self._parts = parts
        self._entries = entries
        self._exits = exits
        limits = parts.options.unfilledtimeout
        unit_ms = _UNIT_MS[limits.unit] if limits else 0
        self._limit_ms = {
            True: limits.entry * unit_ms if limits and limits.entry is not None else None,
            False: limits.exit * unit_ms if limits and limits.exit is not None else None,
        }

    def manage(self, position: Position, bar: Bar) -> None:
        """Time out or replace the order; a trade that never filled goes with its order."""
        order = position.open_order
        if order is None:
            return
        if self._is_overdue(position, order):
            self._give_up(position, order)
        elif self._parts.clock.ms > order.placed_ms:
            self._move(position, order, bar)

    def _is_overdue(self, position: Position, order: Order) -> bool:
        parts = self._parts
        limit_ms = self._limit_ms[order.is_entry]
        if limit_ms is not None and parts.clock.ms - order.placed_ms >= limit_ms:
            return True
        if order.is_entry:
            return parts.overrides.check_entry_timeout and parts.callbacks.entry_timed_out(
                as_trade(position), as_order(order), parts.clock.now()
            )
        return parts.overrides.check_exit_timeout and parts.callbacks.exit_timed_out(
            as_trade(position), as_order(order), parts.clock.now()
        )

    def _give_up(self, position: Position, order: Order) -> None:
        tallies = self._parts.account.tallies
        if order.is_entry:
            tallies.timedout_entry_orders += 1
        else:
            tallies.timedout_exit_orders += 1
        self._drop(position)

    def _drop(self, position: Position) -> bool:
        """Whether the trade went with its order."""
        position.drop_order()
        if position.orders:
            return False
        self._parts.account.remove(position)
        self._parts.account.refresh()
        return True

    def _move(self, position: Position, order: Order, bar: Bar) -> None:
        parts = self._parts
        own = parts.overrides.adjust_entry_price if order.is_entry else parts.overrides.adjust_exit_price
        if not own and not parts.overrides.adjust_order_price:
            return
        rate = parts.callbacks.adjusted_order_price(
            as_trade(position), as_order(order), parts.clock.now(), bar.open, is_entry=order.is_entry
        )
        if rate == order.price:
            return
        if order.is_entry:
            parts.account.tallies.canceled_entry_orders += 1
            self._move_entry(position, order, bar, rate)
        elif rate:
            self._exits.again(position, order, rate)
        else:
            position.drop_order()

    def _move_entry(self, position: Position, order: Order, bar: Bar, rate: float | None) -> None:
        tallies = self._parts.account.tallies
        position.drop_order()
        if rate:
            tallies.replaced_entry_orders += 1
            self._entries.again(position, bar, order, rate)
        if not position.orders:
            tallies.canceled_trade_entries += 1
            self._parts.account.remove(position)
            self._parts.account.refresh()
