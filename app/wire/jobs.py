"""Background jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.wire import pairs
from bot.domain.job import Job
from bot.service.job_news import news
from bot.service.pairs import Whitelist


def jobs(found: Sequence[Job]) -> list[dict[str, Any]]:
    """``/background``."""
    return [job(one) for one in found]


def job(found: Job) -> dict[str, Any]:
    """One job, without what it gave."""
    return news(found)


def evaluation_started(found: Job) -> dict[str, Any]:
    """``POST /pairlists/evaluate``."""
    return {"status": "Pairlist evaluation started in background.", "job_id": found.id}


def evaluation(found: Job, chosen: Whitelist | None) -> dict[str, Any]:
    """``/pairlists/evaluate/{jobid}`` of a job that has ended."""
    return {"error": found.error, "status": found.status, "result": None if chosen is None else pairs.whitelist(chosen)}
