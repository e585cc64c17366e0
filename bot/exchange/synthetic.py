"""An exchange out of a seed: no network, no files, the same prices at every start."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from bot.clock import Clock
from bot.domain.market import Market, OrderBook, Ticker
from bot.errors import ExchangeError
from bot.exchange import bars as candle_bars
from bot.exchange.bars import MINUTE_MS, TIMEFRAMES, Bars, from_ms, inside, origin_ms, span_ms, to_ms, visible_range
from bot.exchange.book import BookShape, best_ticks, make_book
from bot.exchange.coins import Listing, listings
from bot.exchange.made_up_trades import PER_CANDLE, trades_of
from bot.exchange.one_by_one import OneByOne
from bot.exchange.price_paths import PricePaths
from bot.exchange.synthetic_candles import SyntheticCandles

_HOUR_MS = 60 * MINUTE_MS
_LEVEL_SHARE = 0.15  # of a minute's turnover lies on the best level


@dataclass(frozen=True, slots=True)
class _Minute:
    """The candles in progress of all pairs."""

    number: int
    bars: Bars


@dataclass(frozen=True, slots=True)
class _Day:
    """Per pair: price a day ago and turnover of the last 24 whole hours, as of an hour's beginning."""

    hour: int
    opens: npt.NDArray[np.float64]
    quote_volumes: npt.NDArray[np.float64]


class SyntheticMarket(OneByOne):
    """Implements ``ports.MarketData`` for ``pairs`` USDT markets and a few others.

    Everything follows from ``seed`` and the clock: two objects with the same seed always agree, and nothing after
    ``clock.now()`` can be seen. Candles begin with a pair's listing. May be used by several threads.
    """

    candle_limit = 1000

    def __init__(self, seed: int, pairs: int, clock: Clock, name: str = "simulated") -> None:
        self.name = name
        self._clock = clock
        self._listings = listings(seed, pairs)
        self._rows = {entry.market.symbol: row for row, entry in enumerate(self._listings)}
        self._markets = {entry.market.symbol: entry.market for entry in self._listings}
        self._active = tuple(pair for pair, market in self._markets.items() if market.active)
        self._paths = PricePaths(self._listings)
        self._candles = SyntheticCandles(self._paths)
        self._minute: _Minute | None = None
        self._day: _Day | None = None

    def timeframes(self) -> Sequence[str]:
        return TIMEFRAMES

    def markets(self) -> Mapping[str, Market]:
        return self._markets

    def tickers(self, pairs: Iterable[str] | None = None) -> Mapping[str, Ticker]:
        """Tickers of the active pairs among ``pairs``; unknown ones are left out."""
        now_ms = to_ms(self._clock.now())
        ticks = self._last_ticks(now_ms)
        scales = self._paths.scales[:, 0]
        bids, asks = (side / scales for side in best_ticks(ticks, self._paths.salts, now_ms // 1000))
        lasts, day = ticks / scales, self._day_at(now_ms)
        chosen = self._active if pairs is None else [pair for pair in pairs if pair in self._active]
        table = np.stack((bids, asks, lasts, day.quote_volumes, (lasts / day.opens - 1.0) * 100.0), axis=1).tolist()
        return {pair: _ticker(pair, table[self._rows[pair]]) for pair in chosen}

    def order_book(self, pair: str, depth: int = 20) -> OrderBook:
        entry, row = self._listing(pair)
        now_ms = to_ms(self._clock.now())
        second = now_ms // 1000
        last, salts = self._last_ticks(now_ms)[row : row + 1], self._paths.salts[row : row + 1]
        bids, asks = best_ticks(last, salts, second)
        return make_book(pair, int(bids[0]), int(asks[0]), _shape(entry), salts, second, depth)

    def candles(self, pair: str, timeframe: str, since: datetime | None, limit: int) -> pd.DataFrame:
        entry, row = self._listing(pair)
        step = span_ms(timeframe, TIMEFRAMES)
        origin = origin_ms(timeframe)
        first = _first_candle(entry, origin, step)
        end = (to_ms(self._clock.now()) - origin) // step
        start = None if since is None else -(-(to_ms(since) - origin) // step)
        begin, stop = visible_range(first, end, start, min(limit, self.candle_limit))
        return candle_bars.frame(origin + begin * step, step, self._candles.bars(row, timeframe, begin, stop))

    def public_trades(self, pair: str, since: datetime, limit: int) -> pd.DataFrame:
        """Made of the minutes that have closed."""
        entry, row = self._listing(pair)
        first = max(_first_candle(entry, 0, MINUTE_MS), to_ms(since) // MINUTE_MS)
        end = max(first, min(to_ms(self._clock.now()) // MINUTE_MS, first + limit // PER_CANDLE + 1))
        opens_ms = np.arange(first, end, dtype=np.int64) * MINUTE_MS
        trades = trades_of(opens_ms, MINUTE_MS, self._candles.bars(row, "1m", first, end))
        return trades[trades["timestamp"] >= to_ms(since)].head(limit).reset_index(drop=True)

    def _listing(self, pair: str) -> tuple[Listing, int]:
        row = self._rows.get(pair)
        if row is None:
            raise ExchangeError(f"{self.name} has no market {pair}.")
        return self._listings[row], row

    def _last_ticks(self, now_ms: int) -> npt.NDArray[np.int64]:
        """Last price of all pairs in ticks, on the way of the minute in progress."""
        number, passed_ms = divmod(now_ms, MINUTE_MS)
        minute = self._minute
        if minute is None or minute.number != number:
            minute = self._minute = _Minute(number, self._paths.minutes(slice(None), number, 1)[:, :, 0])
        return np.rint(inside(minute.bars, passed_ms / MINUTE_MS) * self._paths.scales[:, 0]).astype(np.int64)

    def _day_at(self, now_ms: int) -> _Day:
        hour = now_ms // _HOUR_MS
        day = self._day
        if day is None or day.hour != hour:
            rows = range(len(self._listings))
            hours = np.stack([self._candles.bars(row, "1h", hour - 24, hour) for row in rows], axis=1)
            day = self._day = _Day(hour, hours[0, :, 0], (hours[3] * hours[4]).sum(axis=1))
        return day


def _ticker(pair: str, figures: Sequence[float]) -> Ticker:
    bid, ask, last, quote_volume, percentage = figures
    return Ticker(
        pair=pair, bid=bid, ask=ask, last=last, quote_volume=round(quote_volume, 2), percentage=round(percentage, 3)
    )


def _shape(entry: Listing) -> BookShape:
    per_minute = entry.daily_volume / entry.price / 1440
    return BookShape(10.0**entry.price_decimals, 10.0**entry.amount_decimals, per_minute * _LEVEL_SHARE)


def _first_candle(entry: Listing, origin: int, step: int) -> int:
    """The first candle that begins when the pair is listed already."""
    listed_at = entry.market.listed_at or from_ms(0)
    return -(-(to_ms(listed_at) - origin) // step)
