"""Looking for better parameters of a strategy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from bot.domain.job import Job, JobCategory
from bot.service.backtest import BUSY, check_span
from bot.service.jobs import Jobs


@dataclass(frozen=True, slots=True, kw_only=True)
class HyperoptOrder:
    """What to optimise. ``None`` takes what is configured; without a ``seed`` every run looks elsewhere.

    ``early_stop``: epochs without a better one after which to end, 0 for never. ``export_parameters`` writes the best
    ones beside the strategy, which uses them from its next start on.
    """

    strategy: str
    epochs: int = 100
    spaces: tuple[str, ...] = ("default",)
    loss: str | None = None
    timeframe: str | None = None
    timerange: str | None = None
    max_open_trades: int | None = None
    stake_amount: float | str | None = None
    dry_run_wallet: float | None = None
    min_trades: int = 1
    enable_protections: bool = False
    workers: int = 1
    seed: int | None = None
    early_stop: int = 0
    export_parameters: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Epoch:
    """One set of parameters, tried. ``loss`` is the smaller the better."""

    number: int
    loss: float | None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    metrics: Mapping[str, Any] = field(default_factory=dict)
    is_best: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HyperoptFound:
    """What was found: the best sets, the best one first, of so many that were tried."""

    epochs: int
    results: Sequence[Epoch] = ()
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Optimisation:
    """A job with what it has found so far, or had found when it was ended."""

    job: Job
    found: HyperoptFound | None = None


@dataclass(frozen=True, slots=True)
class LossFunction:
    """What an optimisation may look at."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class LossesQuestion:
    """Which loss functions are there? Answered with a list of ``LossFunction``."""


class Hyperopts:
    """They take turns with backtests."""

    def __init__(self, jobs: Jobs, ask: Callable[[LossesQuestion], Sequence[LossFunction]]) -> None:
        self._jobs = jobs
        self._ask = ask

    def losses(self) -> Sequence[LossFunction]:
        """Loss functions by name: the built-in ones and those of the user's folder."""
        return self._ask(LossesQuestion())

    def begin(self, order: HyperoptOrder) -> Job:
        """Start; raises ``Refused`` while another simulation runs, and for what can be seen to be wrong at once."""
        check_span(order.timeframe, order.timerange)
        return self._jobs.begin(
            JobCategory.HYPEROPT, order, busy=BUSY, subject={"strategy": order.strategy, "epochs": order.epochs}
        )

    def get(self, job_id: str) -> Optimisation:
        """How far it is; raises ``NotFound``."""
        job = self._jobs.get(job_id, JobCategory.HYPEROPT)
        text = self._jobs.found(job_id) if job.is_running else self._jobs.result(job)
        return Optimisation(job, None if text is None else msgspec.json.decode(text, type=HyperoptFound))
