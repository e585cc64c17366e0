"""Trying a chain of pairlist methods before it goes into the configuration."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.enums import TradingMode
from bot.errors import Refused
from bot.service.jobs import Job, JobCategory, Jobs
from bot.service.pairs import Whitelist


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationRequest:
    """A chain to try. ``None`` takes the configured exchange or trading mode."""

    pairlists: Sequence[Mapping[str, Any]]
    blacklist: Sequence[str]
    stake_currency: str
    exchange: str | None = None
    trading_mode: TradingMode | None = None


Evaluator = Callable[[EvaluationRequest], Whitelist]
"""Chooses the pairs, in a process of its own; raises ``BotError`` with the sentence for the user."""


def no_evaluation(_request: EvaluationRequest) -> Whitelist:
    """Where nothing can be tried."""
    raise Refused("Pairlists can't be evaluated here.")


class Evaluation:
    """One chain is tried at a time, beside the bot."""

    def __init__(self, jobs: Jobs, evaluate: Evaluator) -> None:
        self._jobs = jobs
        self._evaluate = evaluate

    def begin(self, request: EvaluationRequest) -> Job:
        """Start trying; raises ``Refused`` while another chain is tried."""
        return self._jobs.begin(
            JobCategory.PAIRLIST, lambda: self._evaluate(request), "Pairlist evaluation is already running."
        )

    def ended(self, job_id: str) -> Job:
        """The job with its error or, as ``result``, its ``Whitelist``; raises ``NotFound`` or ``Refused``."""
        job = self._jobs.get(job_id, JobCategory.PAIRLIST)
        if job.is_running:
            raise Refused("Job not finished yet.")
        return job
