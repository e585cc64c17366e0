"""What follows when an order has ended: filled, cancelled, or a part of each."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.domain.enums import CancelReason, ExitReason, OrderSide, OrderStatus
from bot.domain.events import EventType
from bot.domain.order import Order, OrderReport
from bot.domain.profit import profit_at, recalculated
from bot.domain.trade import Trade
from bot.engine import messages
from bot.engine.bench import Workbench
from bot.engine.parts import EngineParts
from bot.engine.protector import Protector
from bot.rules import stop

AUTO_LOCK = "Auto lock"
log = logging.getLogger(__name__)


def order_of(trade: Trade, order: Order) -> Order:
    """``order`` as ``trade`` knows it now."""
    return next(known for known in trade.orders if known.client_order_id == order.client_order_id)


def with_order(trade: Trade, order: Order) -> Trade:
    """``trade`` with its order of that client id replaced."""
    return replace(trade, orders=tuple(_chosen(order, known) for known in trade.orders))


def _chosen(order: Order, known: Order) -> Order:
    """``order`` in place of the one that it is; that has a number of its own once it is stored."""
    return replace(order, id=known.id) if known.client_order_id == order.client_order_id else known


def reported(order: Order, report: OrderReport, base_currency: str) -> Order:
    """``order`` as the exchange reports it; the same object where nothing is new."""
    changed = replace(
        order,
        order_id=report.order_id or order.order_id,
        status=report.status,
        order_type=report.order_type,
        price=report.price if report.price is not None else order.price,
        average=report.average,
        amount=report.amount,
        filled=report.filled,
        remaining=report.remaining,
        cost=report.cost,
        filled_at=report.filled_at or order.filled_at,
        fee_rate=report.fee_rate if report.fee_rate is not None else order.fee_rate,
        fee_base=report.fee_cost if report.fee_currency == base_currency else order.fee_base,
    )
    return order if changed == order else changed


class Fills:
    """Stores an order's end first, then tells strategy, wallets and listeners."""

    def __init__(self, parts: EngineParts, bench: Workbench, protector: Protector) -> None:
        self._parts = parts
        self._bench = bench
        self._protector = protector

    def take(self, trade: Trade, order: Order, report: OrderReport) -> Trade:
        """Follow the exchange's report; an order that ended unasked was cancelled there.

        What has filled does not come back: a report that says so is older than the last one, and is left aside.
        """
        if report.filled < order.filled:
            log.info("%s: a report on order %s is older than what is known.", trade.pair, order.order_id)
            return trade
        changed = reported(order, report, trade.base_currency)
        return trade if changed is order else self.settle(trade, changed, CancelReason.ON_EXCHANGE)

    def settle(self, trade: Trade, order: Order, reason: CancelReason) -> Trade:
        """Store ``order`` with its news and do what follows; ``reason`` counts where it was cancelled.

        Returns the trade as stored. A trade that is left without any fill or open order is deleted: then it is
        returned as it was last, and the book no longer holds it.
        """
        now = self._parts.clock.now()
        order = replace(order, updated_at=now)
        if order.is_open or not order_of(trade, order).is_open:
            return self._bench.book.save(with_order(trade, order))
        if order.filled > 0 and order.filled_at is None:
            order = replace(order, filled_at=now)
        if order.side is OrderSide.STOPLOSS:
            if not order.filled:
                return self._bench.book.save(with_order(trade, replace(order, cancel_reason=reason.value)))
            trade = replace(
                trade, exit_reason=ExitReason.STOPLOSS_ON_EXCHANGE.value, close_rate_requested=order.stop_price
            )
        if order.status is OrderStatus.CLOSED:
            return self._filled(self._stored(with_order(trade, order), order), order)
        text = f"{reason.value}{_extent(trade, order)}"
        return self._canceled(trade, replace(order, cancel_reason=reason.value), text)

    def withdraw(self, trade: Trade, order: Order, why: str) -> Trade:
        """Write off an order that the exchange never had or refused; nobody was told about it."""
        order = replace(order, status=OrderStatus.REJECTED, cancel_reason=why[:255], updated_at=self._parts.clock.now())
        return self._kept(_without_exit(with_order(trade, order), order))

    def _canceled(self, trade: Trade, order: Order, text: str) -> Trade:
        trade = with_order(trade, order)
        if order.filled > 0:
            trade = self._stored(trade, order)
            self._tell_cancel(trade, order, text)
            return self._filled(trade, order)
        kept = self._kept(_without_exit(trade, order))
        self._tell_cancel(kept, order, text)
        return kept

    def _stored(self, trade: Trade, order: Order) -> Trade:
        """``trade`` with the fill in its amounts and profits, on disk."""
        trade = recalculated(trade)
        if order.side is trade.entry_side:
            trade = stop.after_entry(trade)
        elif trade.is_open:
            trade = _without_exit(trade, order)
        stored = self._bench.book.save(trade)
        self._bench.wallets.fetch()
        return stored

    def _kept(self, trade: Trade) -> Trade:
        """``trade`` stored, or deleted where nothing of it is left."""
        if trade.open_orders or trade.entries:
            return self._bench.book.save(trade)
        log.info("Trade %s on %s ended without a fill and is removed.", trade.id, trade.pair)
        self._bench.book.delete(trade.id)
        return trade

    def _filled(self, trade: Trade, order: Order) -> Trade:
        now = self._parts.clock.now()
        self._parts.strategy.order_filled(trade, order, now)
        if order.side is trade.entry_side:
            trade = self._stop_after_fill(trade, order)
        self._tell_fill(trade, order)
        if not trade.is_open:
            log.info("%s: trade %s is closed (%s).", trade.pair, trade.id, trade.exit_reason)
            self._bench.locks.add(trade.pair, now, AUTO_LOCK, trade.direction.value)
            self._protector.after_close(trade)
        return trade

    def _stop_after_fill(self, trade: Trade, order: Order) -> Trade:
        options = self._parts.strategy.options
        if not options.use_custom_stoploss:
            return trade
        rate, now = order.safe_price, self._parts.clock.now()
        ratio = profit_at(trade, rate).ratio
        moved = stop.adjusted(trade, rate, ratio, options, self._parts.strategy, now, after_fill=True)
        return trade if moved is trade else self._bench.book.save(moved)

    def _tell_fill(self, trade: Trade, order: Order) -> None:
        settings, rate = self._parts.settings, self._bench.rates.last(trade)
        if order.side is trade.entry_side:
            fields = messages.entry(trade, order, settings, rate, is_fill=True)
            self._bench.outbox.put(EventType.ENTRY_FILL, fields)
        else:
            fields = messages.exit_(trade, order, settings, rate, self._parts.clock.now(), is_fill=True)
            self._bench.outbox.put(EventType.EXIT_FILL, fields)

    def _tell_cancel(self, trade: Trade, order: Order, text: str) -> None:
        settings, rate = self._parts.settings, self._bench.rates.last(trade)
        if order.side is trade.entry_side:
            fields = messages.entry_cancel(trade, order, settings, rate, text)
            self._bench.outbox.put(EventType.ENTRY_CANCEL, fields)
        else:
            fields = messages.exit_cancel(trade, order, settings, rate, self._parts.clock.now(), text)
            self._bench.outbox.put(EventType.EXIT_CANCEL, fields)


def _without_exit(trade: Trade, order: Order) -> Trade:
    """``trade`` after an exit order ended and left something to sell: it has no reason to leave any more."""
    is_quiet = order.side is OrderSide.STOPLOSS and not order.filled
    if is_quiet or order.side is trade.entry_side or not trade.is_open or trade.open_orders:
        return trade
    return replace(trade, exit_reason=None, close_rate_requested=None, exit_order_status=order.status.value)


def _extent(trade: Trade, order: Order) -> str:
    """How much of an order was cancelled, as the clients read it."""
    if order.filled > 0:
        return f", {CancelReason.PARTIALLY_FILLED.value}"
    return f", {CancelReason.FULLY_CANCELLED.value}" if order.side is trade.entry_side else ""
