"""How paper orders meet an order book: prices and conditions, without state."""

from __future__ import annotations

from decimal import Decimal

from bot.domain.amounts import exact, round_price
from bot.domain.enums import OrderSide
from bot.domain.market import Level, Market, OrderBook

_CROSSING = Decimal("0.01")
_SLIPPAGE = Decimal("0.05")


def opposite(book: OrderBook, side: OrderSide) -> tuple[Level, ...]:
    """The levels that an order of ``side`` trades with; a stop loss sells."""
    return tuple(book.asks if side is OrderSide.BUY else book.bids)


def best_price(book: OrderBook, side: OrderSide) -> Decimal | None:
    """The best price on the other side; ``None`` where nobody offers."""
    levels = opposite(book, side)
    return exact(levels[0].price) if levels else None


def crosses(side: OrderSide, price: Decimal, best: Decimal | None) -> bool:
    """Whether a limit order fills now; without a book every one does."""
    if best is None:
        return True
    return price >= best if side is OrderSide.BUY else price <= best


def crosses_far(side: OrderSide, price: Decimal, best: Decimal | None) -> bool:
    """Whether a limit order crosses the best price by more than 1 % and so is handled as a market order."""
    if best is None:
        return False
    if side is OrderSide.BUY:
        return price * (1 - _CROSSING) >= best
    return price * (1 + _CROSSING) <= best


def market_price(book: OrderBook, side: OrderSide, amount: Decimal, rate: Decimal, market: Market) -> Decimal:
    """Average price over the book's levels, at most 5 % worse than ``rate``, on the market's grid of prices."""
    average = _volume_weighted(opposite(book, side), amount) or rate
    worst = rate * (1 + _SLIPPAGE) if side is OrderSide.BUY else rate * (1 - _SLIPPAGE)
    limited = min(average, worst) if side is OrderSide.BUY else max(average, worst)
    return round_price(limited, market.price_precision, market.precision_mode)


def _volume_weighted(levels: tuple[Level, ...], amount: Decimal) -> Decimal | None:
    """Average price of ``amount``; what the book can't serve costs the last level's price."""
    if not levels:
        return None
    cost, rest = Decimal(0), amount
    for level in levels:
        taken = min(rest, exact(level.amount))
        cost += taken * exact(level.price)
        rest -= taken
        if not rest:
            break
    return (cost + rest * exact(levels[-1].price)) / amount
