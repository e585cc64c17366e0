"""Orders on their way to the exchange and back.

An order is written down before the exchange hears of it (an *intent*), so it can be found again by its client order
id whatever is lost in between: our reply, our process, the connection. It is never sent a second time.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from bot.domain import client_ids
from bot.domain.amounts import exact
from bot.domain.enums import CancelReason, OrderSide, OrderStatus, OrderType
from bot.domain.events import EventType
from bot.domain.order import Order, OrderKey, OrderReport, OrderRequest
from bot.domain.trade import Trade
from bot.engine import messages
from bot.engine.bench import Workbench
from bot.engine.fills import Fills, order_of, reported, with_order
from bot.engine.parts import EngineParts
from bot.engine.risk_gate import held_notional
from bot.errors import ExchangeError, InvalidOrder, NotSent, OrderNotFound, TemporaryError
from bot.rules.risk import Intent

BOT_ID = "bot_id"
INTENT_GRACE_S = 20.0  # wall seconds in which an order may still turn up after its reply was lost
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An order to be placed; amount in base currency and prices fit the market's precision.

    A stop loss has a ``stop_price``; ``price`` is then the limit behind it, or the stop itself for a market order.
    ``request`` is that of a user who may ask again.
    """

    side: OrderSide
    order_type: OrderType
    amount: Decimal
    price: Decimal
    stop_price: Decimal | None = None
    time_in_force: str = "GTC"
    tag: str | None = None
    request: str = ""


