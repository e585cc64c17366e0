"""Trading on the account of a real exchange."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.enums import OrderSide, OrderType
from bot.domain.market import split_pair
from bot.domain.order import OrderKey, OrderNeeds, OrderReport, OrderRequest
from bot.domain.wallet import Balance
from bot.errors import ExchangeError, InvalidOrder, OrderNotFound, TemporaryError
from bot.exchange.bars import to_ms
from bot.exchange.quirks import quirks_of
from bot.exchange.real.checks import check_account, check_offers
from bot.exchange.real.client import Call, Client
from bot.exchange.real.markets import number, price
from bot.exchange.real.reports import fee_fields, has_fees, report

ENDED_LISTS = ("fetchOrders", "fetchClosedOrders", "fetchCanceledAndClosedOrders", "fetchCanceledOrders")
log = logging.getLogger(__name__)


class RealOrders:
    """Implements ``ports.Orders`` through the exchange library. An order is sent once; reads are repeated."""

    def __init__(self, client: Client, *, unknown_fee_rate: float | None = None) -> None:
        self._client = client
        self._quirks = quirks_of(client.name)
        self._unknown_fee_rate = unknown_fee_rate
        features = (client.library.features or {}).get("spot") or {}
        self._places: Mapping[str, Any] = features.get("createOrder") or {}
        self._keeps_stops_apart = bool((features.get("fetchOrder") or {}).get("trigger"))

    def check(self, needs: OrderNeeds) -> Sequence[str]:
        check_offers(self._client.name, self._places, needs)
        return check_account(self._client, self._quirks)

    def create(self, request: OrderRequest) -> OrderReport:
        params = self._params(request)
        side = "sell" if request.side is OrderSide.STOPLOSS else request.side.value
        arguments = (request.pair, request.order_type.value, side, float(request.amount), self._price(request))
        raw = self._client.write("create_order", *arguments, **params)
        found = self._named(report(raw, request=request), request.client_order_id)
        if raw.get("status") is None:  # some answer with the id alone
            return self.fetch(found.order_id, found.pair, is_stop=request.side is OrderSide.STOPLOSS)
        return self._with_fees(found, raw)

    def cancel(self, order_id: str, pair: str, *, is_stop: bool = False) -> OrderReport:
        """What was over already is told as it ended; an order that is nowhere raises ``OrderNotFound``."""
        try:
            self._client.read("cancel_order", order_id, pair, **self._stop_params(is_stop=is_stop))
        except (OrderNotFound, InvalidOrder) as error:
            log.info("%s: %s", pair, error)
        return self.fetch(order_id, pair, is_stop=is_stop)

    def fetch(self, order_id: str, pair: str, *, is_stop: bool = False) -> OrderReport:
        raw = self._client.read("fetch_order", order_id, pair, **self._stop_params(is_stop=is_stop))
        return self._with_fees(report(raw, is_stop=is_stop), raw)

    def fetch_all(self, orders: Sequence[OrderKey]) -> Sequence[OrderReport | ExchangeError]:
        calls = [
            Call("fetch_order", (key.order_id, key.pair), self._stop_params(is_stop=key.is_stop)) for key in orders
        ]
        answers = zip(orders, self._client.read_all(calls), strict=True)
        return [self._reported(raw, key) for key, raw in answers]

    def find(self, client_order_id: str, pair: str, *, is_stop: bool = False) -> OrderReport | None:
        sent_id = self._quirks.client_id(client_order_id)
        if self._quirks.finds_by_client_id:
            params = {"clientOrderId": sent_id, **self._stop_params(is_stop=is_stop)}
            try:
                raw = self._client.read("fetch_order", None, pair, **params)
            except OrderNotFound:
                return None
        else:
            listed = self._listed([pair], None, is_stop=is_stop)
            raw = next((entry for entry in listed if str(entry.get("clientOrderId")) == sent_id), None)
            if raw is None:
                return None
        return self._named(self._with_fees(report(raw, is_stop=is_stop), raw), client_order_id)

    def account_orders(self, pairs: Iterable[str], since: datetime) -> Sequence[OrderReport] | None:
        known: dict[str, OrderReport] = {}
        for is_stop in (False, True) if self._keeps_stops_apart else (False,):
            for raw in self._listed(list(pairs), to_ms(since), is_stop=is_stop):
                known[str(raw.get("id"))] = self._with_fees(report(raw, is_stop=is_stop), raw)
        return list(known.values())

    def balances(self) -> Mapping[str, Balance] | None:
        raw = self._client.read("fetch_balance")
        if not isinstance(raw, Mapping) or not isinstance(raw.get("total"), Mapping):
            raise TemporaryError("The exchange sent a reply without balances.")
        return {str(coin): _balance(str(coin), raw) for coin, total in raw["total"].items() if number(total)}

    def restore(self, orders: Iterable[OrderReport]) -> None:
        """The exchange knows its orders."""

    def _price(self, request: OrderRequest) -> float | None:
        """A market order goes without: with a price, some exchanges take its product with the amount for the order's
        size. Where the library can't buy otherwise it gets the present rate.
        """
        needs = self._client.library.options.get("createMarketBuyOrderRequiresPrice") and request.side is OrderSide.BUY
        if request.price is None or (request.order_type is OrderType.MARKET and not needs):
            return None
        return float(request.price)

    def _params(self, request: OrderRequest) -> dict[str, Any]:
        params: dict[str, Any] = {"clientOrderId": self._quirks.client_id(request.client_order_id)}
        if request.time_in_force.upper() == "PO":
            params["postOnly"] = True
        elif request.time_in_force.upper() != "GTC" or request.order_type is OrderType.LIMIT:
            params["timeInForce"] = request.time_in_force.upper()
        if request.stop_price is not None:
            name = "stopLossPrice" if self._places.get("stopLossPrice") else "triggerPrice"
            params[name] = float(request.stop_price)
        if request.reduce_only:
            params["reduceOnly"] = True
        return params

    def _reported(self, raw: Any, key: OrderKey) -> OrderReport | ExchangeError:
        if isinstance(raw, ExchangeError):
            return raw
        try:
            return self._with_fees(report(raw, is_stop=key.is_stop), raw)
        except ExchangeError as error:
            return error

    def _stop_params(self, *, is_stop: bool) -> dict[str, Any]:
        return {"trigger": True} if is_stop and self._keeps_stops_apart else {}

    def _named(self, found: OrderReport, client_order_id: str) -> OrderReport:
        """Under our own id, whatever the exchange made of it."""
        return replace(found, client_order_id=client_order_id)

    def _with_fees(self, found: OrderReport, raw: Mapping[str, Any]) -> OrderReport:
        """Fees that the order does not tell stand in its fills."""
        if not found.filled or has_fees(raw) or not self._client.library.has.get("fetchMyTrades"):
            return self._with_known_rate(found)
        try:
            fills = self._fills(found)
        except ExchangeError as error:
            log.info("%s: the fees of order %s can't be read yet: %s", found.pair, found.order_id, error)
            return self._with_known_rate(found)
        fees = [fee for fill in fills for fee in [fill.get("fee")] if isinstance(fee, Mapping)]
        fields = fee_fields(fees, pair=found.pair, filled=found.filled, cost=found.cost)
        return self._with_known_rate(replace(found, **fields))

    def _with_known_rate(self, found: OrderReport) -> OrderReport:
        """A fee in some third currency becomes a rate by what one unit of that currency is worth in the quote's."""
        if found.fee_rate is not None or not found.fee_cost or not found.fee_currency or found.cost <= 0:
            return found
        worth = self._worth(found.fee_currency, split_pair(found.pair)[1])
        return found if worth is None else replace(found, fee_rate=found.fee_cost * worth / found.cost)

    def _worth(self, currency: str, quote: str) -> float | None:
        pair = f"{currency}/{quote}"
        if pair in (self._client.library.markets or {}):
            try:
                last = price(self._client.read("fetch_ticker", pair).get("last"))
            except ExchangeError as error:
                log.info("%s: the worth of a fee can't be read: %s", pair, error)
                last = None
            if last is not None:
                return last
        return self._unknown_fee_rate

    def _fills(self, found: OrderReport) -> list[Mapping[str, Any]]:
        if self._client.library.has.get("fetchOrderTrades") is True:
            return list(self._client.read("fetch_order_trades", found.order_id, found.pair))
        since_ms = to_ms(found.placed_at) - 1000
        fills = self._client.read("fetch_my_trades", found.pair, since_ms)
        return [fill for fill in fills if str(fill.get("order")) == found.order_id]

    def _listed(self, pairs: Sequence[str], since_ms: int | None, *, is_stop: bool) -> list[Mapping[str, Any]]:
        """Open and ended orders, as far as the exchange lists them; raises where a list can't be read."""
        params = self._stop_params(is_stop=is_stop)
        has = self._client.library.has
        calls = self._open_calls(pairs, params)
        ended = next((name for name in ENDED_LISTS if has.get(name) is True), None)
        if ended is not None:
            method = "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in ended)
            calls += [Call(method, (pair, since_ms), params) for pair in pairs]
        answers = self._client.read_all(calls)
        for answer in answers:
            if isinstance(answer, ExchangeError):
                raise answer
        return [raw for answer in answers for raw in answer if isinstance(raw, Mapping)]

    def _open_calls(self, pairs: Sequence[str], params: Mapping[str, Any]) -> list[Call]:
        features = (self._client.library.features or {}).get("spot") or {}
        needs_pair = bool((features.get("fetchOpenOrders") or {}).get("symbolRequired"))
        if not needs_pair and self._client.library.has.get("fetchOpenOrders") is True:
            return [Call("fetch_open_orders", (), params)]
        return [Call("fetch_open_orders", (pair,), params) for pair in pairs]


def _balance(coin: str, raw: Mapping[str, Any]) -> Balance:
    free, used, total = (number((raw.get(kind) or {}).get(coin)) or 0.0 for kind in ("free", "used", "total"))
    return Balance(coin, free=free, used=used, total=total)
