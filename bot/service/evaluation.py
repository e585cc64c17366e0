"""Trying a chain of pairlist methods before it goes into the configuration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from bot.domain.enums import TradingMode
from bot.domain.job import Job, JobCategory
from bot.errors import Refused
from bot.service.exchange_choice import check_exchange
from bot.service.jobs import Jobs
from bot.service.pairs import Whitelist


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationRequest:
    """A chain to try. ``None`` takes the configured exchange or trading mode."""

    pairlists: Sequence[Mapping[str, Any]]
    blacklist: Sequence[str]
    stake_currency: str
    exchange: str | None = None
    trading_mode: TradingMode | None = None


class Evaluation:
    """One chain is tried at a time, beside the bot."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    def begin(self, request: EvaluationRequest) -> Job:
        """Start trying; raises ``Refused`` while another chain is tried."""
        check_exchange(request.exchange)
        return self._jobs.begin(JobCategory.PAIRLIST, request, busy="Pairlist evaluation is already running.")

    def ended(self, job_id: str) -> tuple[Job, Whitelist | None]:
        """The job, with its error or with the pairs that were chosen; raises ``NotFound`` or ``Refused``."""
        job = self._jobs.get(job_id, JobCategory.PAIRLIST)
        if job.is_running:
            raise Refused("Job not finished yet.")
        text = self._jobs.result(job)
        return job, None if text is None else msgspec.json.decode(text, type=Whitelist)
