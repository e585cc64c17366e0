"""Leaving everything at once, and what happens when nobody gives a sign of life."""

from __future__ import annotations

import logging

from bot.domain.enums import CancelReason, ExitReason, OrderType
from bot.domain.events import EventType
from bot.domain.risk import RiskState
from bot.engine.bench import Workbench
from bot.engine.exits import PANIC_EXIT, Exits
from bot.engine.guard import guarded
from bot.engine.open_orders import OpenOrders
from bot.engine.plans import ExitPlan
from bot.engine.risk_gate import RiskGate
from bot.engine.states import StateMachine

PLAN = ExitPlan(kind=ExitReason.FORCE_EXIT, reason=PANIC_EXIT, order_type=OrderType.MARKET)
log = logging.getLogger(__name__)


class Panic:
    """``begin()`` by a user, ``carry_on()`` in each pass until no trade is left: also after a restart."""

    def __init__(
        self, bench: Workbench, states: StateMachine, exits: Exits, open_orders: OpenOrders, gate: RiskGate
    ) -> None:
        self._bench = bench
        self._states = states
        self._exits = exits
        self._open_orders = open_orders
        self._gate = gate

    def begin(self, reason: str) -> int:
        """Cancel all orders, leave all trades at the market, enter none; a second time does what is left.

        Returns the number of trades still open. A stopped bot is paused: it leaves its trades as well.
        """
        self._gate.set_panic(True)
        self._gate.set(RiskState.REDUCE_ONLY, reason or "panic exit")
        self._bench.outbox.say(EventType.WARNING, f"Panic exit: all trades are being left. {reason}".strip())
        self._states.pause()
        self.carry_on()
        return len(self._bench.book)

    def carry_on(self) -> None:
        """Leave what is not left yet; what fails is tried again in the next pass."""
        if not self._gate.is_panic:
            return
        for trade in self._bench.book.open_trades():
            with guarded(f"Panic exit of trade {trade.id} on {trade.pair}"):
                if trade.has_position:
                    self._exits.leave(trade, PLAN)
                else:
                    self._open_orders.cancel_all(trade, CancelReason.ALL_CANCELLED)
        if not len(self._bench.book):
            self._gate.set_panic(False)
            self._bench.outbox.say(EventType.WARNING, "Panic exit: no trade is left.")

    def watch(self) -> None:
        """Strike where the dead-man switch is overdue: waiting entries are cancelled, and nothing is entered."""
        if not self._gate.is_overdue():
            return
        text = "Nobody gave a sign of life in time: waiting entries are cancelled, and nothing is entered any more."
        self._bench.outbox.say(EventType.WARNING, text)
        if self._gate.state is RiskState.NORMAL:
            self._gate.set(RiskState.REDUCE_ONLY, "dead-man switch")
        for trade in self._bench.book.open_trades():
            for order in [order for order in trade.open_orders if order.side is trade.entry_side]:
                with guarded(f"Waiting entry of trade {trade.id} on {trade.pair}"):
                    self._open_orders.cancel(trade, order, CancelReason.ALL_CANCELLED)
