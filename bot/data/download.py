"""Downloads candles: many files at the same time, in chunks, going on from what is stored."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.clock import Clock
from bot.data.files import CandleStore
from bot.data.frames import first_date, joined, last_date
from bot.data.plan import Stored, Wanted, checked, walk
from bot.data.retries import Pause, wait_after
from bot.data.walks import Walk
from bot.domain import timeframe as tf
from bot.domain.market import CandleRequest, Market
from bot.domain.market_data import Downloaded, DownloadRequest
from bot.domain.timerange import Timerange
from bot.errors import ExchangeError, Refused, StorageError
from bot.ports import MarketData
from bot.ports.progress import Progress

if TYPE_CHECKING:
    import pandas as pd

AT_ONCE = 16
CHUNK = 20_000  # candles that a broken off download may lose; large files are written anew less often
CHUNK_SHARE = 0.1
log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Job:
    """One file on its way. ``size`` counts its candles; ``failures`` those in a row."""

    file: Wanted
    walk: Walk | None = None
    stored: Stored | None = None
    size: int = 0
    added: int = 0
    wanted_from: datetime | None = None
    note: str = ""
    error: str = ""
    failures: int = 0
    wait_s: float = 0.0
    buffer: list[pd.DataFrame] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return bool(self.error) or self.walk is None or self.walk.since is None

    @property
    def is_full(self) -> bool:
        return sum(map(len, self.buffer)) >= max(CHUNK, self.size * CHUNK_SHARE)

    @property
    def share(self) -> float:
        return 1.0 if self.is_over or self.walk is None else self.walk.share


class Downloader:
    """For one thread. ``pause`` waits so many seconds after an exchange that was not able to answer."""

    def __init__(self, market: MarketData, files: CandleStore, clock: Clock, pause: Pause) -> None:
        self._market = market
        self._files = files
        self._clock = clock
        self._pause = pause

    def run(self, request: DownloadRequest, files: Sequence[Wanted], progress: Progress) -> list[Downloaded]:
        """What became of each file. A failure of one does not end the others; nothing that has come is lost.

        Raises ``Refused`` or ``ConfigError`` for a request that can't be meant.
        """
        span = checked(request)
        self._check_timeframes(files)
        known = self._market.markets()
        jobs = [self._job(request, span, file, known.get(file.pair)) for file in files]
        progress.step("Downloading candles", float(len(jobs)))
        try:
            self._work(jobs, AT_ONCE if request.parallel else 1, progress)
        finally:
            for job in jobs:
                self._flush(job)
        return [self._outcome(job) for job in jobs]

    def _work(self, jobs: Sequence[_Job], at_once: int, progress: Progress) -> None:
        while waiting := [job for job in jobs if not job.is_over]:
            active = waiting[:at_once]
            is_answered = self._round(active)
            for job in active:
                if job.is_over or job.is_full:
                    self._flush(job)
            progress.done(sum(job.share for job in jobs))
            if not is_answered and all(job.is_over for job in active) and any(job.failures > 1 for job in active):
                _give_up(waiting[at_once:], active[0].error)
            wait_s = max((job.wait_s for job in active if job.failures and not job.is_over), default=0.0)
            if wait_s:
                self._pause(wait_s)
        progress.done(float(len(jobs)))

    def _round(self, active: Sequence[_Job]) -> bool:
        """One request for each; whether any was answered."""
        asked = {self._request(job): job for job in active}
        is_answered = False
        for request, answer in self._market.many_candles(list(asked)):
            job = asked[request]
            if isinstance(answer, ExchangeError):
                _failed(job, answer)
            elif job.walk is not None:
                is_answered, job.failures = True, 0
                fresh = job.walk.take(answer)
                if len(fresh):
                    job.buffer.append(fresh)
        return is_answered

    def _request(self, job: _Job) -> CandleRequest:
        since = None if job.walk is None else job.walk.since
        file = job.file
        return CandleRequest(file.pair, file.timeframe, since, self._market.candle_limit, file.candle_type)

    def _job(self, request: DownloadRequest, span: Timerange, file: Wanted, market: Market | None) -> _Job:
        """A file that can't be read is left as it is, unless it is to be erased."""
        if market is None:
            return _Job(file, error=f"{self._market.name} has no market {file.pair}.")
        job = _Job(file)
        try:
            if not request.erase:
                self._look(job, self._files.stored(file.pair, file.timeframe, file.candle_type, ("date",)))
        except StorageError as error:
            job.error = f"{error} (--erase begins anew)"
            return job
        way, job.note = walk(request, span, file.timeframe, job.stored, self._clock.now(), self._market.candle_limit)
        if way is not None and market.listed_at is not None:  # there are no older candles
            way.begin = max(way.begin, tf.floor(market.listed_at, file.timeframe))
        if way is not None and (job.stored is None or request.prepend):
            job.wanted_from = way.begin + tf.span(file.timeframe)
        job.walk = way
        return job

    def _flush(self, job: _Job) -> None:
        """Write what has come; an error of the disk ends this file alone."""
        if not job.buffer:
            return
        file, before = job.file, job.size
        try:
            parts = [] if job.stored is None else [self._files.stored(file.pair, file.timeframe, file.candle_type)]
            whole = joined([*parts, *job.buffer])
            if not (parts and whole.equals(parts[0])):
                self._files.save(file.pair, file.timeframe, whole, file.candle_type)
            self._look(job, whole)
            job.added += job.size - before
        except StorageError as error:
            job.error = job.error or str(error)
        job.buffer.clear()

    def _look(self, job: _Job, candles: pd.DataFrame) -> None:
        first, last = first_date(candles), last_date(candles)
        job.stored = None if first is None or last is None else Stored(first, last)
        job.size = len(candles)

    def _outcome(self, job: _Job) -> Downloaded:
        note, stored = job.note, job.stored
        if stored is None and not job.error:
            note = f"{self._market.name} has no candles of this time"
        elif stored is not None and job.wanted_from and stored.first > job.wanted_from:
            note = f"{self._market.name} has none before"
        return Downloaded(
            pair=job.file.pair,
            kind=job.file.timeframe,
            candle_type=job.file.candle_type,
            added=job.added,
            first=stored.first if stored else None,
            last=stored.last if stored else None,
            note=note,
            error=job.error,
        )

    def _check_timeframes(self, files: Sequence[Wanted]) -> None:
        """Raise ``Refused`` for candle lengths that the exchange does not have."""
        offered = self._market.timeframes()
        for timeframe in dict.fromkeys(file.timeframe for file in files):
            if offered and timeframe not in offered:
                raise Refused(f"{self._market.name} has no candles of {timeframe} (allowed: {', '.join(offered)}).")


def _failed(job: _Job, error: ExchangeError) -> None:
    job.failures += 1
    wait_s = wait_after(error, job.failures)
    if wait_s is None:
        job.error = str(error)
        return
    job.wait_s = wait_s
    log.info("%s %s will be asked for again: %s", job.file.pair, job.file.timeframe, error)


def _give_up(jobs: Sequence[_Job], why: str) -> None:
    """An exchange that answered nobody for minutes is not asked for the rest."""
    for job in jobs:
        job.error = f"Not asked for any more: {why}"
