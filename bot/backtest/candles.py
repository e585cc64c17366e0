"""The stored candles of a run, for the analysis and for what strategies ask."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

import numpy as np
import pandas as pd

from bot.backtest.moment import SimClock
from bot.backtest.position import moment
from bot.backtest.span import Span
from bot.domain import timeframe as tf
from bot.domain.frames import OHLCV
from bot.errors import Refused, StorageError

log = logging.getLogger(__name__)
VISIBLE = 1000  # analysed candles that a strategy sees


class CandleFolder(Protocol):
    """Stored candles; ``storage.CandleFiles`` is one."""

    def load(self, pair: str, timeframe: str, start: datetime | None, stop: datetime | None) -> pd.DataFrame: ...


class StoredSpan:
    """Candles of a span with the startup candles before it; every frame is read once while it is ``kept``."""

    def __init__(self, folder: CandleFolder, span: Span, startup: int) -> None:
        self._folder = folder
        self._span = span
        self._startup = startup
        self._kept: dict[tuple[str, str], pd.DataFrame] = {}

    def load(self, pair: str, timeframe: str, *, keep: bool) -> pd.DataFrame:
        """Empty without a file; the frame belongs to everybody and must not be changed."""
        known = self._kept.get((pair, timeframe))
        if known is None:
            span = self._span.with_startup(tf.seconds(timeframe) * 1000, self._startup)
            known = self._folder.load(pair, timeframe, _date(span.start_ms), _date(span.stop_ms))
            if keep:
                self._kept[pair, timeframe] = known
                if known.empty:
                    log.warning("The strategy reads %s of %s: no candles in this span.", timeframe, pair)
        return known


class SimCandles:
    """Implements the strategies' ``CandleSource``: everything before the run, and during it only what is past."""

    def __init__(self, clock: SimClock) -> None:
        self._clock = clock
        self._stored: StoredSpan | None = None
        self._timeframe = ""
        self._frames: Mapping[str, pd.DataFrame] = {}
        self._firsts_ms: dict[str, int] = {}
        self._analyzed_at = tf.EPOCH
        self._last: tuple[str, int, pd.DataFrame] | None = None
        self.is_running = False

    def prepare(self, stored: StoredSpan, timeframe: str) -> None:
        """Where the candles are, once a strategy has said how many it needs."""
        self._stored = stored
        self._timeframe = timeframe

    def begin(self, frames: Mapping[str, pd.DataFrame], analyzed_at: datetime) -> None:
        """From now on the clock decides what can be seen; ``frames`` are the analysed candles by pair."""
        self._frames = frames
        self._firsts_ms = {pair: _first_ms(frame) for pair, frame in frames.items()}
        self._analyzed_at = analyzed_at
        self.is_running = True

    def candles(self, pair: str, timeframe: str) -> pd.DataFrame:
        """Candles that are closed when the candle at hand begins; all of them before the run."""
        if self._stored is None:
            return pd.DataFrame(columns=OHLCV)
        frame = self._stored.load(pair, timeframe, keep=True)
        if not self.is_running or frame.empty:
            return frame
        end = tf.floor(self._clock.now(), timeframe)
        return frame.iloc[: int(frame["date"].searchsorted(end, side="left"))]

    def analyzed(self, pair: str, timeframe: str) -> tuple[pd.DataFrame, datetime]:
        """The newest analysed candles up to the one before the candle at hand."""
        frame = self._frames.get(pair) if timeframe == self._timeframe else None
        if frame is None:
            return pd.DataFrame(columns=OHLCV), tf.EPOCH
        end = max((self._clock.ms - self._firsts_ms[pair]) // (tf.seconds(timeframe) * 1000), 0)
        if self._last is None or self._last[:2] != (pair, end):
            self._last = pair, end, frame.iloc[max(end - VISIBLE, 0) : end]
        return self._last[2], self._analyzed_at


def check_candles(pair: str, timeframe: str, frame: pd.DataFrame) -> None:
    """Raise ``StorageError`` for candles that no simulation can use."""
    if timeframe.endswith(("M", "y")):
        raise Refused(f"Candles of {timeframe} are not evenly long, so they can't be simulated (allowed: up to weeks).")
    prices = frame[list(OHLCV[1:5])].to_numpy(dtype="float64")
    unusable = ~np.isfinite(prices).all(axis=1)
    if unusable.any():
        at = frame["date"].iloc[int(unusable.argmax())]
        raise StorageError(f"The {timeframe} candles of {pair} have a price that is no number on {at:%Y-%m-%d %H:%M}.")
    uneven = frame["date"].diff().iloc[1:] != tf.span(timeframe)
    if uneven.any():
        at = frame["date"].iloc[int(uneven.to_numpy().argmax()) + 1]
        raise StorageError(f"The {timeframe} candles of {pair} do not lie {timeframe} apart on {at:%Y-%m-%d %H:%M}.")


def _date(ms: int | None) -> datetime | None:
    return None if ms is None else moment(ms)


def _first_ms(frame: pd.DataFrame) -> int:
    return int(frame["date"].iloc[0].timestamp() * 1000)
