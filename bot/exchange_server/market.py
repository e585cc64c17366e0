"""The simulated market with changes that a test asks for: other prices, closed pairs, other rules, broken books."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pandas as pd

from bot.domain.market import Level, Market, OrderBook, Ticker
from bot.exchange.one_by_one import OneByOne
from bot.ports.exchange import MarketData

RULES = ("active", "amount_precision", "price_precision", "min_amount", "min_cost", "maker_fee", "taker_fee")
DEEP = 1e9


class ChangedMarket(OneByOne):
    """Implements ``ports.MarketData`` over another."""

    def __init__(self, inner: MarketData) -> None:
        self._inner = inner
        self.name = inner.name
        self.candle_limit = inner.candle_limit
        self._rules: dict[str, dict[str, Any]] = {}
        self._prices: dict[str, float] = {}
        self._books: dict[str, str] = {}
        self._gone: set[str] = set()

    def change(self, pair: str, changes: Mapping[str, Any]) -> None:
        """``price`` (``None``: the market's own), ``book`` (``empty``, ``crossed``, ``None``), ``delisted``, rules.

        Raises ``ValueError`` for a change that can't be meant.
        """
        if pair not in self._inner.markets():
            raise ValueError(f"There is no market {pair}.")
        known = ("price", "book", "delisted", *RULES)
        for name in changes:
            if name not in known:
                raise ValueError(f"'{name}' can't be changed (allowed: {', '.join(known)}).")
        _put(self._prices, pair, changes, "price")
        _put(self._books, pair, changes, "book")
        if "delisted" in changes:
            (self._gone.add if changes["delisted"] else self._gone.discard)(pair)
        rules = {name: value for name, value in changes.items() if name in RULES}
        self._rules[pair] = {**self._rules.get(pair, {}), **rules}

    def timeframes(self) -> Sequence[str]:
        return self._inner.timeframes()

    def markets(self) -> Mapping[str, Market]:
        if not self._rules and not self._gone:
            return self._inner.markets()
        found = {pair: market for pair, market in self._inner.markets().items() if pair not in self._gone}
        return {pair: replace(market, **self._rules.get(pair, {})) for pair, market in found.items()}

    def tickers(self, pairs: Iterable[str] | None = None) -> Mapping[str, Ticker]:
        found = {pair: entry for pair, entry in self._inner.tickers(pairs).items() if pair not in self._gone}
        for pair, price in self._prices.items():
            if pair in found:
                found[pair] = replace(found[pair], bid=price, ask=price, last=price)
        return found

    def order_book(self, pair: str, depth: int = 20) -> OrderBook:
        kind, price = self._books.get(pair), self._prices.get(pair)
        if kind == "empty":
            return OrderBook(pair, (), ())
        if price is not None:
            return OrderBook(pair, (Level(price, DEEP),), (Level(price, DEEP),))
        book = self._inner.order_book(pair, depth)
        return OrderBook(pair, book.asks, book.bids) if kind == "crossed" else book

    def candles(self, pair: str, timeframe: str, since: datetime | None, limit: int) -> pd.DataFrame:
        return self._inner.candles(pair, timeframe, since, limit)

    def public_trades(self, pair: str, since: datetime, limit: int) -> pd.DataFrame:
        return self._inner.public_trades(pair, since, limit)


def _put(kept: dict[str, Any], pair: str, changes: Mapping[str, Any], name: str) -> None:
    if changes.get(name) is not None:
        kept[pair] = changes[name]
    elif name in changes:
        kept.pop(pair, None)
