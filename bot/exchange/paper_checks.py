"""What an exchange refuses before it looks at the book."""

from __future__ import annotations

from decimal import Decimal

from bot.domain.amounts import exact, to_step
from bot.domain.enums import OrderSide, OrderType, PrecisionMode
from bot.domain.market import Market
from bot.domain.order import OrderRequest
from bot.errors import InvalidOrder

TIMES_IN_FORCE = ("GTC", "FOK", "IOC", "PO")


def check_request(request: OrderRequest, market: Market | None) -> None:
    """Raise ``InvalidOrder`` with the rule that the request breaks."""
    if market is None or not market.active:
        raise InvalidOrder(f"{request.pair} can't be traded here.")
    if request.time_in_force.upper() not in TIMES_IN_FORCE:
        allowed = ", ".join(TIMES_IN_FORCE)
        raise InvalidOrder(f"Time in force '{request.time_in_force}' is unknown (allowed: {allowed}).")
    _check_amount(request, market)
    _check_prices(request, market)


def check_cost(request: OrderRequest, market: Market, rate: float) -> None:
    """Raise ``InvalidOrder`` where the order is worth too little or too much; reducing orders may be small."""
    cost = request.amount * exact(rate)
    if market.min_cost and cost < exact(market.min_cost) and not request.reduce_only:
        raise InvalidOrder(f"{request.pair}: a cost of {cost.normalize():f} is below the minimum of {market.min_cost}.")
    if market.max_cost and cost > exact(market.max_cost):
        raise InvalidOrder(f"{request.pair}: a cost of {cost.normalize():f} is above the maximum of {market.max_cost}.")


def _check_amount(request: OrderRequest, market: Market) -> None:
    amount = request.amount
    _check_number(request.pair, "amount", amount, market.amount_precision, market.precision_mode)
    if market.min_amount and amount < exact(market.min_amount):
        raise InvalidOrder(f"{request.pair}: an amount of {amount} is below the minimum of {market.min_amount}.")
    if market.max_amount and amount > exact(market.max_amount):
        raise InvalidOrder(f"{request.pair}: an amount of {amount} is above the maximum of {market.max_amount}.")


def _check_prices(request: OrderRequest, market: Market) -> None:
    if request.order_type is OrderType.LIMIT and request.price is None:
        raise InvalidOrder(f"{request.pair}: a limit order needs a price.")
    if request.side is OrderSide.STOPLOSS and request.stop_price is None:
        raise InvalidOrder(f"{request.pair}: a stop loss order needs a stop price.")
    for name, price in (("price", request.price), ("stop price", request.stop_price)):
        if price is not None:
            _check_number(request.pair, name, price, market.price_precision, market.precision_mode)


def _check_number(pair: str, name: str, number: Decimal, precision: float | None, mode: PrecisionMode) -> None:
    if not number.is_finite() or number <= 0:
        raise InvalidOrder(f"{pair}: the {name} must be greater than 0, not {number}.")
    if to_step(number, precision, mode, "ROUND_DOWN") != number:
        raise InvalidOrder(f"{pair}: the {name} {number} has more places than the market's precision {precision}.")
