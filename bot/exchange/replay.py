"""Candle files played back on the market's clock."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

import numpy as np
import pandas as pd

from bot.clock import Clock
from bot.domain import timeframe as tf
from bot.domain.market import Market, OrderBook, Ticker
from bot.errors import ExchangeError, StorageError
from bot.exchange.bars import TIMEFRAMES, dated_frame, from_ms, to_ms, visible_range
from bot.exchange.book import BookShape, best_ticks, make_book
from bot.exchange.data_market import market_from
from bot.exchange.made_up_trades import PER_CANDLE, trades_of
from bot.exchange.noise import Salts, salt
from bot.exchange.one_by_one import OneByOne
from bot.exchange.series import Series, aggregated, from_frame

log = logging.getLogger(__name__)

_DAY_MS = 86_400_000
_VOLUME_WINDOW = 100
_LEVEL_SHARE = 0.15


class ReplayMarket(OneByOne):
    """Implements ``ports.MarketData`` out of stored candles.

    ``load(pair, timeframe)`` gives stored candles, ``pairs`` the stored timeframes of each pair. Candles appear once
    they have closed; prices move through the candle in progress of the shortest timeframe. Before the first candle and
    after the last one the price stands still. Missing timeframes are aggregates of shorter ones. Pairs whose file is
    empty are left out; a file that can't be read raises ``ExchangeError``. Files are read when first needed and then
    kept in memory.
    """

    candle_limit = 1000

    def __init__(
        self,
        load: Callable[[str, str], pd.DataFrame],
        pairs: Mapping[str, Sequence[str]],
        clock: Clock,
        name: str = "replay",
    ) -> None:
        self.name = name
        self._load = load
        self._stored = {pair: sorted(stored, key=tf.seconds) for pair, stored in pairs.items() if stored}
        self._clock = clock
        self._series: dict[tuple[str, str], Series] = {}
        self._markets: dict[str, Market] = {}
        self._salts: dict[str, Salts] = {pair: np.array([salt(pair)], dtype=np.uint64) for pair in self._stored}
        self._has_told_end = False

    def timeframes(self) -> Sequence[str]:
        """Those that at least one pair has."""
        stored = {timeframe for own in self._stored.values() for timeframe in own}
        made = (name for name in TIMEFRAMES if any(_base_of(name, own) for own in self._stored.values()))
        return sorted(stored.union(made), key=tf.seconds)

    def span(self) -> tuple[datetime, datetime]:
        """From the first candle of all pairs to the end of the last one; raises ``ExchangeError`` without pairs."""
        finest = [self._finest(pair) for pair in self.markets()]
        if not finest:
            raise ExchangeError("There are no candles to replay.")
        first = min(int(series.opens_ms[0]) for series in finest)
        return from_ms(first), from_ms(max(int(series.ends_ms[-1]) for series in finest))

    def markets(self) -> Mapping[str, Market]:
        if not self._markets:
            self._markets = {
                pair: market_from(pair, self._finest(pair)) for pair in self._stored if self._has_data(pair)
            }
        return self._markets

    def tickers(self, pairs: Iterable[str] | None = None) -> Mapping[str, Ticker]:
        """Tickers of the known pairs among ``pairs``."""
        known = self.markets()
        chosen = known if pairs is None else [pair for pair in pairs if pair in known]
        now_ms = to_ms(self._clock.now())
        return {pair: self._ticker(pair, now_ms) for pair in chosen}

    def order_book(self, pair: str, depth: int = 20) -> OrderBook:
        now_ms = to_ms(self._clock.now())
        bid, ask = self._best(pair, now_ms)
        return make_book(pair, bid, ask, self._shape(pair, now_ms), self._salts[pair], now_ms // 1000, depth)

    def candles(self, pair: str, timeframe: str, since: datetime | None, limit: int) -> pd.DataFrame:
        series = self._series_of(pair, timeframe)
        end = series.number_closed(to_ms(self._clock.now()))
        start = None if since is None else series.first_from(to_ms(since))
        begin, stop = visible_range(0, end, start, min(limit, self.candle_limit))
        return dated_frame(series.opens_ms[begin:stop].copy(), series.bars[:, begin:stop].copy())

    def public_trades(self, pair: str, since: datetime, limit: int) -> pd.DataFrame:
        """Made of the shortest candles that have closed."""
        series, since_ms = self._finest(pair), to_ms(since)
        step_ms = int(series.ends_ms[0] - series.opens_ms[0])
        begin = max(0, series.first_from(since_ms) - 1)
        end = min(series.number_closed(to_ms(self._clock.now())), begin + limit // PER_CANDLE + 2)
        trades = trades_of(series.opens_ms[begin:end], step_ms, series.bars[:, begin:end])
        return trades[trades["timestamp"] >= since_ms].head(limit).reset_index(drop=True)

    def _ticker(self, pair: str, now_ms: int) -> Ticker:
        series, scale = self._finest(pair), self._scale(pair)
        bid, ask = self._best(pair, now_ms)
        last = round(series.price_at(now_ms) * scale) / scale
        end, begin = series.number_closed(now_ms), series.first_from(now_ms - _DAY_MS)
        day = series.bars[:, begin:end]
        before = float(day[0, 0]) if day.size else last
        return Ticker(
            pair=pair,
            bid=bid / scale,
            ask=ask / scale,
            last=last,
            quote_volume=round(float(day[3] @ day[4]), 2),
            percentage=round((last / before - 1.0) * 100.0, 3),
        )

    def _best(self, pair: str, now_ms: int) -> tuple[int, int]:
        """Best bid and ask in ticks."""
        series = self._finest(pair)
        self._tell_end_once(series, now_ms)
        last = np.rint(np.array([series.price_at(now_ms) * self._scale(pair)])).astype(np.int64)
        bids, asks = best_ticks(last, self._salts[pair], now_ms // 1000)
        return int(bids[0]), int(asks[0])

    def _shape(self, pair: str, now_ms: int) -> BookShape:
        series = self._finest(pair)
        end = series.number_closed(now_ms)
        recent = series.bars[4, max(0, end - _VOLUME_WINDOW) : end or 1]
        minutes = (int(series.ends_ms[0]) - int(series.opens_ms[0])) / 60_000
        amount_scale = round(1 / (self.markets()[pair].amount_precision or 1.0))
        return BookShape(self._scale(pair), amount_scale, float(recent.mean()) / minutes * _LEVEL_SHARE)

    def _scale(self, pair: str) -> float:
        return float(round(1 / (self.markets()[pair].price_precision or 1.0)))

    def _finest(self, pair: str) -> Series:
        """Candles of the shortest timeframe."""
        return self._series_of(pair, self._stored[pair][0] if pair in self._stored else "")

    def _has_data(self, pair: str) -> bool:
        timeframe = self._stored[pair][0]
        series = self._read(pair, timeframe)
        if series is None:
            log.warning("%s is left out of the replay: its %s candles are empty.", pair, timeframe)
            return False
        self._series[pair, timeframe] = series
        return True

    def _series_of(self, pair: str, timeframe: str) -> Series:
        key = (pair, timeframe)
        if key not in self._series:
            series = self._made(pair, timeframe)
            if series is None:
                raise ExchangeError(f"There are no {timeframe} candles of {pair} to replay.")
            self._series[key] = series
        return self._series[key]

    def _made(self, pair: str, timeframe: str) -> Series | None:
        if pair not in self._stored:
            raise ExchangeError(f"{self.name} has no market {pair}.")
        if timeframe in self._stored[pair]:
            return self._read(pair, timeframe)
        base = _base_of(timeframe, self._stored[pair])
        return None if base is None else aggregated(self._series_of(pair, base), timeframe)

    def _read(self, pair: str, timeframe: str) -> Series | None:
        try:
            return from_frame(self._load(pair, timeframe), timeframe)
        except StorageError as error:
            raise ExchangeError(f"{pair} can't be replayed: {error}") from error

    def _tell_end_once(self, series: Series, now_ms: int) -> None:
        if now_ms > series.ends_ms[-1] and not self._has_told_end:
            self._has_told_end = True
            log.warning("The replay is over: the candles end at %s, prices stand still.", from_ms(series.ends_ms[-1]))


def _base_of(timeframe: str, stored: Sequence[str]) -> str | None:
    """The longest stored timeframe whose candles fit into those of ``timeframe``."""
    if timeframe not in TIMEFRAMES:
        return None
    length = tf.seconds(timeframe)
    fitting = [name for name in stored if not name.endswith(("M", "y")) and _fits(tf.seconds(name), length)]
    return fitting[-1] if fitting else None


def _fits(short_s: int, long_s: int) -> bool:
    return short_s < long_s and long_s % short_s == 0
