"""Compares what the bot has stored with what really happened on the exchange, to the last unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.domain.amounts import exact
from bot.domain.order import Order
from bot.domain.trade import Trade
from bot.exchange.venue.venue import UNIT, Venue

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Audit:
    """``lost`` and ``doubled`` tell of each order in a sentence; ``differences`` are exchange less bot, by coin."""

    placed: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    differences: Mapping[str, Decimal]

    @property
    def difference(self) -> Decimal:
        """All coins' differences together, without sign."""
        return sum((abs(amount) for amount in self.differences.values()), ZERO)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, doubled or made."""
        return not self.lost and not self.doubled and not self.difference


def audit(venue: Venue, trades: Iterable[Trade], start: Mapping[str, Decimal]) -> Audit:
    """Every order that traded must be stored as it traded, none may come twice, and all balances must follow.

    An entry that was asked for once has one order; a trade sells no more than it bought.
    """
    stored = list(trades)
    orders = {order.client_order_id: order for trade in stored for order in trade.orders}
    return Audit(
        placed=len(venue.orders()),
        lost=tuple(_lost(venue, orders)),
        doubled=tuple(_doubled(stored)),
        differences=_differences(venue, stored, start),
    )


def _lost(venue: Venue, orders: Mapping[str, Order]) -> Iterable[str]:
    for placed in venue.orders():
        known = orders.get(placed.client_order_id)
        if known is None:
            if placed.filled or placed.status.is_open:
                yield f"{placed.client_order_id} on {placed.pair} filled {placed.filled} and is in no trade"
        elif exact(known.filled) != placed.filled or known.is_open != placed.status.is_open:
            yield (
                f"{placed.client_order_id} on {placed.pair} is {placed.status} with {placed.filled} filled, stored as "
                f"{known.status} with {known.filled}"
            )


def _doubled(trades: Iterable[Trade]) -> Iterable[str]:
    entries = Counter(order.tag for trade in trades for order in trade.entries if order.tag)
    for tag, count in entries.items():
        if count > 1 and tag.startswith("drill"):
            yield f"{count} entries for the one command {tag}"
    for trade in trades:
        bought = sum((exact(order.filled) for order in trade.entries), ZERO)
        sold = sum((exact(order.filled) for order in trade.exits), ZERO)
        if sold > bought:
            yield f"trade {trade.id} on {trade.pair} sold {sold} of {bought}"


def _differences(venue: Venue, trades: Iterable[Trade], start: Mapping[str, Decimal]) -> dict[str, Decimal]:
    expected = dict(start)
    for trade in trades:
        base, quote = trade.base_currency, trade.quote_currency
        for order in trade.orders:
            amount, cost = exact(order.filled), exact(order.cost)
            sign = 1 if order.side is trade.entry_side else -1
            expected[base] = expected.get(base, ZERO) + sign * amount - exact(order.fee_base or 0.0)
            expected[quote] = expected.get(quote, ZERO) - sign * cost - _quote_fee(order, cost)
    held = {coin: free + locked for coin, (free, locked) in venue.balances().items()}
    coins = sorted(held.keys() | expected.keys())
    return {coin: held.get(coin, ZERO) - expected.get(coin, ZERO) for coin in coins}


def _quote_fee(order: Order, cost: Decimal) -> Decimal:
    """The fee in quote currency; stored is its rate, and the exchange takes whole units."""
    if order.fee_base is not None or not order.fee_rate:
        return ZERO
    return (cost * exact(order.fee_rate)).quantize(UNIT)
