"""Takes orders and balances of the exchange's account over into the trades."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.enums import OrderStatus, OrderType
from bot.domain.order import Order, OrderReport
from bot.domain.trade import Trade
from bot.engine.bench import Workbench
from bot.engine.entries import Entries
from bot.engine.exits import shrunk
from bot.engine.fills import Fills
from bot.engine.parts import EngineParts
from bot.errors import Refused

ADOPTED = "adopted"


class Adoption:
    """Each call stores what it takes over; strategy and listeners hear of fills as of any other."""

    def __init__(self, parts: EngineParts, bench: Workbench, entries: Entries, fills: Fills) -> None:
        self._parts = parts
        self._bench = bench
        self._entries = entries
        self._fills = fills

    def reopen(self, trade: Trade, order: Order, report: OrderReport) -> Trade:
        """Follow an order of an open trade again that was taken for over."""
        again = replace(order, order_id=report.order_id, status=OrderStatus.OPEN, cancel_reason=None)
        orders = tuple(again if known.id == order.id else known for known in trade.orders)
        trade = self._bench.book.save(replace(trade, orders=orders))
        return self._fills.take(trade, again, report)

    def into(self, trade: Trade, report: OrderReport) -> Trade:
        """Add an order that only the exchange knew to an open trade."""
        trade = self._bench.book.save(replace(trade, orders=(*trade.orders, _order(report))))
        return self._fills.take(trade, trade.orders[-1], report)

    def as_trade(self, report: OrderReport) -> Trade:
        """Open a trade for an entry that only the exchange knew; raises ``Refused`` for a pair that is gone."""
        order = _order(report)
        trade = self._entries.trade_for(report.pair, order.amount * order.safe_price, order.safe_price, ADOPTED)
        trade = self._bench.book.add(replace(trade, opened_at=report.placed_at, orders=(order,)))
        return self._fills.take(trade, trade.orders[0], report)

    def size(self, trade: Trade, held: float) -> Trade:
        """Bring a trade down to what the account holds; raises ``Refused`` while nobody knows a price to close it at.

        Where nothing that could be sold is left, the trade ends with an exit at the present rate.
        """
        rate = self._bench.rates.exit(trade)
        if rate is None:
            raise Refused(f"{trade.pair} has no price at the moment.")
        step = trade.amount_precision or 0.0
        if held > step:
            return self._bench.book.save(shrunk(trade, held))
        now = self._parts.clock.now()
        gone = OrderReport(
            order_id=f"{ADOPTED}-{trade.id}",
            client_order_id=f"{ADOPTED}-{trade.id}",
            pair=trade.pair,
            side=trade.exit_side,
            order_type=OrderType.MARKET,
            status=OrderStatus.CLOSED,
            price=rate,
            average=rate,
            amount=trade.amount,
            filled=trade.amount,
            remaining=0.0,
            cost=trade.amount * rate,
            placed_at=now,
            filled_at=now,
            fee_rate=0.0,
        )
        return self.into(replace(trade, exit_reason=ADOPTED, close_rate_requested=rate), gone)


def _order(report: OrderReport) -> Order:
    """As it was when it was placed; what filled since then is taken from the report like any fill."""
    return Order(
        client_order_id=report.client_order_id,
        order_id=report.order_id,
        pair=report.pair,
        side=report.side,
        order_type=report.order_type,
        status=OrderStatus.OPEN,
        price=report.price,
        stop_price=report.stop_price,
        amount=report.amount,
        remaining=report.amount,
        placed_at=report.placed_at,
        tag=ADOPTED,
        intended_amount=report.amount,
        intended_price=report.price or report.average or 0.0,
    )
