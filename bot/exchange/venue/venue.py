"""Places, matches and settles the orders of one account against the books of any market.

- What an order may need is locked when it is placed, and given back when it ends.
- A market order walks the book; what the book can't serve expires. A limit order that crosses does the same up to its
  limit, and the rest waits (``GTC``), expires (``IOC``) or keeps the whole from trading (``FOK``). ``PO`` never takes.
- A waiting limit order trades at its limit once the best price reaches it, for the maker's fee.
- A stop sells at the market, or waits at its limit, once the best bid has fallen to it.
- Fees go in the currency received, cut to eight places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from bot.clock import Clock
from bot.domain.amounts import exact, round_amount
from bot.domain.enums import OrderSide, OrderStatus, OrderType
from bot.domain.market import Level, Market, OrderBook
from bot.domain.order import OrderRequest
from bot.errors import InvalidOrder, OrderNotFound
from bot.exchange.matching import best_price, opposite
from bot.exchange.paper_checks import check_cost, check_request
from bot.exchange.venue.account import ZERO, Account
from bot.exchange.venue.order import Fill, VenueOrder
from bot.ports.exchange import MarketData

BOOK_DEPTH = 100
UNIT = Decimal("0.00000001")
Listener = Callable[[VenueOrder, Fill | None], None]


class DuplicateOrder(InvalidOrder):
    """An order with this client id is there already."""


class Venue:
    """One account's exchange; for one thread at a time.

    With ``slice_ratio`` a waiting limit order fills by this share of its amount at each look, as real ones may.
    ``balances`` are the amounts to begin with.
    """

    def __init__(
        self,
        market: MarketData,
        clock: Clock,
        balances: Mapping[str, Decimal],
        *,
        slice_ratio: Decimal | None = None,
    ) -> None:
        self._market = market
        self._clock = clock
        self._account = Account(balances)
        self._slice_ratio = slice_ratio
        self._orders: dict[str, VenueOrder] = {}
        self._by_client_id: dict[str, str] = {}
        self._open: dict[str, VenueOrder] = {}
        self._fills: list[Fill] = []
        self._listeners: list[Listener] = []
        self._fees: dict[str, Decimal] = {}

    def place(self, request: OrderRequest) -> VenueOrder:
        """Place an order; raises ``InvalidOrder`` or ``InsufficientFunds``, and then nothing has changed."""
        if request.client_order_id in self._by_client_id:
            raise DuplicateOrder(f"There is an order {request.client_order_id} already.")
        market = self._market_of(request.pair)
        check_request(request, market)
        book = self._market.order_book(request.pair, BOOK_DEPTH)
        order = self._new(request)
        self._check_terms(order, market, book)
        self._lock(order, book)
        self._orders[order.order_id] = order
        self._by_client_id[order.client_order_id] = order.order_id
        self._open[order.order_id] = order
        self._tell(order, None)
        if not order.waits_for_stop:
            self._take(order, market, book)
            if order.order_type is OrderType.MARKET or order.time_in_force in ("IOC", "FOK"):
                self._end(order, OrderStatus.EXPIRED)
        return order

    def cancel(self, order_id: str, pair: str) -> VenueOrder:
        """Cancel what is left; raises ``OrderNotFound`` for one that is not open."""
        order = self.order(order_id, pair)
        if not order.status.is_open:
            raise OrderNotFound(f"Order {order_id} on {pair} is not open.")
        self._end(order, OrderStatus.CANCELED)
        return order

    def order(self, order_id: str, pair: str) -> VenueOrder:
        """An order, open or ended; raises ``OrderNotFound``."""
        order = self._orders.get(order_id)
        if order is None or order.pair != pair:
            raise OrderNotFound(f"There is no order {order_id} on {pair}.")
        return order

    def by_client_id(self, client_order_id: str, pair: str) -> VenueOrder:
        """The order that carries an id of the client's; raises ``OrderNotFound``."""
        order_id = self._by_client_id.get(client_order_id)
        if order_id is None:
            raise OrderNotFound(f"There is no order {client_order_id} on {pair}.")
        return self.order(order_id, pair)

    def orders(self, pair: str | None = None, since: datetime | None = None) -> list[VenueOrder]:
        """All orders, oldest first."""
        return [
            order
            for order in self._orders.values()
            if (pair is None or order.pair == pair) and (since is None or order.placed_at >= since)
        ]

    def open_orders(self, pair: str | None = None) -> list[VenueOrder]:
        """Oldest first."""
        return [order for order in self._open.values() if pair is None or order.pair == pair]

    def fills(self, pair: str | None = None, order_id: str | None = None, since: datetime | None = None) -> list[Fill]:
        """Oldest first."""
        return [
            fill
            for fill in self._fills
            if (pair is None or fill.pair == pair)
            and (order_id is None or fill.order_id == order_id)
            and (since is None or fill.at >= since)
        ]

    def balances(self) -> dict[str, tuple[Decimal, Decimal]]:
        """Free and locked amounts by coin."""
        return self._account.balances()

    def fees_taken(self) -> dict[str, Decimal]:
        """All fees so far by coin."""
        return dict(self._fees)

    def change(self, coin: str, amount: Decimal) -> None:
        """Deposit, or withdraw with a negative ``amount``; raises ``InsufficientFunds``."""
        self._account.change(coin, amount)

    def subscribe(self, listener: Listener) -> None:
        """Hear of every change of an order, with the fill that made it."""
        self._listeners.append(listener)

    def match(self, pairs: Iterable[str] | None = None) -> None:
        """Fill the open orders that the books allow now."""
        chosen = None if pairs is None else set(pairs)
        for order in list(self._open.values()):
            if chosen is None or order.pair in chosen:
                self._look_at(order)

    def _look_at(self, order: VenueOrder) -> None:
        market = self._market.markets().get(order.pair)
        if market is None or not market.active:
            return
        book = self._market.order_book(order.pair, BOOK_DEPTH)
        if order.waits_for_stop:
            bid = best_price(book, OrderSide.SELL)
            if bid is None or order.stop_price is None or bid > order.stop_price:
                return
            order.is_triggered = True
            self._take(order, market, book)
            if order.order_type is OrderType.MARKET:
                self._end(order, OrderStatus.EXPIRED)
            return
        best = best_price(book, order.side)
        if best is not None and order.price is not None and _reaches(order, best):
            self._fill(order, market, order.price, self._slice(order, market), is_maker=True)

    def _take(self, order: VenueOrder, market: Market, book: OrderBook) -> None:
        """Trade with the book, level by level, as far as the limit goes."""
        levels = self._within(order, book)
        if order.time_in_force == "FOK" and sum((exact(level.amount) for level in levels), ZERO) < order.amount:
            return
        for level in levels:
            amount = min(order.rest, round_amount(level.amount, market.amount_precision, market.precision_mode))
            if amount > 0:
                self._fill(order, market, exact(level.price), amount, is_maker=False)
            if not order.rest:
                return

    def _within(self, order: VenueOrder, book: OrderBook) -> list[Level]:
        limit = order.price if order.order_type is OrderType.LIMIT else None
        levels = opposite(book, order.side)
        if limit is None:
            return list(levels)
        return [level for level in levels if _is_within(order, exact(level.price), limit)]

    def _fill(self, order: VenueOrder, market: Market, price: Decimal, amount: Decimal, *, is_maker: bool) -> None:
        cost = price * amount
        received, currency = (amount, market.base) if order.is_buy else (cost, market.quote)
        rate = exact(market.maker_fee if is_maker else market.taker_fee)
        fee = (received * rate).quantize(UNIT, ROUND_DOWN)
        spent, paid = (market.quote, cost) if order.is_buy else (market.base, amount)
        self._account.spend(spent, paid)
        order.reserve -= paid
        self._account.change(currency, received - fee)
        self._fees[currency] = self._fees.get(currency, ZERO) + fee
        now = self._clock.now()
        order.filled += amount
        order.cost += cost
        order.fee += fee
        order.fee_currency = currency
        order.updated_at = now
        fill = Fill(
            id=len(self._fills) + 1,
            order_id=order.order_id,
            pair=order.pair,
            side=order.side,
            price=price,
            amount=amount,
            cost=cost,
            fee=fee,
            fee_currency=currency,
            is_maker=is_maker,
            at=now,
        )
        self._fills.append(fill)
        if order.rest:
            self._tell(order, fill)
        else:
            self._end(order, OrderStatus.CLOSED, fill)

    def _end(self, order: VenueOrder, status: OrderStatus, fill: Fill | None = None) -> None:
        """Give back what is locked; an order that has ended stays as it is."""
        if not order.status.is_open:
            return
        order.status = status
        order.updated_at = self._clock.now()
        self._account.unlock(self._spends(order), order.reserve)
        order.reserve = ZERO
        del self._open[order.order_id]
        self._tell(order, fill)

    def _check_terms(self, order: VenueOrder, market: Market, book: OrderBook) -> None:
        best = best_price(book, order.side)
        request_price = order.price or order.stop_price or best
        if request_price is None:
            raise InvalidOrder(f"{order.pair} has no price at the moment.")
        check_cost(_as_request(order), market, float(request_price))
        if order.stop_price is not None and best is not None and best <= order.stop_price:
            raise InvalidOrder(f"{order.pair}: the stop {order.stop_price} would trigger immediately.")
        if order.time_in_force == "PO" and best is not None and order.price and _reaches(order, best):
            raise InvalidOrder(f"{order.pair}: the order would immediately match and take.")

    def _lock(self, order: VenueOrder, book: OrderBook) -> None:
        need = order.amount
        if order.is_buy:
            need = order.amount * (order.price if order.order_type is OrderType.LIMIT and order.price else ZERO)
            if order.order_type is OrderType.MARKET:
                need = _cost_of(opposite(book, order.side), order.amount)
        self._account.lock(self._spends(order), need)
        order.reserve = need

    def _spends(self, order: VenueOrder) -> str:
        market = self._market_of(order.pair)
        return market.quote if order.is_buy else market.base

    def _slice(self, order: VenueOrder, market: Market) -> Decimal:
        if self._slice_ratio is None:
            return order.rest
        part = round_amount(order.amount * self._slice_ratio, market.amount_precision, market.precision_mode)
        return min(order.rest, part or order.rest)

    def _new(self, request: OrderRequest) -> VenueOrder:
        now = self._clock.now()
        return VenueOrder(
            order_id=str(len(self._orders) + 1),
            client_order_id=request.client_order_id,
            pair=request.pair,
            side=request.side,
            order_type=request.order_type,
            time_in_force=request.time_in_force.upper(),
            amount=request.amount,
            price=request.price if request.order_type is OrderType.LIMIT else None,
            stop_price=request.stop_price,
            placed_at=now,
            updated_at=now,
        )

    def _market_of(self, pair: str) -> Market:
        market = self._market.markets().get(pair)
        if market is None:
            raise InvalidOrder(f"There is no market {pair}.")
        return market

    def _tell(self, order: VenueOrder, fill: Fill | None) -> None:
        for listener in self._listeners:
            listener(order, fill)


def _reaches(order: VenueOrder, best: Decimal) -> bool:
    return order.price is not None and _is_within(order, best, order.price)


def _is_within(order: VenueOrder, price: Decimal, limit: Decimal) -> bool:
    return price <= limit if order.is_buy else price >= limit


def _cost_of(levels: Iterable[Level], amount: Decimal) -> Decimal:
    """What ``amount`` costs, as far as the levels go."""
    cost = ZERO
    for level in levels:
        taken = min(amount, exact(level.amount))
        cost += taken * exact(level.price)
        amount -= taken
        if not amount:
            break
    return cost


def _as_request(order: VenueOrder) -> OrderRequest:
    return OrderRequest(
        client_order_id=order.client_order_id,
        pair=order.pair,
        side=order.side,
        order_type=order.order_type,
        amount=order.amount,
        price=order.price,
        stop_price=order.stop_price,
        time_in_force=order.time_in_force,
    )