class OrderDesk:
    """Places, cancels and looks after the orders of trades; each call returns the trade as it is then.

    A trade that ends without any fill is deleted: ask the book whether it still holds it.
    """

    def __init__(self, parts: EngineParts, bench: Workbench, fills: Fills) -> None:
        self._parts = parts
        self._bench = bench
        self._fills = fills
        self._bot_id = ""
        self._looked_up: dict[str, OrderReport | ExchangeError] = {}

    @property
    def bot_id(self) -> str:
        """By this the bot knows its own orders on an account that others use too; it lasts as long as the database."""
        if not self._bot_id:
            stored = self._parts.keys.get(BOT_ID)
            self._bot_id = str(stored) if stored else client_ids.new_bot_id()
            if not stored:
                self._parts.keys.put(BOT_ID, self._bot_id)
        return self._bot_id

    def submit(self, trade: Trade, draft: Draft) -> Trade:
        """Place an order for a new or an open trade.

        Raises ``ExchangeError`` when the exchange refuses it; then nothing of it is left. When the outcome is
        unknown the order stays an intent that ``refresh()`` looks up. Raises ``RiskRefused`` before anything is done.
        """
        self.check(trade, draft)
        self._bench.risk.count()
        intent = self._intent(trade, draft)
        trade = replace(trade, orders=(*trade.orders, intent))
        if draft.side is trade.exit_side:
            trade = replace(trade, exit_reason=draft.tag, close_rate_requested=float(draft.price))
        book, increases = self._bench.book, draft.side is trade.entry_side
        trade = book.save(trade, must_store=increases) if trade.id else book.add(trade)
        order = next(order for order in trade.orders if order.client_order_id == intent.client_order_id)
        report = self._created(trade, order, draft)
        if report is None:
            return trade
        if _is_refused(report):
            self._fills.withdraw(trade, order, f"{report.status.value} by the exchange")
            raise InvalidOrder(f"The exchange answered that the order on {trade.pair} is {report.status.value}.")
        return self._adopt(trade, order, report)

    def check(self, trade: Trade, draft: Draft, replaced: Order | None = None) -> None:
        """Ask the risk gate; raises ``RiskRefused`` with the rule. ``replaced`` is the order that makes room."""
        held = held_notional(trade)
        if replaced is not None and replaced.side is trade.entry_side:
            held -= exact(replaced.remaining) * exact(replaced.safe_price)
        self._bench.risk.check(
            Intent(
                pair=trade.pair,
                is_buy=draft.side is OrderSide.BUY,
                increases=draft.side is trade.entry_side,
                is_limit=draft.order_type is OrderType.LIMIT,
                is_stop=draft.stop_price is not None,
                amount=draft.amount,
                price=draft.price,
                held=held if trade.id else exact(0.0),
            )
        )

    @contextmanager
    def looked_up(self, orders: Iterable[Order]) -> Iterator[None]:
        """Ask about many open orders at the same time; inside, the first ``refresh()`` of each takes that answer."""
        wanted = [OrderKey(order.order_id, order.pair, is_stop=_is_stop(order)) for order in orders if order.order_id]
        if len(wanted) > 1:
            answers = self._parts.orders.fetch_all(wanted)
            self._looked_up = {key.order_id: answer for key, answer in zip(wanted, answers, strict=True)}
        try:
            yield
        finally:
            self._looked_up = {}

    def refresh(self, trade: Trade, order: Order) -> Trade:
        """Bring an open order up to the exchange's word on it; may raise ``ExchangeError``."""
        if order.status is OrderStatus.INTENT:
            return self.resolve(trade, order)
        return self._fills.take(trade, order, self._fetched(order))

    def resolve(self, trade: Trade, order: Order) -> Trade:
        """Find out what became of an intent; one that never arrived is written off after a while."""
        report = self._found(order)
        if report is not None and not _is_refused(report):
            return self._adopt(trade, order, report)
        if report is None and self._may_arrive(order):
            return trade
        why = "never reached the exchange" if report is None else f"{report.status.value} by the exchange"
        log.warning("%s: order %s was %s.", trade.pair, order.client_order_id, why)
        return self._fills.withdraw(trade, order, why)

    def cancel(self, trade: Trade, order: Order, reason: CancelReason) -> Trade:
        """Cancel what is left of an open order; what had filled meanwhile counts as filled.

        Raises ``TemporaryError`` while the exchange can't tell, and then nothing has changed here.
        """
        if order.status is OrderStatus.INTENT:
            trade = self.resolve(trade, order)
            order = order_of(trade, order)
            if order.status is OrderStatus.INTENT:
                raise TemporaryError(f"It is not known yet whether the order on {trade.pair} reached the exchange.")
            if not order.is_open:
                return trade
        return self._fills.settle(trade, self._ended(trade, order), reason)

    def replace(self, trade: Trade, order: Order, draft: Draft) -> Trade:
        """Cancel ``order`` and place ``draft`` for what is left of it; raises as ``submit`` and ``cancel`` do.

        Where it filled further while it was cancelled, the draft no longer fits and is not placed.
        """
        self.check(trade, draft, replaced=order)
        if draft.side is trade.entry_side:
            self._bench.book.check_storing()
        ended = self._ended(trade, order)
        if ended.filled > 0:
            trade = self._fills.settle(trade, ended, CancelReason.REPLACED)
            if ended.status is OrderStatus.CLOSED or ended.filled > order.filled:
                return trade
        else:
            now = self._parts.clock.now()
            trade = with_order(trade, replace(ended, cancel_reason=CancelReason.REPLACED.value, updated_at=now))
        return self.submit(trade, draft)

    def mark_lost(self, trade: Trade, order: Order) -> Trade:
        """Take an order that the exchange does not know for cancelled."""
        log.warning("%s: the exchange does not know order %s.", trade.pair, order.order_id)
        return self._fills.settle(trade, replace(order, status=OrderStatus.CANCELED), CancelReason.ON_EXCHANGE)

    def restore(self, trades: Iterable[Trade]) -> None:
        """Tell a paper account the open orders of an earlier run."""
        orders = [order for trade in trades for order in trade.orders if order.status is OrderStatus.OPEN]
        self._parts.orders.restore([_as_report(order) for order in orders])

    def _intent(self, trade: Trade, draft: Draft) -> Order:
        return Order(
            trade_id=trade.id,
            client_order_id=self._new_id(trade, draft.request),
            pair=trade.pair,
            side=draft.side,
            order_type=draft.order_type,
            price=_number(_limit(draft)),
            stop_price=_number(draft.stop_price),
            amount=float(draft.amount),
            remaining=float(draft.amount),
            placed_at=self._parts.clock.now(),
            tag=draft.tag,
            intended_amount=float(draft.amount),
            intended_price=float(draft.price),
        )

    def of_request(self, request: str, trade_id: int | None) -> Trade | None:
        """The trade with the order that ``request`` led to before; ``trade_id`` where the request named a trade.

        An order that never reached the exchange, or was refused there, does not count.
        """
        if not request:
            return None
        wanted = client_ids.make(self.bot_id, trade_id, request)
        trade = self._bench.book.with_order(wanted)
        if trade is None:
            return None
        order = next(order for order in trade.orders if order.client_order_id == wanted)
        return None if order.status is OrderStatus.REJECTED else trade

    def _new_id(self, trade: Trade, request: str) -> str:
        """By the request where there is one, unless an order of it was refused before: ids are used once."""
        wanted = client_ids.make(self.bot_id, trade.id or None, request)
        is_used = bool(request) and self._bench.book.with_order(wanted) is not None
        return client_ids.make(self.bot_id, trade.id or None) if is_used else wanted

    def _created(self, trade: Trade, order: Order, draft: Draft) -> OrderReport | None:
        """The exchange's reply to a new order; ``None`` while nobody knows whether it arrived."""
        try:
            return self._parts.orders.create(_request(order, draft, trade))
        except NotSent as error:
            self._fills.withdraw(trade, order, str(error))
            raise
        except TemporaryError as error:
            log.warning("%s: it is not known whether order %s arrived: %s", trade.pair, order.client_order_id, error)
        except ExchangeError as error:
            self._fills.withdraw(trade, order, str(error))
            raise
        try:
            return self._found(order)
        except TemporaryError as error:
            log.warning("%s: order %s can't be looked up yet: %s", trade.pair, order.client_order_id, error)
            return None

    def _found(self, order: Order) -> OrderReport | None:
        return self._parts.orders.find(order.client_order_id, order.pair, is_stop=_is_stop(order))

    def _fetched(self, order: Order) -> OrderReport:
        """The exchange's word, of ``look_up()`` if that was just asked."""
        known = self._looked_up.pop(order.order_id, None)
        if isinstance(known, ExchangeError):
            raise known
        return known or self._parts.orders.fetch(order.order_id, order.pair, is_stop=_is_stop(order))

    def _adopt(self, trade: Trade, order: Order, report: OrderReport) -> Trade:
        """Take the exchange's first report on an intent, and tell of the order before its fills.

        A stop loss is no news until it sells.
        """
        if order.side is not OrderSide.STOPLOSS:
            self._announce(trade, reported(order, report, trade.base_currency))
        return self._fills.take(trade, order, report)

    def _announce(self, trade: Trade, order: Order) -> None:
        settings, rate = self._parts.settings, self._bench.rates.last(trade)
        if order.side is trade.entry_side:
            fields = messages.entry(trade, order, settings, rate, is_fill=False)
            self._bench.outbox.put(EventType.ENTRY, fields)
        else:
            fields = messages.exit_(trade, order, settings, rate, self._parts.clock.now(), is_fill=False)
            self._bench.outbox.put(EventType.EXIT, fields)

    def _may_arrive(self, order: Order) -> bool:
        if self._parts.settings.dry_run:  # a paper account knows all that it was ever sent
            return False
        age = max(self._parts.clock.now() - order.placed_at, timedelta())
        return self._parts.clock.real_seconds(age) < INTENT_GRACE_S

    def _ended(self, trade: Trade, order: Order) -> Order:
        """``order`` after its end on the exchange; not stored yet."""
        try:
            report = self._parts.orders.cancel(order.order_id, order.pair, is_stop=_is_stop(order))
        except OrderNotFound:
            log.warning("%s: the exchange does not know order %s any more.", trade.pair, order.order_id)
            return replace(order, status=OrderStatus.CANCELED)
        ended = reported(order, report, trade.base_currency)
        if ended.is_open or ended.filled < order.filled:
            raise TemporaryError(f"The exchange has not cancelled the order on {trade.pair} yet.")
        return ended


