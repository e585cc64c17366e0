"""Work that takes longer than a request: begun by one call, looked at by others."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bot.errors import BotError, NotFound, Refused

KEPT = 100
UNKNOWN = "Job not found."
log = logging.getLogger(__name__)


class JobCategory(StrEnum):
    """What a job does; one of each kind runs at a time."""

    PAIRLIST = "pairlist"


class JobStatus(StrEnum):
    """How far a job is."""

    PENDING = "pending"
    SUCCESS = "success"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work. ``error`` says why it failed, ``result`` is what it gave."""

    id: str
    category: JobCategory
    status: JobStatus = JobStatus.PENDING
    error: str | None = None
    result: Any = None

    @property
    def is_running(self) -> bool:
        """Whether it goes on."""
        return self.status is JobStatus.PENDING


def beside(work: Callable[[], None]) -> None:
    """Run ``work`` in a thread of its own."""
    threading.Thread(target=work, name="job", daemon=True).start()


class Jobs:
    """The jobs of this process, oldest first; they are gone when it ends. From any thread.

    ``run`` carries work out beside the request that begins it.
    """

    def __init__(self, run: Callable[[Callable[[], None]], None] = beside) -> None:
        self._run = run
        self._guard = threading.Lock()
        self._jobs: dict[str, Job] = {}

    def begin(self, category: JobCategory, work: Callable[[], Any], busy: str) -> Job:
        """Start ``work``; raises ``Refused`` with ``busy`` while one of its kind runs."""
        job = Job(str(uuid.uuid4()), category)
        with self._guard:
            if any(other.is_running and other.category is category for other in self._jobs.values()):
                raise Refused(busy)
            self._jobs[job.id] = job
            self._forget_oldest()
        self._run(lambda: self._finish(job, work))
        return job

    def all(self) -> Sequence[Job]:
        """Every job that is not removed."""
        with self._guard:
            return tuple(self._jobs.values())

    def get(self, job_id: str, category: JobCategory | None = None) -> Job:
        """One job; raises ``NotFound``, also where it is none of ``category``."""
        with self._guard:
            return self._found(job_id, category)

    def remove(self, job_id: str) -> Job:
        """Forget a job that has ended; raises ``NotFound`` or ``Refused``."""
        with self._guard:
            job = self._found(job_id)
            if job.is_running:
                raise Refused("Job is still running.")
            return self._jobs.pop(job_id)

    def clear(self) -> Sequence[Job]:
        """Forget all that have ended; those that are left."""
        with self._guard:
            self._jobs = {job.id: job for job in self._jobs.values() if job.is_running}
            return tuple(self._jobs.values())

    def _found(self, job_id: str, category: JobCategory | None = None) -> Job:
        job = self._jobs.get(job_id)
        if job is None or category not in (None, job.category):
            raise NotFound(UNKNOWN)
        return job

    def _forget_oldest(self) -> None:
        ended = [job.id for job in self._jobs.values() if not job.is_running]
        for job_id in ended[: max(0, len(self._jobs) - KEPT)]:
            del self._jobs[job_id]

    def _finish(self, job: Job, work: Callable[[], Any]) -> None:
        """Every end is kept: this is the edge of the job's thread."""
        try:
            done = replace(job, status=JobStatus.SUCCESS, result=work())
        except BotError as error:
            done = replace(job, status=JobStatus.FAILED, error=str(error))
        except Exception as error:
            log.exception("The %s job %s failed.", job.category, job.id)
            done = replace(job, status=JobStatus.FAILED, error=f"{type(error).__name__}; the log has the details.")
        with self._guard:
            self._jobs[job.id] = done
