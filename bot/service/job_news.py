"""A job in the words that clients read, in replies and in events."""

from __future__ import annotations

from typing import Any

from bot.domain.job import Job


def news(job: Job) -> dict[str, Any]:
    """What everybody may know of a job, without what it gave."""
    step = job.step
    tasks = step and {"0": {"progress": float(step.done), "total": float(step.total), "description": step.name}}
    return {
        "job_id": job.id,
        "job_category": job.category.value,
        "status": job.status.value,
        "running": job.is_running,
        "progress": None,
        "progress_tasks": tasks,
        "error": job.error,
    }
