"""Public calls."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.clock import Clock
from bot.domain import timeframe as tf
from bot.domain.market import Level, Market
from bot.exchange.bars import from_ms, to_ms
from bot.exchange_server import refusals, wire
from bot.exchange_server.market import ChangedMarket

Values = Mapping[str, str]
Call = Callable[[Values], Any]
API = "/api/v3/"
LEVELS, CANDLES = 100, 500
RECENT_MS = 600_000


class Public:
    """``calls`` by method and path."""

    def __init__(self, market: ChangedMarket, clock: Clock, now_ms: Callable[[], int]) -> None:
        self._market = market
        self._clock = clock
        self._now_ms = now_ms
        self.calls: Mapping[tuple[str, str], Call] = {
            ("GET", f"{API}ping"): lambda _: {},
            ("GET", f"{API}time"): lambda _: {"serverTime": self._now_ms()},
            ("GET", f"{API}exchangeInfo"): self._exchange_info,
            ("GET", f"{API}ticker/24hr"): self._days,
            ("GET", f"{API}ticker/price"): self._prices,
            ("GET", f"{API}ticker/bookTicker"): self._best,
            ("GET", f"{API}depth"): self._depth,
            ("GET", f"{API}klines"): self._klines,
            ("GET", f"{API}aggTrades"): self._trades,
            ("GET", "/sapi/v1/system/status"): lambda _: {"status": 0, "msg": "normal"},
        }

    def _exchange_info(self, _: Values) -> dict[str, Any]:
        symbols = [wire.symbol(market) for market in self._market.markets().values()]
        return {
            "timezone": "UTC",
            "serverTime": self._now_ms(),
            "rateLimits": [],
            "exchangeFilters": [],
            "symbols": symbols,
        }

    def _days(self, values: Values) -> Any:
        now_ms = to_ms(self._clock.now())
        return self._of_each(values, lambda market, ticker: wire.day(market, ticker, now_ms))

    def _prices(self, values: Values) -> Any:
        return self._of_each(values, lambda market, ticker: {"symbol": _id(market), "price": wire.text(ticker.last)})

    def _best(self, values: Values) -> Any:
        def entry(market: Market, ticker: Any) -> dict[str, str]:
            amounts = {"bidQty": wire.text(1), "askQty": wire.text(1)}
            prices = {"bidPrice": wire.text(ticker.bid), "askPrice": wire.text(ticker.ask)}
            return {"symbol": _id(market), **prices, **amounts}

        return self._of_each(values, entry)

    def _of_each(self, values: Values, entry: Callable[[Market, Any], dict[str, Any]]) -> Any:
        """One entry for ``symbol``, a list for ``symbols`` or for all."""
        markets = self._market.markets()
        if "symbol" in values:
            chosen = [market_of(markets, values["symbol"])]
        elif "symbols" in values:
            chosen = [market_of(markets, name) for name in json.loads(values["symbols"])]
        else:
            chosen = [market for market in markets.values() if market.active]
        tickers = self._market.tickers([market.symbol for market in chosen])
        found = [entry(market, tickers[market.symbol]) for market in chosen if market.symbol in tickers]
        return found[0] if "symbol" in values and found else found

    def _depth(self, values: Values) -> dict[str, Any]:
        market = market_of(self._market.markets(), values["symbol"])
        book = self._market.order_book(market.symbol, int(values.get("limit", LEVELS)))
        return {"lastUpdateId": self._now_ms(), "bids": _levels(book.bids), "asks": _levels(book.asks)}

    def _klines(self, values: Values) -> list[list[Any]]:
        """Closed candles and the one that is forming."""
        market = market_of(self._market.markets(), values["symbol"])
        timeframe, limit = values["interval"], int(values.get("limit", CANDLES))
        if timeframe not in self._market.timeframes():
            raise refusals.Refusal(-1120, "Invalid interval.")
        since = from_ms(int(values["startTime"])) if "startTime" in values else None
        frame = self._market.candles(market.symbol, timeframe, since, limit)
        span_ms, forming_ms = tf.seconds(timeframe) * 1000, to_ms(tf.floor(self._clock.now(), timeframe))
        columns = [frame[name].tolist() for name in ("open", "high", "low", "close", "volume")]
        opens = [to_ms(moment) for moment in frame["date"].dt.to_pydatetime()]
        rows = [_row(open_ms, span_ms, *numbers) for open_ms, *numbers in zip(opens, *columns, strict=True)]
        if not opens or opens[-1] + span_ms == forming_ms:
            last = self._market.tickers([market.symbol])[market.symbol].last or 0.0
            first = columns[3][-1] if opens else last
            rows.append(_row(forming_ms, span_ms, first, max(first, last), min(first, last), last, 0.0))
        rows = rows[-limit:] if since is None else rows[:limit]
        if "endTime" in values:
            rows = [row for row in rows if row[0] <= int(values["endTime"])]
        return rows

    def _trades(self, values: Values) -> list[dict[str, Any]]:
        """From ``startTime`` on, else those of the last minutes."""
        market = market_of(self._market.markets(), values["symbol"])
        since = int(values.get("startTime", to_ms(self._clock.now()) - RECENT_MS))
        frame = self._market.public_trades(market.symbol, from_ms(since), int(values.get("limit", CANDLES)))
        until = int(values.get("endTime", to_ms(self._clock.now())))
        return [wire.public_trade(row) for row in frame.to_dict("records") if row["timestamp"] <= until]


def market_of(markets: Mapping[str, Market], symbol: str) -> Market:
    """The market that the protocol calls ``symbol``; raises ``Refusal``."""
    for market in markets.values():
        if _id(market) == symbol:
            return market
    raise refusals.unknown_symbol()


def _id(market: Market) -> str:
    return market.base + market.quote


def _levels(side: Sequence[Level]) -> list[list[str]]:
    return [[wire.text(level.price), wire.text(level.amount)] for level in side]


def _row(open_ms: int, span_ms: int, first: float, high: float, low: float, last: float, volume: float) -> list[Any]:
    numbers = [wire.text(number) for number in (first, high, low, last, volume)]
    return [open_ms, *numbers, open_ms + span_ms - 1, wire.text(volume * last), 0, "0", "0", "0"]
