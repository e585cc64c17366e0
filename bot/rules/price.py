"""The rate of an entry or an exit, from the order book or the ticker."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from bot.domain.enums import Direction
from bot.domain.market import Level, OrderBook, Ticker
from bot.settings.model import Pricing

_ENTRY_SAME = {Direction.LONG: "bid", Direction.SHORT: "ask"}
_OPPOSITE = {"bid": "ask", "ask": "bid"}


def needs_book(pricing: Pricing) -> bool:
    """Whether the rate comes from the order book."""
    return pricing.use_order_book


def entry_rate(pricing: Pricing, direction: Direction, book: OrderBook | None, ticker: Ticker | None) -> float | None:
    """The rate to enter at; ``None`` where the market shows none."""
    side = book_side(pricing.price_side, _ENTRY_SAME[direction])
    if pricing.use_order_book and book is not None:
        return _level(book, side, pricing.order_book_top)
    return _from_ticker(ticker, side, pricing.price_last_balance, pays=direction is Direction.LONG)


def exit_rate(pricing: Pricing, direction: Direction, book: OrderBook | None, ticker: Ticker | None) -> float | None:
    """The rate to leave at; ``None`` where the market shows none."""
    side = book_side(pricing.price_side, _OPPOSITE[_ENTRY_SAME[direction]])
    if pricing.use_order_book and book is not None:
        return _level(book, side, pricing.order_book_top)
    return _from_ticker(ticker, side, pricing.price_last_balance, pays=direction is Direction.SHORT)


def book_side(price_side: str, same: str) -> str:
    """``bid`` or ``ask`` for a configured side, given which one ``same`` stands for."""
    if price_side == "same":
        return same
    return _OPPOSITE[same] if price_side == "other" else price_side


def clamped(proposed: float, custom: float, max_distance_ratio: float) -> float:
    """A strategy's price, held within ``max_distance_ratio`` around the proposed one; unusable values fall back."""
    if not isfinite(custom) or custom <= 0:
        return proposed
    return min(max(custom, proposed * (1 - max_distance_ratio)), proposed * (1 + max_distance_ratio))


def depth_allows(book: OrderBook, pricing: Pricing, direction: Direction) -> bool:
    """Whether demand outweighs supply as the user wants it (for a short trade: the other way round)."""
    if not pricing.check_depth_of_market:
        return True
    bids, asks = _volume(book.bids), _volume(book.asks)
    wanted, offered = (bids, asks) if direction is Direction.LONG else (asks, bids)
    return offered > 0 and wanted / offered >= pricing.bids_to_ask_delta


def _level(book: OrderBook, side: str, top: int) -> float | None:
    levels = book.bids if side == "bid" else book.asks
    return levels[top - 1].price if len(levels) >= top else None


def _from_ticker(ticker: Ticker | None, side: str, balance: float, *, pays: bool) -> float | None:
    """``balance`` moves a price that is worse than the last trade's towards it."""
    if ticker is None:
        return None
    rate = ticker.bid if side == "bid" else ticker.ask
    if rate is None or ticker.last is None or not balance:
        return rate if rate is not None else ticker.last
    is_worse = rate > ticker.last if pays else rate < ticker.last
    return rate + balance * (ticker.last - rate) if is_worse else rate


def _volume(levels: Sequence[Level]) -> float:
    return sum(level.amount for level in levels)
