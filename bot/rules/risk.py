"""The rules that stand in front of every order.

Orders that reduce a position are refused in the halted state only, and by the collar where a user or strategy gave
them a limit: nothing else may keep a bot from protecting what it holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.domain.amounts import exact
from bot.domain.market import Level, OrderBook
from bot.domain.risk import RiskLimits, RiskRule, RiskState


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """An order before it is stored: amount in base, price in quote per base; ``price`` of a market order is its rate.

    ``held`` is what the pair's position and waiting entries are worth already, in stake currency.
    """

    pair: str
    is_buy: bool
    increases: bool
    is_limit: bool
    is_stop: bool
    amount: Decimal
    price: Decimal
    held: Decimal = Decimal(0)

    @property
    def notional(self) -> Decimal:
        """What it is worth, in stake currency."""
        return self.amount * self.price


@dataclass(frozen=True, slots=True)
class Objection:
    """Why an order is refused."""

    rule: RiskRule
    text: str


def objection(
    intent: Intent,
    limits: RiskLimits,
    *,
    state: RiskState,
    reason: str,
    orders_last_minute: int,
    daily_result: float,
    book: OrderBook | None,
) -> Objection | None:
    """The first rule against the order; ``book`` is needed where a collar is set."""
    if state is RiskState.HALTED or (state is RiskState.REDUCE_ONLY and intent.increases):
        return Objection(RiskRule.STATE, f"The risk state is {state} ({reason or 'no reason given'}).")
    if found := _too_far(intent, limits, book):
        return found
    if not intent.increases:
        return None
    order, pair = limits.max_order_notional, limits.max_pair_notional
    if order is not None and intent.notional > exact(order):
        text = f"The order is worth {float(intent.notional):.8g}, risk.max_order_notional is {order:.8g}."
        return Objection(RiskRule.ORDER_NOTIONAL, text)
    if pair is not None and intent.held + intent.notional > exact(pair):
        total = float(intent.held + intent.notional)
        text = f"{intent.pair} would be worth {total:.8g}, risk.max_pair_notional is {pair:.8g}."
        return Objection(RiskRule.PAIR_NOTIONAL, text)
    return _too_much(limits, orders_last_minute, daily_result)


def average_price(side: tuple[Level, ...], amount: Decimal) -> Decimal | None:
    """What ``amount`` costs on average on one side of the book; ``None`` where the book can't serve it."""
    cost, rest = Decimal(0), amount
    for level in side:
        taken = min(rest, exact(level.amount))
        cost += taken * exact(level.price)
        rest -= taken
        if not rest:
            return cost / amount
    return None


def _too_far(intent: Intent, limits: RiskLimits, book: OrderBook | None) -> Objection | None:
    """Entries, and exits with a limit, may not be much worse than the best price."""
    collar = limits.price_collar
    if collar is None or intent.is_stop or (not intent.increases and not intent.is_limit):
        return None
    side = tuple((book.asks if intent.is_buy else book.bids) if book else ())
    if not side:
        return Objection(RiskRule.PRICE_COLLAR, f"The book of {intent.pair} is empty, risk.price_collar can't be held.")
    best = exact(side[0].price)
    paid = intent.price if intent.is_limit else average_price(side, intent.amount) or exact(side[-1].price)
    worse = paid / best - 1 if intent.is_buy else 1 - paid / best
    if worse <= exact(collar):
        return None
    text = f"A price of {float(paid):.8g} is {float(worse):.2%} worse than the best, risk.price_collar is {collar:.2%}."
    return Objection(RiskRule.PRICE_COLLAR, text)


def _too_much(limits: RiskLimits, orders_last_minute: int, daily_result: float) -> Objection | None:
    most, loss = limits.max_orders_per_minute, limits.max_daily_loss
    if most is not None and orders_last_minute >= most:
        text = f"There were {orders_last_minute} orders in the last minute, risk.max_orders_per_minute is {most}."
        return Objection(RiskRule.ORDERS_PER_MINUTE, text)
    if loss is not None and -daily_result >= loss:
        text = f"{-daily_result:.8g} were lost since midnight UTC, risk.max_daily_loss is {loss:.8g}."
        return Objection(RiskRule.DAILY_LOSS, text)
    return None
