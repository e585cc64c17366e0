"""Calls about the account, signed by the caller."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from uuid import uuid4

from bot.clock import Clock
from bot.domain.enums import OrderSide, OrderType
from bot.domain.market import Market
from bot.domain.order import OrderRequest
from bot.errors import ExchangeError
from bot.exchange.bars import from_ms, to_ms
from bot.exchange.venue.order import VenueOrder
from bot.exchange.venue.venue import Venue
from bot.exchange_server import refusals, wire
from bot.exchange_server.keys import ApiKey
from bot.exchange_server.market import ChangedMarket
from bot.exchange_server.public import API, market_of
from bot.exchange_server.refusals import Refusal

Values = Mapping[str, str]
Call = Callable[[Values, ApiKey], Any]
_TYPES = {
    "LIMIT": OrderType.LIMIT,
    "LIMIT_MAKER": OrderType.LIMIT,
    "MARKET": OrderType.MARKET,
    "STOP_LOSS": OrderType.MARKET,
    "STOP_LOSS_LIMIT": OrderType.LIMIT,
}
LISTED = 500


class Private:
    """``calls`` by method and path."""

    def __init__(self, market: ChangedMarket, venue: Venue, clock: Clock) -> None:
        self._market = market
        self._venue = venue
        self._clock = clock
        order = f"{API}order"
        self.calls: Mapping[tuple[str, str], Call] = {
            ("GET", f"{API}account"): self._account,
            ("POST", order): self._place,
            ("POST", f"{order}/test"): lambda values, caller: self._checked(values, caller) and {},
            ("GET", order): lambda values, _: self._shown(self._found(values)),
            ("DELETE", order): self._cancel,
            ("GET", f"{API}openOrders"): lambda values, _: self._open(values),
            ("DELETE", f"{API}openOrders"): self._cancel_all,
            ("GET", f"{API}allOrders"): lambda values, _: self._all(values),
            ("GET", f"{API}myTrades"): lambda values, _: self._fills(values),
            ("GET", f"{API}account/commission"): lambda values, _: self._commission(values),
            ("GET", "/sapi/v1/account/apiRestrictions"): lambda _, caller: self._rights(caller),
            ("GET", "/sapi/v1/capital/config/getall"): lambda _, __: self._coins(),
            ("GET", "/sapi/v1/margin/allPairs"): lambda _, __: [],
            ("GET", "/sapi/v1/margin/isolated/allPairs"): lambda _, __: [],
            ("GET", "/sapi/v1/asset/tradeFee"): lambda _, __: self._fees(),
        }

    def _account(self, _: Values, caller: ApiKey) -> dict[str, Any]:
        rows = [
            {"asset": coin, "free": wire.text(free), "locked": wire.text(locked)}
            for coin, (free, locked) in self._venue.balances().items()
        ]
        return {
            "makerCommission": 10,
            "takerCommission": 10,
            "canTrade": caller.trades,
            "canWithdraw": caller.withdraws,
            "canDeposit": True,
            "updateTime": to_ms(self._clock.now()),
            "accountType": "SPOT",
            "balances": rows,
            "permissions": ["SPOT"],
        }

    def _place(self, values: Values, caller: ApiKey) -> dict[str, Any]:
        request = self._checked(values, caller)
        try:
            order = self._venue.place(request)
        except ExchangeError as error:
            raise refusals.of_order(error) from error
        fills = self._venue.fills(order_id=order.order_id)
        return wire.order(order, values["symbol"], fills)

    def _checked(self, values: Values, caller: ApiKey) -> OrderRequest:
        if not caller.trades:
            raise refusals.wrong_key()
        for name in ("symbol", "side", "type", "quantity"):
            if name not in values:
                raise refusals.missing(name)
        kind = values["type"]
        if kind not in _TYPES:
            raise Refusal(-1116, "Invalid orderType.")
        price, stop = values.get("price"), values.get("stopPrice")
        side = OrderSide.BUY if values["side"] == "BUY" else OrderSide.SELL
        if stop is not None and side is OrderSide.SELL:
            side = OrderSide.STOPLOSS
        return OrderRequest(
            client_order_id=values.get("newClientOrderId") or uuid4().hex,
            pair=self._market_of(values).symbol,
            side=side,
            order_type=_TYPES[kind],
            amount=Decimal(values["quantity"]),
            price=None if price is None else Decimal(price),
            stop_price=None if stop is None else Decimal(stop),
            time_in_force="PO" if kind == "LIMIT_MAKER" else values.get("timeInForce", "GTC"),
        )

    def _cancel(self, values: Values, caller: ApiKey) -> dict[str, Any]:
        if not caller.trades:
            raise refusals.wrong_key()
        try:
            order = self._found(values)
            return self._shown(self._venue.cancel(order.order_id, order.pair))
        except Refusal as refusal:
            raise Refusal(-2011, "Unknown order sent.") from refusal
        except ExchangeError as error:
            raise refusals.of_order(error, is_cancel=True) from error

    def _cancel_all(self, values: Values, caller: ApiKey) -> list[dict[str, Any]]:
        if not caller.trades:
            raise refusals.wrong_key()
        pair = self._market_of(values).symbol
        return [self._shown(self._venue.cancel(order.order_id, pair)) for order in self._venue.open_orders(pair)]

    def _found(self, values: Values) -> VenueOrder:
        pair = self._market_of(values).symbol
        try:
            if "orderId" in values:
                return self._venue.order(values["orderId"], pair)
            return self._venue.by_client_id(values.get("origClientOrderId", ""), pair)
        except ExchangeError as error:
            raise refusals.of_order(error) from error

    def _open(self, values: Values) -> list[dict[str, Any]]:
        pair = self._market_of(values).symbol if "symbol" in values else None
        return [self._shown(order) for order in self._venue.open_orders(pair)]

    def _all(self, values: Values) -> list[dict[str, Any]]:
        since = from_ms(int(values["startTime"])) if "startTime" in values else None
        found = self._venue.orders(self._market_of(values).symbol, since)
        return [self._shown(order) for order in found[-int(values.get("limit", LISTED)) :]]

    def _fills(self, values: Values) -> list[dict[str, Any]]:
        since = from_ms(int(values["startTime"])) if "startTime" in values else None
        found = self._venue.fills(self._market_of(values).symbol, values.get("orderId"), since)
        return [wire.fill(fill, values["symbol"]) for fill in found[-int(values.get("limit", LISTED)) :]]

    def _commission(self, values: Values) -> dict[str, Any]:
        market = self._market_of(values)
        rates = {"maker": wire.text(market.maker_fee), "taker": wire.text(market.taker_fee)}
        return {"symbol": values["symbol"], "standardCommission": rates}

    def _rights(self, caller: ApiKey) -> dict[str, Any]:
        return {
            "ipRestrict": caller.is_from_elsewhere,
            "createTime": 0,
            "enableReading": True,
            "enableSpotAndMarginTrading": caller.trades,
            "enableWithdrawals": caller.withdraws,
            "enableInternalTransfer": False,
            "enableMargin": False,
            "enableFutures": False,
        }

    def _coins(self) -> list[dict[str, Any]]:
        coins = sorted({coin for market in self._market.markets().values() for coin in (market.base, market.quote)})
        facts = {"trading": True, "isLegalMoney": False, "networkList": []}
        return [{"coin": coin, "name": coin, **facts} for coin in coins]

    def _fees(self) -> list[dict[str, Any]]:
        return [
            {
                "symbol": market.base + market.quote,
                "makerCommission": wire.text(market.maker_fee),
                "takerCommission": wire.text(market.taker_fee),
            }
            for market in self._market.markets().values()
        ]

    def _shown(self, order: VenueOrder) -> dict[str, Any]:
        market = self._market.markets().get(order.pair)
        symbol = market.base + market.quote if market else order.pair.replace("/", "")
        return wire.order(order, symbol)

    def _market_of(self, values: Values) -> Market:
        if "symbol" not in values:
            raise refusals.missing("symbol")
        return market_of(self._market.markets(), values["symbol"])
