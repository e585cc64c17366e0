"""What the exchange tells of an order between two passes."""

from __future__ import annotations

from bot.engine.bench import Workbench
from bot.engine.exchange_stops import ExchangeStops
from bot.engine.guard import guarded
from bot.engine.open_orders import OpenOrders
from bot.engine.states import StateMachine
from bot.state.commands import FollowOrder


class OrderNews:
    """Looks at an order at once instead of in the next pass; the pass misses nothing without it."""

    def __init__(self, bench: Workbench, states: StateMachine, open_orders: OpenOrders, stops: ExchangeStops) -> None:
        self._bench = bench
        self._states = states
        self._open_orders = open_orders
        self._stops = stops

    def follow(self, command: FollowOrder) -> None:
        """Ask for the order, and protect what it has filled."""
        if not self._states.is_active:
            return
        for trade in self._bench.book.open_trades():
            if not any(order.is_open and order.order_id == command.order_id for order in trade.orders):
                continue
            with guarded(f"Order {command.order_id} of trade {trade.id} on {trade.pair}"):
                self._open_orders.look_after(trade)
                known = self._bench.book.get(trade.id)
                if known is not None:
                    self._stops.look_after(known)
