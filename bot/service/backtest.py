"""Backtests: one at a time, and what became of the last one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.backtest.request import BacktestRequest
from bot.domain import timeframe as timeframes
from bot.domain import timerange
from bot.domain.job import Job, JobCategory, JobStatus
from bot.errors import Refused, StorageError
from bot.service.jobs import Jobs

BUSY = "Bot Background task already running"


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestState:
    """Where the last backtest stands; ``progress`` is the part of its step that is done, ``result`` its JSON."""

    status: str
    message: str
    is_running: bool = False
    step: str = ""
    progress: float = 0.0
    trades: int | None = None
    result: bytes | None = None


NOT_STARTED = BacktestState(status="not_started", message="Backtest not yet executed")
RESET = BacktestState(status="reset", message="Backtest reset")
NOT_RUNNING = BacktestState(status="not_running", message="Backtest ended")
STOPPING = BacktestState(status="stopping", message="Backtest ended")
STARTED = BacktestState(status="running", message="Backtest started", is_running=True, step="startup")
STILL_RUNNING = BacktestState(status="running", message="Backtest running", is_running=True)


class Backtests:
    """The one that runs or ran last, whichever server began it."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    def begin(self, request: BacktestRequest) -> BacktestState:
        """Start; raises ``Refused`` while another simulation runs, and for what can be seen to be wrong at once."""
        check_span(request.timeframe, request.timerange)
        if request.timeframe_detail:
            timeframes.seconds(request.timeframe_detail)
        self._jobs.begin(JobCategory.BACKTEST, request, busy=BUSY, subject={"strategy": request.strategies[0]})
        self._jobs.drop(JobCategory.BACKTEST)
        return STARTED

    def state(self) -> BacktestState:
        """Where it stands."""
        job = self._jobs.newest(JobCategory.BACKTEST)
        if job is None:
            return NOT_STARTED
        if job.is_running:
            return _running(job)
        if job.status is JobStatus.FAILED:
            return _failed(job.error or "")
        try:
            result = self._jobs.result(job)
        except StorageError as error:
            return _failed(str(error))
        return BacktestState(status="ended", message="Backtest ended", step="finished", progress=1.0, result=result)

    def abort(self) -> BacktestState:
        """Stop the one that runs."""
        job = self._jobs.newest(JobCategory.BACKTEST)
        if job is None or not job.is_running:
            return NOT_RUNNING
        try:
            self._jobs.cancel(job.id)
        except Refused:  # it has ended in the meantime
            return NOT_RUNNING
        return STOPPING

    def reset(self) -> BacktestState:
        """Forget the last one with its result; one that runs goes on."""
        job = self._jobs.newest(JobCategory.BACKTEST)
        if job is not None and job.is_running:
            return STILL_RUNNING
        self._jobs.drop(JobCategory.BACKTEST)
        return RESET


def check_span(timeframe: str | None, span: str | None) -> None:
    """Raises ``Refused`` for what is no timeframe or no span of time."""
    if timeframe:
        timeframes.seconds(timeframe)
    timerange.parse(span)


def _running(job: Job) -> BacktestState:
    step = job.step
    return BacktestState(
        status="running",
        message="Backtest running",
        is_running=True,
        step=step.name if step else "startup",
        progress=step.ratio if step else 0.0,
        trades=step.trades or 0 if step else 0,
    )


def _failed(reason: str) -> BacktestState:
    return BacktestState(status="error", message=f"Backtest failed with {reason}")