def _is_refused(report: OrderReport) -> bool:
    """Whether an order ended at once without any fill."""
    return not report.status.is_open and report.filled == 0


def _is_stop(order: Order) -> bool:
    return order.side is OrderSide.STOPLOSS


def _limit(draft: Draft) -> Decimal | None:
    """A stop loss at the market has no limit."""
    return None if draft.stop_price is not None and draft.order_type is OrderType.MARKET else draft.price


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _request(order: Order, draft: Draft, trade: Trade) -> OrderRequest:
    return OrderRequest(
        client_order_id=order.client_order_id,
        pair=order.pair,
        side=order.side,
        order_type=order.order_type,
        amount=draft.amount,
        price=_limit(draft),
        stop_price=draft.stop_price,
        time_in_force=draft.time_in_force,
        leverage=trade.leverage,
    )


def _as_report(order: Order) -> OrderReport:
    return OrderReport(
        order_id=order.order_id,
        client_order_id=order.client_order_id,
        pair=order.pair,
        side=order.side,
        order_type=order.order_type,
        status=order.status,
        price=order.price,
        average=order.average,
        amount=order.amount,
        filled=order.filled,
        remaining=order.remaining,
        cost=order.cost,
        placed_at=order.placed_at,
        filled_at=order.filled_at,
        fee_rate=order.fee_rate,
        stop_price=order.stop_price,
    )
