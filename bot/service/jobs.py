"""Work that takes longer than a request: begun by one call, looked at by others, known after a restart."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.clock import Clock
from bot.domain.events import Event, EventType
from bot.domain.job import Job, JobCategory, JobStatus
from bot.errors import BotError, NotFound, Refused, StorageError
from bot.ports.jobs import Heard, JobFiles, JobStore, Workshop
from bot.service.job_news import news
from bot.state.feed import Feed

KEPT = 100
UNKNOWN = "Job not found."
CANCELLED = "Stop requested"
STOPPED = "The server was stopped while this job ran."
ENDED = "The server was ended while this job ran."
TELL_EVERY = timedelta(seconds=2)
SAVE_EVERY = timedelta(seconds=5)
STOP_LIMIT_S = 3.0
MAX_FOUND = 256 * 1024  # bytes of what a job that failed had found, which are kept in its row
SIMULATING = frozenset({JobCategory.BACKTEST, JobCategory.LOOKAHEAD, JobCategory.RECURSIVE, JobCategory.HYPEROPT})
log = logging.getLogger(__name__)


def lane(category: JobCategory) -> Collection[JobCategory]:
    """The categories of which one job runs at a time: simulations take turns, everything else waits for its like."""
    return SIMULATING if category in SIMULATING else (category,)


class _Watched:
    """What is kept of a job only while it runs."""

    def __init__(self, at: datetime) -> None:
        self.found: bytes | None = None
        self.told_at = self.saved_at = at
        self.has_ended = threading.Event()


def beside(work: Callable[[], None]) -> None:
    """Run ``work`` in a thread of its own."""
    threading.Thread(target=work, name="job", daemon=True).start()


class Jobs:
    """The jobs of this server and of those before it, oldest first. From any thread.

    What runs is kept in memory; the store gets beginnings, ends, and now and then how far a job is. Where the store
    fails, jobs go on without it.
    """

    def __init__(
        self,
        workshop: Workshop,
        store: JobStore,
        files: JobFiles,
        *,
        wall: Clock,
        feed: Feed,
        run: Callable[[Callable[[], None]], None] = beside,
    ) -> None:
        self._workshop = workshop
        self._store = store
        self._files = files
        self._wall = wall
        self._feed = feed
        self._run = run
        self._guard = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._watched: dict[str, _Watched] = {}
        self._is_stopping = False

    def start(self) -> None:
        """Read what earlier servers left; what they did not end is marked as failed."""
        with self._kept_running("Jobs leave no sign of life"):
            self._files.start()
        with self._kept_running("The jobs of earlier runs can't be read"):
            stored = self._store.all()
            left = [job for job in stored if not job.is_running or not self._files.is_alive(job.server)]
            known = {job.id: self._ended(job, ENDED) if job.is_running else job for job in left}
            with self._guard:
                self._jobs = {**known, **self._jobs}
            for job in left:
                if job.is_running:
                    log.warning("The %s job %s was ended with its server.", job.category, job.id)
                    self._store.put(known[job.id])

    def stop(self) -> None:
        """End all that run, and begin nothing more."""
        with self._guard:
            self._is_stopping = True
            running = dict(self._watched)
        for job_id in running:
            self._workshop.end(job_id, STOPPED)
        for watched in running.values():
            watched.has_ended.wait(STOP_LIMIT_S)
        self._files.stop()

    def begin(
        self, category: JobCategory, question: object, *, busy: str, subject: Mapping[str, Any] | None = None
    ) -> Job:
        """Start answering ``question``; raises ``Refused`` with ``busy`` while one of its lane runs."""
        now = self._wall.now()
        job = Job(
            id=str(uuid.uuid4()),
            category=category,
            began_at=now,
            server=self._files.server,
            subject=dict(subject or {}),
        )
        with self._guard:
            if self._is_stopping:
                raise Refused("The server is stopping.")
            if any(other.is_running and other.category in lane(category) for other in self._jobs.values()):
                raise Refused(busy)
            self._jobs[job.id] = job
            self._watched[job.id] = _Watched(now)
            old = self._forget_oldest()
        self._erase(old)
        self._save(job)
        self._tell(job)
        self._run(partial(self._work, job.id, question))
        return job

    def all(self) -> Sequence[Job]:
        """Every job that is not removed."""
        with self._guard:
            return tuple(self._jobs.values())

    def get(self, job_id: str, category: JobCategory | None = None) -> Job:
        """One job; raises ``NotFound``, also where it is none of ``category``."""
        with self._guard:
            return self._known(job_id, category)

    def newest(self, category: JobCategory) -> Job | None:
        """The job of this category that began last, unless it is dropped."""
        with self._guard:
            jobs = [job for job in self._jobs.values() if job.category is category]
        return jobs[-1] if jobs and not jobs[-1].is_dropped else None

    def result(self, job: Job) -> bytes | None:
        """What an ended job gave, as JSON; raises ``StorageError`` where that is gone."""
        return self._files.read(job.id) if job.has_file else job.result

    def found(self, job_id: str) -> bytes | None:
        """What a running job has found so far, as JSON."""
        with self._guard:
            watched = self._watched.get(job_id)
            return watched.found if watched else None

    def cancel(self, job_id: str) -> Job:
        """End a job that runs; raises ``NotFound`` or ``Refused``. It has ended within a second."""
        job = self.get(job_id)
        if not job.is_running:
            raise Refused("Job is not running.")
        self._workshop.end(job_id, CANCELLED)
        return job

    def drop(self, category: JobCategory) -> None:
        """Forget the results of this category's ended jobs; the jobs stay listed."""
        with self._guard:
            old = [job for job in self._jobs.values() if job.category is category and not job.is_running]
            dropped = [replace(job, result=None, has_file=False, is_dropped=True) for job in old if not job.is_dropped]
            self._jobs.update((job.id, job) for job in dropped)
        for job in dropped:
            self._files.remove(job.id)
            self._save(job)

    def remove(self, job_id: str) -> Job:
        """Forget a job that has ended; raises ``NotFound`` or ``Refused``."""
        with self._guard:
            job = self._known(job_id)
            if job.is_running:
                raise Refused("Job is still running.")
            del self._jobs[job_id]
        self._erase([job_id])
        return job

    def clear(self) -> Sequence[Job]:
        """Forget all that have ended; those that are left."""
        with self._guard:
            ended = [job.id for job in self._jobs.values() if not job.is_running]
            for job_id in ended:
                del self._jobs[job_id]
            left = tuple(self._jobs.values())
        self._erase(ended)
        return left

    def _known(self, job_id: str, category: JobCategory | None = None) -> Job:
        job = self._jobs.get(job_id)
        if job is None or category not in (None, job.category):
            raise NotFound(UNKNOWN)
        return job

    def _forget_oldest(self) -> list[str]:
        ended = [job.id for job in self._jobs.values() if not job.is_running]
        old = ended[: max(0, len(self._jobs) - KEPT)]
        for job_id in old:
            del self._jobs[job_id]
        return old

    def _work(self, job_id: str, question: object) -> None:
        """Every end is kept: this is the edge of the job's thread."""
        path = self._files.path(job_id)
        changes: dict[str, Any]
        try:
            answer = self._workshop.work(job_id, question, path, partial(self._hear, job_id))
            changes = {"status": JobStatus.SUCCESS, "result": answer.result, "has_file": answer.has_file}
        except BotError as error:
            changes = {"status": JobStatus.FAILED, "error": str(error)}
        except Exception as error:
            log.exception("The job %s failed.", job_id)
            reason = f"{type(error).__name__}; the log has the details."
            changes = {"status": JobStatus.FAILED, "error": reason}
        with self._guard:
            watched = self._watched.pop(job_id)
            if changes["status"] is JobStatus.FAILED and watched.found and len(watched.found) <= MAX_FOUND:
                changes["result"] = watched.found
            job = replace(self._jobs[job_id], ended_at=self._wall.now(), **changes)
            self._jobs[job_id] = job
        if not job.has_file:
            self._files.remove(job_id)
        self._save(job)
        self._tell(job)
        watched.has_ended.set()

    def _hear(self, job_id: str, heard: Heard) -> None:
        """Of what a job tells, others hear now and then, and the store less often."""
        now = self._wall.now()
        with self._guard:
            watched, job = self._watched[job_id], self._jobs[job_id]
            watched.found = heard.found or watched.found
            if heard.step is not None:
                job = self._jobs[job_id] = replace(job, step=heard.step)
            is_told, is_saved = now - watched.told_at >= TELL_EVERY, now - watched.saved_at >= SAVE_EVERY
            watched.told_at = now if is_told else watched.told_at
            watched.saved_at = now if is_saved else watched.saved_at
        if is_saved:
            self._save(job)
        if is_told:
            self._tell(job)

    def _ended(self, job: Job, reason: str) -> Job:
        return replace(job, status=JobStatus.FAILED, error=reason, ended_at=self._wall.now())

    def _tell(self, job: Job) -> None:
        self._feed.emit(Event(EventType.JOB, news(job), self._wall.now()))

    def _save(self, job: Job) -> None:
        with self._kept_running("A job can't be kept"):
            self._store.put(job)

    def _erase(self, job_ids: Sequence[str]) -> None:
        for job_id in job_ids:
            self._files.remove(job_id)
        if job_ids:
            with self._kept_running("Jobs can't be removed for good"):
                self._store.remove(job_ids)

    @contextmanager
    def _kept_running(self, what: str) -> Iterator[None]:
        """Work does not depend on the rows: without them it is forgotten at the next start."""
        try:
            yield
        except StorageError as error:
            log.error("%s: %s", what, error)
