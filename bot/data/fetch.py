"""Candles of a span straight from an exchange, kept in memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from bot.data.retries import Pause, wait_after
from bot.data.walks import Forward
from bot.domain.market import CandleRequest
from bot.errors import ExchangeError
from bot.ports import MarketData

if TYPE_CHECKING:
    import pandas as pd


class Fetcher:
    """For one thread; ``pause`` waits so many seconds after an exchange that was not able to answer."""

    def __init__(self, market: MarketData, pause: Pause) -> None:
        self._market = market
        self._pause = pause

    def parts(
        self, pair: str, timeframe: str, first: datetime, last: datetime, candle_type: str = "spot"
    ) -> Iterator[pd.DataFrame]:
        """The closed candles that open from ``first`` to ``last``, both included, piece by piece, oldest first.

        Raises ``ExchangeError``.
        """
        limit = self._market.candle_limit
        way = Forward(first, last, timeframe, limit)
        while way.since is not None:
            fresh = way.take(self._asked(CandleRequest(pair, timeframe, way.since, limit, candle_type)))
            if len(fresh):
                yield fresh

    def _asked(self, request: CandleRequest) -> pd.DataFrame:
        failures = 0
        while True:
            ((_, answer),) = self._market.many_candles([request])
            if not isinstance(answer, ExchangeError):
                return answer
            failures += 1
            wait_s = wait_after(answer, failures)
            if wait_s is None:
                raise answer
            self._pause(wait_s)
