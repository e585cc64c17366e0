"""Looking for bias: does a strategy see the future, do its indicators need more candles than it says?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from bot.domain.job import Job, JobCategory, JobStatus
from bot.service.backtest import check_span
from bot.service.jobs import Jobs

T = TypeVar("T")
BUSY = "Analysis is already running."


@dataclass(frozen=True, slots=True, kw_only=True)
class LookaheadRequest:
    """``None`` takes what is configured. The analysis needs at least ``minimum_trades`` signals, and looks at more."""

    strategy: str
    timeframe: str | None = None
    timerange: str | None = None
    minimum_trades: int = 10
    targeted_trades: int = 20
    allow_limit_orders: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LookaheadResult:
    """Signals and indicators that come out otherwise when the candles after them are not there yet."""

    strategy: str
    has_bias: bool | None
    total_signals: int
    biased_entry_signals: int
    biased_exit_signals: int
    biased_indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecursiveRequest:
    """``None`` takes what is configured. ``startup_candles``: the numbers of earlier candles to try."""

    strategy: str
    timeframe: str | None = None
    timerange: str | None = None
    startup_candles: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecursiveResult:
    """How far indicators are off by number of earlier candles: ratios by indicator and number."""

    strategy: str
    startup_candles: tuple[int, ...]
    strategy_startup_candles: int | None
    results: Mapping[str, Mapping[str, float | None]]


@dataclass(frozen=True, slots=True)
class Analysed(Generic[T]):
    """An analysis and, once it has ended well, its result."""

    job: Job
    result: T | None = None


class Analyses:
    """They take turns with backtests."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    def begin_lookahead(self, request: LookaheadRequest) -> Job:
        """Start looking for a view of the future; raises ``Refused``."""
        return self._begin(JobCategory.LOOKAHEAD, request)

    def begin_recursive(self, request: RecursiveRequest) -> Job:
        """Start trying numbers of earlier candles; raises ``Refused``."""
        return self._begin(JobCategory.RECURSIVE, request)

    def lookahead(self, job_id: str) -> Analysed[LookaheadResult]:
        """How far it is; raises ``NotFound``."""
        return self._analysed(job_id, JobCategory.LOOKAHEAD, LookaheadResult)

    def recursive(self, job_id: str) -> Analysed[RecursiveResult]:
        """How far it is; raises ``NotFound``."""
        return self._analysed(job_id, JobCategory.RECURSIVE, RecursiveResult)

    def _begin(self, category: JobCategory, request: LookaheadRequest | RecursiveRequest) -> Job:
        check_span(request.timeframe, request.timerange)
        return self._jobs.begin(category, request, busy=BUSY, subject={"strategy": request.strategy})

    def _analysed(self, job_id: str, category: JobCategory, kind: type[T]) -> Analysed[T]:
        job = self._jobs.get(job_id, category)
        text = self._jobs.result(job) if job.status is JobStatus.SUCCESS else None
        return Analysed(job, None if text is None else msgspec.json.decode(text, type=kind))
