"""Stop losses kept on the exchange: they sell even while the bot is away.

A trade has at most one. It is placed once something is held, follows the trade's stop and amount, and is cancelled
before any other exit order. While it can't be there, the bot watches the stop itself.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from decimal import Decimal

from bot.domain.amounts import exact, round_amount
from bot.domain.enums import CancelReason, ExitReason, OrderSide, OrderStatus, OrderType
from bot.domain.order import Order
from bot.domain.risk import RiskState
from bot.domain.trade import Trade
from bot.engine.bench import Workbench
from bot.engine.exits import Exits
from bot.engine.orders import Draft, OrderDesk
from bot.engine.parts import EngineParts
from bot.engine.plans import ExitPlan
from bot.errors import ExchangeError, InvalidOrder, OrderNotFound, Refused

log = logging.getLogger(__name__)


class ExchangeStops:
    """``look_after()`` in each pass, before the trade's own exits are considered."""

    def __init__(self, parts: EngineParts, bench: Workbench, desk: OrderDesk, exits: Exits) -> None:
        self._parts = parts
        self._bench = bench
        self._desk = desk
        self._exits = exits

    def look_after(self, trade: Trade) -> Trade:
        """Follow, place or move the stop order; returns the trade as it is then. May raise ``ExchangeError``."""
        trade = self._followed(trade)
        if not trade.has_position or trade.stop_loss is None or not self._is_wanted(trade):
            return trade
        if self._bench.risk.state is RiskState.HALTED:  # no other could take its place
            return trade
        order = trade.stop_order
        if order is not None and self._must_move(trade, order):
            trade = self._desk.cancel(trade, order, CancelReason.REPLACED)
            order = trade.stop_order
        if order is None and trade.has_position:
            trade = self._place(trade)
        return trade

    def _followed(self, trade: Trade) -> Trade:
        """``trade`` with the exchange's word on its stop order, also where stops are no longer kept there."""
        order = trade.stop_order
        if order is None:
            return trade
        try:
            return self._desk.refresh(trade, order)
        except OrderNotFound:
            return self._desk.mark_lost(trade, order)

    def _is_wanted(self, trade: Trade) -> bool:
        """Not while an exit waits: what it sells can't be promised twice."""
        is_leaving = any(order.side is trade.exit_side for order in trade.open_orders)
        return self._parts.strategy.options.order_types.stoploss_on_exchange and not is_leaving

    def _must_move(self, trade: Trade, order: Order) -> bool:
        if order.status is OrderStatus.INTENT:
            return False
        if exact(order.remaining) != self._amount(trade):
            return True
        stop, placed = trade.stop_loss, order.stop_price
        if stop is None or placed is None:
            return False
        is_tighter = stop < placed if trade.is_short else stop > placed
        interval = timedelta(seconds=self._parts.strategy.options.order_types.stoploss_on_exchange_interval)
        return is_tighter and self._parts.clock.now() - order.placed_at >= interval

    def _place(self, trade: Trade) -> Trade:
        amount, stop = self._amount(trade), self._bench.steps.stop_price(trade, trade.stop_loss or 0.0)
        if amount <= 0 or stop <= 0:
            return trade
        types = self._parts.strategy.options.order_types
        order_type = OrderType(types.stoploss)
        draft = Draft(
            side=OrderSide.STOPLOSS,
            order_type=order_type,
            amount=amount,
            price=self._limit(trade, stop) if order_type is OrderType.LIMIT else stop,
            stop_price=stop,
            tag=ExitReason.STOPLOSS_ON_EXCHANGE.value,
        )
        try:
            trade = self._desk.submit(trade, draft)
        except InvalidOrder as error:
            log.warning("%s: the stop loss of trade %s is refused: %s", trade.pair, trade.id, error)
            return self._leave_at_any_price(trade)
        except ExchangeError as error:
            log.warning("%s: the stop loss of trade %s could not be placed: %s", trade.pair, trade.id, error)
            return self._bench.book.get(trade.id) or trade
        log.info("%s: stop loss of trade %s placed at %s.", trade.pair, trade.id, stop)
        return trade

    def _limit(self, trade: Trade, stop: Decimal) -> Decimal:
        """How far behind the stop price the order may still sell."""
        ratio = exact(self._parts.strategy.options.order_types.stoploss_on_exchange_limit_ratio)
        limit = stop * (2 - ratio if trade.is_short else ratio)
        return self._bench.steps.price(trade, limit)

    def _amount(self, trade: Trade) -> Decimal:
        return round_amount(trade.amount, trade.amount_precision, trade.precision_mode)

    def _leave_at_any_price(self, trade: Trade) -> Trade:
        """A position without a stop is not held on to."""
        known = self._bench.book.get(trade.id)
        if known is None:
            return trade
        log.warning("Emergency exit of trade %s on %s.", trade.id, trade.pair)
        plan = ExitPlan(kind=ExitReason.EMERGENCY_EXIT, reason=ExitReason.EMERGENCY_EXIT.value)
        try:
            return self._exits.leave(known, plan)
        except (Refused, ExchangeError) as error:
            log.warning("Trade %s on %s is not left: %s", trade.id, trade.pair, error)
            return self._bench.book.get(trade.id) or known
