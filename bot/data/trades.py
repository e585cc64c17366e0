"""Downloads an exchange's public trades."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pandas as pd

from bot.clock import Clock
from bot.data.files import TradeStore
from bot.data.plan import checked, start_of
from bot.data.retries import Pause, wait_after
from bot.domain import timeframe as tf
from bot.domain.market_data import Downloaded, DownloadRequest
from bot.domain.timerange import Timerange
from bot.errors import ConfigError, ExchangeError, StorageError
from bot.ports import MarketData
from bot.ports.progress import Progress

KIND = "trades"
PAGE = 1000
CHUNK = 100_000  # trades that a broken off download may lose; large files are written anew less often
CHUNK_SHARE = 0.1
KEY = ["timestamp", "id", "side", "price", "amount"]
MILLISECOND = timedelta(milliseconds=1)
log = logging.getLogger(__name__)


@dataclass(slots=True)
class _State:
    """A pair on its way: what is stored, and what has come since."""

    stored: pd.DataFrame
    buffer: list[pd.DataFrame] = field(default_factory=list)
    added: int = 0

    @property
    def buffered(self) -> int:
        return sum(map(len, self.buffer))


class TradeDownloader:
    """For one thread. Pairs come one after the other: each page begins where the one before has ended."""

    def __init__(
        self, market: MarketData, files: TradeStore, clock: Clock, pause: Pause, *, chunk: int = CHUNK
    ) -> None:
        self._chunk = chunk
        self._market = market
        self._files = files
        self._clock = clock
        self._pause = pause

    def run(self, request: DownloadRequest, pairs: Sequence[str], progress: Progress) -> list[Downloaded]:
        """What became of each pair. Raises ``Refused`` or ``ConfigError`` for a request that can't be meant."""
        span = checked(request)
        if request.prepend:
            raise ConfigError(
                "Trades can't be added in front of the stored ones; allowed: --erase, to begin anew.", key="prepend"
            )
        progress.step("Downloading trades", float(len(pairs)))
        found = []
        for number, pair in enumerate(pairs):
            found.append(self._pair(request, span, pair, _Part(progress, number)))
            progress.done(number + 1.0)
        return found

    def _pair(self, request: DownloadRequest, span: Timerange, pair: str, part: _Part) -> Downloaded:
        now = self._clock.now()
        error, state = "", _State(no_trades())
        try:
            stored = self._files.load(pair)
            state = _State(no_trades() if request.erase else stored)
            start = start_of(request, span, now, is_new=state.stored.empty)
            if not state.stored.empty:
                start = _moment(state.stored["timestamp"].iloc[-1])
            self._follow(pair, state, start, min(span.stop or now, now), part)
        except (ExchangeError, StorageError) as problem:
            error = str(problem)
        finally:
            error = self._saved(pair, state) or error
        return _outcome(pair, state, error)

    def _follow(self, pair: str, state: _State, start: datetime, stop: datetime, part: _Part) -> None:
        since = start
        while since <= stop:
            page = self._page(pair, since)
            fresh = page[(page["timestamp"] >= _ms(since)) & (page["timestamp"] <= _ms(stop))]
            newest = _ms(since) - 1 if page.empty else int(page["timestamp"].max())
            if len(fresh):
                state.buffer.append(fresh)
            if newest > _ms(since):
                since = _moment(newest)
            elif newest == _ms(since):  # the last ones there are, or as many in a millisecond as fit on a page
                since += MILLISECOND
            else:
                since += timedelta(seconds=self._market.trades_span_s)
            if state.buffered >= max(self._chunk, len(state.stored) * CHUNK_SHARE):
                self._flush(pair, state)
            part.done((since - start) / (stop - start) if stop > start else 1.0)

    def _page(self, pair: str, since: datetime) -> pd.DataFrame:
        failures = 0
        while True:
            try:
                return self._market.public_trades(pair, since, PAGE)
            except ExchangeError as error:
                failures += 1
                wait_s = wait_after(error, failures)
                if wait_s is None:
                    raise
                log.info("The trades of %s will be asked for again: %s", pair, error)
                self._pause(wait_s)

    def _saved(self, pair: str, state: _State) -> str:
        """Why what has come can't be written, empty where it is."""
        try:
            self._flush(pair, state)
        except StorageError as error:
            return str(error)
        return ""

    def _flush(self, pair: str, state: _State) -> None:
        if not state.buffer:
            return
        parts = [part for part in (state.stored, *state.buffer) if not part.empty]
        whole = pd.concat(parts, ignore_index=True).sort_values("timestamp", kind="stable")
        whole = whole.drop_duplicates(KEY, keep="first").reset_index(drop=True)
        state.buffer.clear()
        if len(whole) > len(state.stored):
            self._files.save(pair, whole)
        state.added += len(whole) - len(state.stored)
        state.stored = whole


@dataclass(frozen=True, slots=True)
class _Part:
    """The progress of one pair among others."""

    progress: Progress
    number: int

    def done(self, share: float) -> None:
        self.progress.done(self.number + min(1.0, share))


def no_trades() -> pd.DataFrame:
    """A frame without trades."""
    texts = {name: pd.Series(dtype=object) for name in ("id", "type", "side")}
    numbers = {name: pd.Series(dtype="float64") for name in ("price", "amount", "cost")}
    return pd.DataFrame({"timestamp": pd.Series(dtype="int64"), **texts, **numbers})


def _outcome(pair: str, state: _State, error: str) -> Downloaded:
    stamps = state.stored["timestamp"]
    note = "" if len(stamps) or error else "there are no trades of this time"
    return Downloaded(
        pair=pair,
        kind=KIND,
        candle_type="",
        added=state.added,
        first=_moment(stamps.iloc[0]) if len(stamps) else None,
        last=_moment(stamps.iloc[-1]) if len(stamps) else None,
        note=note,
        error=error,
    )


def _ms(moment: datetime) -> int:
    return (moment - tf.EPOCH) // MILLISECOND


def _moment(moment_ms: int) -> datetime:
    return tf.EPOCH + int(moment_ms) * MILLISECOND
