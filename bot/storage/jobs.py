"""Jobs, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
import sqlalchemy as sa

from bot.domain.job import Job, JobCategory, JobStatus, JobStep
from bot.storage.database import Database
from bot.storage.tables import jobs


class SqlJobStore:
    """Implements ``ports.JobStore`` on connections beside the trading thread's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, job: Job) -> None:
        row = _row(job)
        with self._database.beside() as connection:
            if not connection.execute(jobs.update().where(jobs.c.id == job.id).values(row)).rowcount:
                connection.execute(jobs.insert().values(row))
            connection.commit()

    def remove(self, job_ids: Sequence[str]) -> None:
        with self._database.beside() as connection:
            connection.execute(jobs.delete().where(jobs.c.id.in_(job_ids)))
            connection.commit()

    def all(self) -> Sequence[Job]:
        with self._database.read() as connection:
            rows = connection.execute(sa.select(jobs).order_by(jobs.c.began_at, jobs.c.id)).mappings().all()
        return [_job(row) for row in rows]


def _row(job: Job) -> dict[str, Any]:
    step = job.step
    return {
        "id": job.id,
        "category": job.category.value,
        "status": job.status.value,
        "server": job.server,
        "began_at": job.began_at,
        "ended_at": job.ended_at,
        "error": job.error,
        "step": step and step.name,
        "done": step and step.done,
        "total": step and step.total,
        "trades": step and step.trades,
        "result": job.result,
        "has_file": job.has_file,
        "is_dropped": job.is_dropped,
        "subject": orjson.dumps(dict(job.subject)).decode(),
    }


def _job(row: sa.RowMapping) -> Job:
    step = None if row["step"] is None else JobStep(row["step"], row["done"], row["total"], row["trades"])
    return Job(
        id=row["id"],
        category=JobCategory(row["category"]),
        status=JobStatus(row["status"]),
        server=row["server"],
        began_at=row["began_at"],
        ended_at=row["ended_at"],
        error=row["error"],
        step=step,
        result=row["result"],
        has_file=row["has_file"],
        is_dropped=row["is_dropped"],
        subject=orjson.loads(row["subject"]),
    )
