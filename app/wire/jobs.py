"""Background jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.wire import pairs
from bot.service.jobs import Job


def jobs(found: Sequence[Job]) -> list[dict[str, Any]]:
    """``/background``."""
    return [job(one) for one in found]


def job(found: Job) -> dict[str, Any]:
    """One job, without what it gave."""
    return {
        "job_id": found.id,
        "job_category": found.category,
        "status": found.status,
        "running": found.is_running,
        "progress": None,
        "progress_tasks": None,
        "error": found.error,
    }


def evaluation_started(found: Job) -> dict[str, Any]:
    """``POST /pairlists/evaluate``."""
    return {"status": "Pairlist evaluation started in background.", "job_id": found.id}


def evaluation(found: Job) -> dict[str, Any]:
    """``/pairlists/evaluate/{jobid}`` of a job that has ended."""
    chosen = None if found.result is None else pairs.whitelist(found.result)
    return {"error": found.error, "status": found.status, "result": chosen}
