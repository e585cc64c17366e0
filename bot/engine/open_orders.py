"""Looking after orders that wait: fills, timeouts, new prices."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from bot.domain import timeframe as tf
from bot.domain.amounts import round_amount
from bot.domain.enums import CancelReason, ExitReason, OrderStatus, OrderType
from bot.domain.events import EventType
from bot.domain.order import Order
from bot.domain.trade import Trade
from bot.engine import messages
from bot.engine.bench import Workbench
from bot.engine.exits import Exits
from bot.engine.fills import order_of
from bot.engine.orders import Draft, OrderDesk
from bot.engine.parts import EngineParts
from bot.engine.plans import ExitPlan
from bot.errors import ExchangeError, OrderNotFound, Refused
from bot.rules.expiry import has_timed_out

log = logging.getLogger(__name__)


class OpenOrders:
    """Each pass looks at every open order once."""

    def __init__(self, parts: EngineParts, bench: Workbench, desk: OrderDesk, exits: Exits) -> None:
        self._parts = parts
        self._bench = bench
        self._desk = desk
        self._exits = exits
        self._asked_at: dict[int, datetime] = {}

    def look_after(self, trade: Trade) -> None:
        """Follow every open order of ``trade``; may raise ``ExchangeError``."""
        for order_id in [order.id for order in trade.open_orders]:
            known = self._bench.book.get(trade.id)
            order = known and next((order for order in known.open_orders if order.id == order_id), None)
            if known and order:
                self._look_at(known, order)

    def cancel(self, trade: Trade, order: Order, reason: CancelReason) -> Trade:
        """Cancel unless what has filled, or what would be left, is too little to be sold; then raises ``Refused``."""
        if order.filled > 0 and self._would_be_stuck(trade, order):
            raise Refused(
                f"The order on {trade.pair} is {CancelReason.PARTIALLY_FILLED_KEEP_OPEN.value}: "
                "a part alone would be too small to sell."
            )
        return self._desk.cancel(trade, order, reason)

    def cancel_all(self, trade: Trade, reason: CancelReason) -> Trade:
        """Cancel all open orders of a trade; raises ``Refused`` or ``ExchangeError`` at the first that stays."""
        for order_id in [order.id for order in trade.open_orders]:
            order = next((order for order in trade.open_orders if order.id == order_id), None)
            if order is not None:
                trade = self.cancel(trade, order, reason)
        return trade

    def requery(self, trade: Trade) -> None:
        """After a start: follow each open order; those that the exchange does not know are over."""
        for order_id in [order.id for order in trade.open_orders]:
            known = self._bench.book.get(trade.id)
            order = known and next((order for order in known.open_orders if order.id == order_id), None)
            if known and order:
                try:
                    self._desk.refresh(known, order)
                except OrderNotFound:
                    self._desk.mark_lost(known, order)

    def _look_at(self, trade: Trade, order: Order) -> None:
        trade = self._desk.refresh(trade, order)
        if self._bench.book.get(trade.id) is None:
            return
        order = order_of(trade, order)
        if order.status is not OrderStatus.OPEN:
            return
        if self._has_timed_out(trade, order):
            self._time_out(trade, order)
        elif self._is_candle_new(order):
            self._adjust(trade, order)

    def _has_timed_out(self, trade: Trade, order: Order) -> bool:
        is_entry, now = order.side is trade.entry_side, self._parts.clock.now()
        strategy = self._parts.strategy
        if has_timed_out(order, strategy.options.unfilledtimeout, now, is_entry=is_entry):
            return True
        asks = strategy.entry_timed_out if is_entry else strategy.exit_timed_out
        return asks(trade, order, now)

    def _time_out(self, trade: Trade, order: Order) -> None:
        log.info("%s: order %s of trade %s timed out.", trade.pair, order.order_id, trade.id)
        try:
            trade = self.cancel(trade, order, CancelReason.TIMEOUT)
        except Refused as refusal:
            log.info("%s", refusal)
            return
        if order.side is trade.exit_side and trade.has_position and self._is_emergency(trade):
            self._leave_at_any_price(trade)

    def _is_emergency(self, trade: Trade) -> bool:
        """Whether as many exits timed out as the user allows."""
        timeouts = self._parts.strategy.options.unfilledtimeout
        limit = timeouts.exit_timeout_count if timeouts else 0
        failed = [
            order
            for order in trade.orders
            if order.side is trade.exit_side and order.cancel_reason == CancelReason.TIMEOUT.value
        ]
        return 0 < limit <= len(failed)

    def _leave_at_any_price(self, trade: Trade) -> None:
        log.warning("Emergency exit of trade %s on %s: its exit orders timed out.", trade.id, trade.pair)
        plan = ExitPlan(kind=ExitReason.EMERGENCY_EXIT, reason=ExitReason.EMERGENCY_EXIT.value)
        try:
            self._exits.leave(trade, plan)
        except Refused as refusal:
            log.warning("Trade %s on %s is not left: %s", trade.id, trade.pair, refusal)

    def _would_be_stuck(self, trade: Trade, order: Order) -> bool:
        """Whether cancelling a part-filled order leaves a position below the market's minimum."""
        is_entry = order.side is trade.entry_side
        left = trade.amount + order.filled if is_entry else trade.amount - order.filled
        return 0 < left * order.safe_price < self._exits.min_stake(trade, order.safe_price)

    def _is_candle_new(self, order: Order) -> bool:
        """Whether a candle has opened since the order was placed or the strategy was last asked about it."""
        candle = self._candle(self._parts.clock.now())
        asked_at = self._asked_at.get(order.id, self._candle(order.placed_at))
        return candle > asked_at

    def _candle(self, moment: datetime) -> datetime:
        return tf.floor(moment, self._parts.strategy.options.timeframe)

    def _adjust(self, trade: Trade, order: Order) -> None:
        """Ask the strategy for the order's price: the same keeps it, ``None`` cancels it, another replaces it."""
        now, is_entry = self._parts.clock.now(), order.side is trade.entry_side
        self._asked_at = {known: at for known, at in self._asked_at.items() if at == self._candle(now)}
        self._asked_at[order.id] = self._candle(now)
        rate = self._bench.rates.entry(trade.pair, trade.direction) if is_entry else self._bench.rates.exit(trade)
        price = self._parts.strategy.adjusted_order_price(
            trade, order, now, order.safe_price if rate is None else rate, is_entry=is_entry
        )
        if price == order.price:
            return
        try:
            if not price:
                self.cancel(trade, order, CancelReason.USER_REQUEST)
            else:
                self._replace(trade, order, self._bench.steps.price(trade, price))
        except Refused as refusal:
            log.info("%s", refusal)

    def _replace(self, trade: Trade, order: Order, price: Decimal) -> None:
        if price <= 0 or float(price) == order.price:
            return
        is_entry = order.side is trade.entry_side
        # the same stake buys another amount at another price; what is to be sold stays the same
        wanted = order.remaining * order.safe_price / float(price) if is_entry else order.remaining
        amount = round_amount(wanted, trade.amount_precision, trade.precision_mode)
        if amount <= 0:
            return
        draft = Draft(side=order.side, order_type=OrderType.LIMIT, amount=amount, price=price, tag=order.tag)
        try:
            self._desk.replace(trade, order, draft)
        except ExchangeError as error:
            log.warning("%s: order %s could not be replaced: %s", trade.pair, order.order_id, error)
            if self._bench.book.get(trade.id) is None:
                self._tell_deleted(trade, order)

    def _tell_deleted(self, trade: Trade, order: Order) -> None:
        ended = replace(order, status=OrderStatus.CANCELED)
        rate, text = self._bench.rates.last(trade), CancelReason.REPLACE_FAILED.value
        fields = messages.entry_cancel(trade, ended, self._parts.settings, rate, text)
        self._bench.outbox.put(EventType.ENTRY_CANCEL, fields)
