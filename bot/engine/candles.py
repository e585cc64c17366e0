"""The candles of all pairs that anyone needs, each fetched once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from bot.clock import Clock
from bot.domain import timeframe as tf
from bot.domain.market import CandleRequest
from bot.engine.frames import empty_candles, joined
from bot.errors import ConfigError, ExchangeError, TemporaryError
from bot.ports import MarketData
from bot.state.snapshot import AnalyzedFrame

if TYPE_CHECKING:
    import pandas as pd

MAX_START_CALLS = 5
GIVE_UP_AFTER = 3  # temporary errors in a row: then the whole exchange is away, not one pair
Key = tuple[str, str]
log = logging.getLogger(__name__)


def start_calls(startup_candles: int, candle_limit: int, exchange: str) -> int:
    """How many calls bring enough candles for the first analysis; raises ``ConfigError`` beyond five."""
    calls = 1 + startup_candles // candle_limit
    if calls > MAX_START_CALLS:
        raise ConfigError(
            f"This strategy requires {startup_candles} candles to start, which is more than "
            f"{MAX_START_CALLS} calls of {exchange} give ({candle_limit} candles each).",
            key="startup_candle_count",
            value=startup_candles,
            allowed=f"at most {MAX_START_CALLS * candle_limit - 1}",
        )
    return calls


class CandleKeeper:
    """Implements the strategies' ``CandleSource``. A pair is asked for only when a new candle must exist."""

    def __init__(self, market: MarketData, clock: Clock, startup_candles: int = 0) -> None:
        self._market = market
        self._clock = clock
        self._startup = startup_candles
        self._frames: dict[Key, pd.DataFrame] = {}
        self._newest: dict[Key, datetime] = {}
        self._analyzed: dict[Key, AnalyzedFrame] = {}
        self.revision = 0

    def need(self, startup_candles: int) -> None:
        """Keep this many candles in front of those that one call gives."""
        start_calls(startup_candles, self._market.candle_limit, self._market.name)
        self._startup = startup_candles

    def refresh(self, wanted: Iterable[Key], between: Callable[[], None]) -> None:
        """Fetch what is new. A pair that fails keeps its old candles; raises ``TemporaryError`` when many do."""
        asked = {key: self._requests(key) for key in dict.fromkeys(wanted) if self._is_due(key)}
        requests = [request for of_pair in asked.values() for request in of_pair]
        parts: dict[Key, list[pd.DataFrame]] = {}
        failures = 0
        for request, answer in self._market.many_candles(requests):
            between()
            key = (request.pair, request.timeframe)
            if isinstance(answer, ExchangeError):
                failures += isinstance(answer, TemporaryError)
                log.warning("No new candles for %s %s: %s", *key, answer)
                if failures >= GIVE_UP_AFTER:
                    raise answer
                continue
            failures = 0
            parts.setdefault(key, []).append(answer)
            if len(parts[key]) == len(asked[key]):
                self._take(key, parts.pop(key), asked[key][0].since)

    def newest(self, pair: str, timeframe: str) -> datetime | None:
        """Open of the newest closed candle that is kept."""
        return self._newest.get((pair, timeframe))

    def candles(self, pair: str, timeframe: str) -> pd.DataFrame:
        """Closed candles, oldest first; the caller may change its copy. Empty for a pair that nobody asked for."""
        frame = self._frames.get((pair, timeframe))
        return empty_candles() if frame is None else frame.copy(deep=False)

    def analyzed(self, pair: str, timeframe: str) -> tuple[pd.DataFrame, datetime]:
        """Candles with the strategy's columns and when they were made; empty and 1970 for an unknown pair."""
        known = self._analyzed.get((pair, timeframe))
        if known is None:
            return empty_candles(), tf.EPOCH
        return known.frame.copy(deep=False), known.analyzed_at

    def publish(self, frame: AnalyzedFrame) -> None:
        """Keep an analysed frame for strategies and readers."""
        self._analyzed[frame.pair, frame.timeframe] = frame
        self.revision += 1

    def frames(self) -> Mapping[Key, AnalyzedFrame]:
        """All analysed frames, in a mapping of its own."""
        return dict(self._analyzed)

    def forget_others(self, wanted: Iterable[Key]) -> None:
        """Drop the candles that nobody needs any more."""
        kept = set(wanted)
        self._frames = {key: frame for key, frame in self._frames.items() if key in kept}
        self._newest = {key: at for key, at in self._newest.items() if key in kept}
        if not self._analyzed.keys() <= kept:
            self._analyzed = {key: frame for key, frame in self._analyzed.items() if key in kept}
            self.revision += 1

    def _is_due(self, key: Key) -> bool:
        """Whether a candle has closed that is not kept yet."""
        newest = self._newest.get(key)
        return newest is None or newest < self._last_closed(key[1])

    def _last_closed(self, timeframe: str) -> datetime:
        return tf.floor(self._clock.now(), timeframe) - tf.span(timeframe)

    def _requests(self, key: Key) -> list[CandleRequest]:
        """What to ask for: everything, or what came after the newest one, with that again in case it was not final."""
        pair, timeframe = key
        limit = self._market.candle_limit
        newest = self._newest.get(key)
        if newest is not None and (self._last_closed(timeframe) - newest) // tf.span(timeframe) < limit:
            return [CandleRequest(pair, timeframe, newest, limit)]
        calls = start_calls(self._startup, limit, self._market.name)
        if calls == 1:
            return [CandleRequest(pair, timeframe, None, limit)]
        first = self._last_closed(timeframe) - (calls * limit - 1) * tf.span(timeframe)
        starts = (first + call * limit * tf.span(timeframe) for call in range(calls))
        return [CandleRequest(pair, timeframe, since, limit) for since in starts]

    def _take(self, key: Key, parts: Iterable[pd.DataFrame], since: datetime | None) -> None:
        goes_on = since is not None and since == self._newest.get(key)
        frame = self._frames[key] if goes_on else empty_candles()
        for part in parts:
            frame = joined(frame, part, key[1], self._keep)
        if not frame.empty:
            self._frames[key] = frame
            self._newest[key] = frame["date"].iloc[-1].to_pydatetime()

    @property
    def _keep(self) -> int:
        return self._market.candle_limit + self._startup
