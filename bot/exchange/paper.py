"""Orders without money: matched against the order books of any market.

- A market order fills at once at the book's volume-weighted price, at most 5 % worse than its rate, for the taker fee.
- A limit order that crosses the best price by more than 1 % becomes a market order.
- Any other limit order fills completely at its limit once the best price reaches it: at once for the taker fee, or
  when it is looked at later for the maker fee. Where the book is empty it fills at once.
- A stop loss fills when the best bid has fallen to its stop price.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from bot.clock import Clock
from bot.domain.amounts import exact, round_amount
from bot.domain.enums import OrderSide, OrderStatus, OrderType
from bot.domain.market import Market, OrderBook
from bot.domain.order import OrderKey, OrderNeeds, OrderReport, OrderRequest
from bot.domain.wallet import Balance
from bot.errors import ExchangeError, InvalidOrder, OrderNotFound
from bot.exchange.matching import best_price, crosses, crosses_far, market_price
from bot.exchange.one_by_one import fetched
from bot.exchange.paper_checks import check_cost, check_request
from bot.exchange.paper_order import PaperOrder, from_report, from_request
from bot.ports.exchange import MarketData

_BOOK_DEPTH = 20
_REMEMBERED = 5000


class PaperOrders:
    """Implements ``ports.Orders`` for the bot thread alone.

    ``fee`` replaces the market's fees (a ratio). With ``partial_fill_ratio`` a limit order fills by this share of its
    amount each time it is looked at, as real ones may: for drills and tests. Finished orders beyond the last 5000
    are forgotten.
    """

    def __init__(
        self, market: MarketData, clock: Clock, fee: float | None = None, *, partial_fill_ratio: float | None = None
    ) -> None:
        if partial_fill_ratio is not None and not 0 < partial_fill_ratio <= 1:
            raise ValueError(f"partial_fill_ratio must be above 0 and at most 1, not {partial_fill_ratio}.")
        self._market = market
        self._clock = clock
        self._fee = fee
        self._partial_fill_ratio = partial_fill_ratio
        self._orders: dict[str, PaperOrder] = {}
        self._order_ids: dict[str, str] = {}
        self._finished: deque[str] = deque()

    def check(self, needs: OrderNeeds) -> Sequence[str]:  # noqa: ARG002 - the protocol's
        return ()

    def create(self, request: OrderRequest) -> OrderReport:
        """Place an order; one with a ``client_order_id`` that was used before gives the first order back."""
        known = self.find(request.client_order_id, request.pair)
        if known is not None:
            return known
        market = self._market_of(request.pair)
        check_request(request, market)
        book = self._market.order_book(request.pair, _BOOK_DEPTH)
        check_cost(request, market, float(request.price or request.stop_price or self._rate(request, book)))
        order_id = f"dry_run_{request.side}_{request.pair}_{uuid4()}"
        order = from_request(request, order_id, self._clock.now())
        self._place(order, market, book)
        self._remember(order)
        return order.report()

    def cancel(self, order_id: str, pair: str, *, is_stop: bool = False) -> OrderReport:  # noqa: ARG002 - the protocol's
        """Cancel what is left; a finished order stays as it is."""
        order = self._order(order_id, pair)
        if order.status.is_open:
            self._finish(order, OrderStatus.CANCELED)
        return order.report()

    def fetch(self, order_id: str, pair: str, *, is_stop: bool = False) -> OrderReport:  # noqa: ARG002 - the protocol's
        """The order after a look at the book."""
        order = self._order(order_id, pair)
        if order.status.is_open:
            self._match(order)
        return order.report()

    def fetch_all(self, orders: Sequence[OrderKey]) -> Sequence[OrderReport | ExchangeError]:
        return [fetched(self, key) for key in orders]

    def find(self, client_order_id: str, pair: str, *, is_stop: bool = False) -> OrderReport | None:  # noqa: ARG002 - the protocol's
        order_id = self._order_ids.get(client_order_id)
        return None if order_id is None else self.fetch(order_id, pair)

    def account_orders(self, pairs: Iterable[str], since: datetime) -> None:  # noqa: ARG002 - the protocol's
        return None

    def balances(self) -> Mapping[str, Balance] | None:
        return None

    def restore(self, orders: Iterable[OrderReport]) -> None:
        """Take orders of an earlier run up again; known ones and those that never got an id are left alone."""
        for report in orders:
            if report.order_id and report.order_id not in self._orders:
                self._remember(from_report(report))

    def _place(self, order: PaperOrder, market: Market, book: OrderBook) -> None:
        best = best_price(book, order.side)
        if order.side is OrderSide.STOPLOSS:
            if _is_triggered(order, best):
                raise InvalidOrder(f"{order.pair}: the stop {order.stop_price} would trigger at once (bid {best}).")
        elif order.price is None or order.order_type is OrderType.MARKET:
            self._fill_at_market(order, market, book, order.price or self._rate(order, book))
        else:
            self._place_limit(order, order.price, market, book)

    def _place_limit(self, order: PaperOrder, price: Decimal, market: Market, book: OrderBook) -> None:
        best = best_price(book, order.side)
        is_crossing = crosses(order.side, price, best)
        if order.time_in_force == "PO" and is_crossing and best is not None:
            order.status = OrderStatus.REJECTED
        elif crosses_far(order.side, price, best):
            order.order_type = OrderType.MARKET
            self._fill_at_market(order, market, book, price)
        elif is_crossing:
            order.fill(self._share(order, market), price, self._fee_rate(market, taker=True), self._clock.now())
        if order.time_in_force in ("IOC", "FOK") and order.status.is_open:
            order.status = OrderStatus.EXPIRED

    def _match(self, order: PaperOrder) -> None:
        """Fill an open order as far as the book now allows."""
        market = self._market_of(order.pair)
        book = self._market.order_book(order.pair, _BOOK_DEPTH)
        best = best_price(book, order.side)
        if order.waits_for_stop:
            self._match_stop(order, market, book)
        elif order.price is None:
            self._fill_at_market(order, market, book, self._rate(order, book))
        elif crosses(order.side, order.price, best):
            order.fill(self._share(order, market), order.price, self._fee_rate(market, taker=False), self._clock.now())
        self._forget_old(order)

    def _match_stop(self, order: PaperOrder, market: Market, book: OrderBook) -> None:
        """A triggered stop sells at the market, or waits at its limit where the price has fallen through that."""
        best = best_price(book, order.side)
        if best is None or not _is_triggered(order, best):
            return
        order.triggered = True
        if order.price is None or order.price <= best:
            self._fill_at_market(order, market, book, best)

    def _fill_at_market(self, order: PaperOrder, market: Market, book: OrderBook, rate: Decimal) -> None:
        price = market_price(book, order.side, order.rest, rate, market)
        if order.side is OrderSide.STOPLOSS and order.price is not None:
            price = max(price, order.price)
        order.fill(order.rest, price, self._fee_rate(market, taker=True), self._clock.now())

    def _share(self, order: PaperOrder, market: Market) -> Decimal:
        """How much of a limit order trades at this look."""
        if self._partial_fill_ratio is None or order.time_in_force == "FOK":
            return order.rest
        wanted = order.amount * exact(self._partial_fill_ratio)
        return min(order.rest, round_amount(wanted, market.amount_precision, market.precision_mode) or order.rest)

    def _fee_rate(self, market: Market, *, taker: bool) -> Decimal:
        if self._fee is not None:
            return exact(self._fee)
        return exact(market.taker_fee if taker else market.maker_fee)

    def _rate(self, order: PaperOrder | OrderRequest, book: OrderBook) -> Decimal:
        """Best price of the other side, else the last price; raises ``ExchangeError`` where there is neither."""
        best = best_price(book, order.side)
        if best is not None:
            return best
        ticker = self._market.tickers([order.pair]).get(order.pair)
        if ticker is None or not ticker.last:
            raise ExchangeError(f"{order.pair} has no price at the moment.")
        return exact(ticker.last)

    def _market_of(self, pair: str) -> Market:
        market = self._market.markets().get(pair)
        if market is None:
            raise InvalidOrder(f"{self._market.name} has no market {pair}.")
        return market

    def _order(self, order_id: str, pair: str) -> PaperOrder:
        order = self._orders.get(order_id)
        if order is None or order.pair != pair:
            raise OrderNotFound(f"There is no paper order {order_id} on {pair}.")
        return order

    def _remember(self, order: PaperOrder) -> None:
        self._orders[order.order_id] = order
        self._order_ids[order.client_order_id] = order.order_id
        self._forget_old(order)

    def _finish(self, order: PaperOrder, status: OrderStatus) -> None:
        order.status = status
        self._forget_old(order)

    def _forget_old(self, order: PaperOrder) -> None:
        """Count ``order`` among the finished ones if it is; forget the oldest of them beyond the bound."""
        if order.status.is_open:
            return
        self._finished.append(order.order_id)
        if len(self._finished) > _REMEMBERED:
            oldest = self._orders.pop(self._finished.popleft())
            self._order_ids.pop(oldest.client_order_id, None)


def _is_triggered(order: PaperOrder, best_bid: Decimal | None) -> bool:
    return best_bid is not None and order.stop_price is not None and best_bid <= order.stop_price
