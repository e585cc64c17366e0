"""Compares the exchange's account with the trades: orders, fills, balances.

What has one explanation only is taken over at once. What has none is listed, and its pair is not entered until a user
settles it. Orders that do not carry this bot's own id are somebody else's and never touched.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from bot.domain import client_ids
from bot.domain.enums import ExitReason
from bot.domain.events import EventType
from bot.domain.order import Order, OrderReport
from bot.domain.reconciliation import SETTLED_BY, Action, Difference, Finding, Settlement
from bot.domain.trade import Trade
from bot.engine.adoption import Adoption
from bot.engine.bench import Workbench
from bot.engine.exits import MIN_WALLET_SHARE, Exits
from bot.engine.orders import OrderDesk
from bot.engine.parts import EngineParts
from bot.engine.plans import ExitPlan
from bot.errors import AccountError, Conflict, ExchangeError, OrderNotFound, Refused, StorageBusy, TemporaryError

LOOK_BACK, AT_MOST = timedelta(hours=24), timedelta(days=7)
RECONCILED_AT = "reconciled_at"
NEVER = datetime.max.replace(tzinfo=UTC)
log = logging.getLogger(__name__)


class Reconciler:
    """``start()`` before anything is traded, ``run_if_due()`` in each pass."""

    def __init__(
        self,
        parts: EngineParts,
        bench: Workbench,
        desk: OrderDesk,
        exits: Exits,
        adoption: Adoption,
    ) -> None:
        self._parts = parts
        self._bench = bench
        self._desk = desk
        self._exits = exits
        self._adoption = adoption
        self._known = bench.differences
        self._reports: dict[str, OrderReport] = {}
        self._next_at: datetime | None = None
        self._is_starting = False

    def start(self) -> None:
        """Compare before trading begins. Raises ``Conflict`` for differences that nobody has explained.

        While the exchange is away the comparison is left to the first pass, which then can't trade either.
        """
        self._is_starting, self._next_at = True, None
        try:
            self.run_if_due()
        except (TemporaryError, StorageBusy) as error:
            log.warning("The account could not be compared with the trades yet: %s", error)

    def run_if_due(self) -> None:
        """Compare if it is time. Raises ``TemporaryError`` only while it was never done since the start."""
        now = self._parts.wall.now()
        if self._next_at is not None and now < self._next_at:
            return
        try:
            self.run()
        except (TemporaryError, StorageBusy) as error:
            if self._is_starting:
                raise
            log.warning("The account could not be compared with the trades: %s", error)
            return
        interval_min = self._parts.settings.exchange.reconcile_interval_min
        self._next_at = now + timedelta(minutes=interval_min) if interval_min else NEVER
        was_starting, self._is_starting = self._is_starting, False
        if was_starting and (unexplained := self._known.blocking()):
            texts = " ".join(difference.text for difference in unexplained)
            raise Conflict(
                f"The exchange's account can't be explained by the stored trades: {texts} Nothing is traded until "
                "each is settled with POST /api/v1/reconciliation/settle; then start again."
            )

    def run(self) -> None:
        """Compare now; may raise ``ExchangeError``. On a paper account there is nothing to do."""
        now = self._parts.clock.now()
        reports = self._parts.orders.account_orders(self._pairs(), self._since(now))
        if reports is None:
            return
        self._follow()
        self._reports = {}
        explained = (self._explained(report, now) for report in self._news(reports))
        found = [difference for difference in explained if difference is not None]
        found += self._drifts(now)
        for difference in self._known.found(found):
            if difference.blocks:
                log.warning("%s", difference.text)
                self._bench.outbox.say(EventType.WARNING, difference.text)
        self._parts.keys.put(RECONCILED_AT, now)

    def settle(self, key: str, action: Action) -> Difference:
        """Carry out what a user decided; raises ``NotFound``, ``Refused`` or ``ExchangeError``."""
        difference = self._known.get(key)
        if action not in difference.actions:
            allowed = ", ".join(difference.actions)
            raise Refused(f"'{action}' does not help here (allowed: {allowed}): {difference.text}")
        if action is not Action.IGNORE:
            self._carry_out(difference, action)
        return self._known.settle(difference, SETTLED_BY[action])

    def _pairs(self) -> list[str]:
        """Whose ended orders are looked through: what is held, and at the start all that may have been entered."""
        held = [trade.pair for trade in self._bench.book.open_trades()]
        recent = [fact.pair for fact in self._bench.book.closed_after(self._parts.clock.now() - LOOK_BACK)]
        chosen = self._parts.pairlist.whitelist if self._is_starting else ()
        markets = self._bench.markets.current()
        return [pair for pair in dict.fromkeys((*held, *recent, *chosen)) if pair in markets]

    def _since(self, now: datetime) -> datetime:
        last = self._parts.keys.get(RECONCILED_AT)
        last = last if isinstance(last, datetime) else now
        return max(min(last, now) - LOOK_BACK, now - AT_MOST)

    def _follow(self) -> None:
        """Bring all open orders up to date; at the start, what happened meanwhile is told."""
        for trade in self._bench.book.open_trades():
            for order in [order for order in trade.orders if order.is_open]:
                self._follow_one(trade.id, order)

    def _follow_one(self, trade_id: int, order: Order) -> None:
        trade = self._bench.book.get(trade_id)
        if trade is None or not any(known.id == order.id and known.is_open for known in trade.orders):
            return
        try:
            self._desk.refresh(trade, order)
        except (TemporaryError, AccountError):
            raise
        except OrderNotFound:
            self._desk.mark_lost(trade, order)
            text = (
                f"The exchange does not know order {order.order_id} on {trade.pair} any more; it counts as cancelled."
            )
            self._note(Finding.VANISHED_ORDER, trade, order, text, Settlement.CLOSED)
        except ExchangeError as error:
            log.warning("Order %s on %s can't be followed: %s", order.order_id, trade.pair, error)

    def _news(self, reports: Sequence[OrderReport]) -> Iterator[OrderReport]:
        """Orders of this bot that have traded or may still trade, and did not end here just like that."""
        idents = {report.client_order_id: client_ids.parse(report.client_order_id) for report in reports}
        own = [
            report
            for report in reports
            if (ident := idents[report.client_order_id]) is not None
            and ident.bot_id == self._desk.bot_id
            and (report.status.is_open or report.filled > 0)
        ]
        ended = self._bench.book.ended_orders([report.client_order_id for report in own])
        for report in own:
            if report.status.is_open or report.filled > ended.get(report.client_order_id, -1.0) * (1 + 1e-9):
                yield report

    def _explained(self, report: OrderReport, now: datetime) -> Difference | None:
        """Take an order of ours over, or tell why that can't be."""
        owner = self._bench.book.with_order(report.client_order_id)
        if owner is None:
            return self._stray(report, now)
        order = next(known for known in owner.orders if known.client_order_id == report.client_order_id)
        if order.is_open:
            return None
        if owner.is_open:
            text = (
                f"Order {report.order_id} on {report.pair} had been taken for over with {order.filled:.8g} filled; the "
                f"exchange says {report.filled:.8g}."
            )
            self._note(Finding.MISSED_FILL, owner, order, text, Settlement.ADOPTED, theirs=report.filled)
            self._adoption.reopen(owner, order, report)
            return None
        return self._listed(
            report,
            Finding.MISSED_FILL,
            f"Order {report.order_id} of trade {owner.id} on {report.pair}, which is closed, filled "
            f"{report.filled:.8g} and not {order.filled:.8g}.",
            now,
            trade_id=owner.id,
            ours=order.filled,
        )

    def _stray(self, report: OrderReport, now: datetime) -> Difference | None:
        """An order of ours that no stored trade has."""
        ident = client_ids.parse(report.client_order_id)
        trade_id = ident.trade_id if ident else None
        trade = self._bench.book.get(trade_id) if trade_id else None
        on_pair = self._bench.book.of_pair(report.pair)
        text = f"Order {report.order_id} on {report.pair} ({report.side}, {report.filled:.8g} filled) is in no trade"
        if trade is None and (trade_id or on_pair or report.side != "buy"):
            adopt = (Action.ADOPT,) if on_pair else ()
            return self._listed(report, Finding.UNKNOWN_ORDER, f"{text}.", now, trade_id=trade_id, more=adopt)
        try:
            trade = self._adoption.into(trade, report) if trade else self._adoption.as_trade(report)
        except Refused as refusal:
            return self._listed(report, Finding.UNKNOWN_ORDER, f"{text}: {refusal}", now)
        order = next((known for known in trade.orders if known.order_id == report.order_id), None)
        self._note(Finding.UNKNOWN_ORDER, trade, order, f"{text}; it was adopted.", Settlement.ADOPTED)
        return None

    def _drifts(self, now: datetime) -> Iterator[Difference]:
        """Positions that the account does not hold; looked at twice, since an order may fill in between."""
        short = dict(self._shortages())
        if not short:
            return
        self._follow()
        for trade_id, held in self._shortages():
            trade = self._bench.book.get(trade_id)
            if trade is None or trade_id not in short:
                continue
            yield Difference(
                key=f"{Finding.SIZE_DRIFT}:{trade.id}",
                kind=Finding.SIZE_DRIFT,
                pair=trade.pair,
                trade_id=trade.id,
                text=f"Trade {trade.id} holds {trade.amount:.8g} {trade.base_currency}, the account {held:.8g}.",
                found_at=now,
                ours=trade.amount,
                theirs=held,
                blocks=held < trade.amount * MIN_WALLET_SHARE,
                actions=(Action.ADOPT, Action.IGNORE, Action.CLOSE),
            )

    def _shortages(self) -> Iterator[tuple[int, float]]:
        """Trade id and what the account has for it, of each trade that holds more than that.

        What an open order has sold already still counts as held by the trade.
        """
        balances = self._parts.orders.balances() or {}
        left = {coin: balance.total for coin, balance in balances.items()}
        for trade in self._bench.book.open_trades():
            coin = trade.base_currency
            if not trade.has_position or trade.is_short:
                continue
            sold = sum(order.filled for order in trade.orders if order.is_open and order.side is not trade.entry_side)
            held = min(left.get(coin, 0.0) + sold, trade.amount)
            left[coin] = left.get(coin, 0.0) + sold - held
            if trade.amount - held > max(trade.amount_precision or 0.0, trade.amount * 1e-9):
                yield trade.id, held

    def _listed(
        self,
        report: OrderReport,
        kind: Finding,
        text: str,
        now: datetime,
        *,
        trade_id: int | None = None,
        ours: float = 0.0,
        more: tuple[Action, ...] = (),
    ) -> Difference:
        self._reports[f"{kind}:{report.order_id}"] = report
        return Difference(
            key=f"{kind}:{report.order_id}",
            kind=kind,
            pair=report.pair,
            trade_id=trade_id,
            order_id=report.order_id,
            client_order_id=report.client_order_id,
            text=text,
            found_at=now,
            ours=ours,
            theirs=report.filled,
            actions=(*more, Action.IGNORE, *((Action.CLOSE,) if report.status.is_open else ())),
        )

    def _note(
        self,
        kind: Finding,
        trade: Trade,
        order: Order | None,
        text: str,
        state: Settlement,
        theirs: float | None = None,
    ) -> None:
        """Something that settled itself: listed, logged and told."""
        log.warning("%s", text)
        self._bench.outbox.say(EventType.WARNING, text)
        difference = Difference(
            key=f"{kind}:{order.order_id if order else trade.id}",
            kind=kind,
            pair=trade.pair,
            trade_id=trade.id,
            order_id=order.order_id if order else None,
            client_order_id=order.client_order_id if order else None,
            text=text,
            found_at=self._parts.clock.now(),
            ours=order.filled if order else None,
            theirs=theirs,
        )
        self._known.settle(difference, state)

    def _carry_out(self, difference: Difference, action: Action) -> None:
        if difference.kind is Finding.SIZE_DRIFT:
            self._resize(difference, action)
            return
        report = self._reports[difference.key]
        if action is Action.CLOSE:
            self._parts.orders.cancel(report.order_id, report.pair, is_stop=report.stop_price is not None)
            return
        trade = self._bench.book.of_pair(report.pair)
        if trade is None:
            raise Refused(f"There is no open trade on {report.pair} that could take the order.")
        self._adoption.into(trade, report)

    def _resize(self, difference: Difference, action: Action) -> None:
        """Adopt what is held, then for ``close`` leave the trade at the market."""
        trade = self._bench.book.get(difference.trade_id or 0)
        if trade is None:
            raise Refused(f"Trade {difference.trade_id} is not open any more.")
        self._exits.clear_orders(trade, ExitReason.FORCE_EXIT)
        trade = self._bench.book.get(trade.id)
        if trade is None or not trade.has_position:
            return
        held = dict(self._shortages()).get(trade.id)
        if held is not None:
            trade = self._adoption.size(trade, held)
        if action is Action.CLOSE and trade.is_open:
            self._exits.leave(trade, ExitPlan(kind=ExitReason.FORCE_EXIT, reason=ExitReason.FORCE_EXIT.value))
