"""Jobs whose work is done in this process, when the test likes, and rows that are kept in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from bot.clock import ManualClock
from bot.domain.job import Job, JobStep
from bot.errors import Refused, StorageError
from bot.ports.jobs import Answer, Heard
from bot.service.jobs import Jobs
from bot.state.feed import Feed
from tests.builders import T0


@dataclass
class MemoryJobs:
    """Implements ``JobStore``; ``fail`` is raised by every call."""

    rows: dict[str, Job] = field(default_factory=dict)
    fail: StorageError | None = None
    puts: int = 0

    def put(self, job: Job) -> None:
        self._check()
        self.puts += 1
        self.rows[job.id] = job

    def remove(self, job_ids: Sequence[str]) -> None:
        self._check()
        for job_id in job_ids:
            self.rows.pop(job_id, None)

    def all(self) -> Sequence[Job]:
        self._check()
        return sorted(self.rows.values(), key=lambda job: job.began_at)

    def _check(self) -> None:
        if self.fail is not None:
            raise self.fail


@dataclass
class MemoryFiles:
    """Implements ``JobFiles``; ``alive`` are other servers."""

    server: str = "this-server"
    files: dict[str, bytes] = field(default_factory=dict)
    alive: set[str] = field(default_factory=set)
    is_started: bool = False

    def start(self) -> None:
        self.is_started = True

    def stop(self) -> None:
        self.is_started = False

    def path(self, job_id: str) -> Path:
        return Path(f"/nowhere/{job_id}.json")

    def read(self, job_id: str) -> bytes:
        if job_id not in self.files:
            raise StorageError(f"The result of the job {job_id} can't be read: No such file or directory.")
        return self.files[job_id]

    def remove(self, job_id: str) -> None:
        self.files.pop(job_id, None)

    def is_alive(self, server: str) -> bool:
        return server in self.alive


class Bench:
    """Implements ``Workshop``. ``answer`` is what questions get: a value, an error, or a function of the question.

    Work waits in ``waiting`` until ``work()`` is called; ``tells`` are told before the answer.
    """

    def __init__(self, answer: Any = None, *, store: MemoryJobs | None = None) -> None:
        self.answer = answer
        self.tells: list[Heard] = []
        self.large: bytes | None = None
        self.questions: list[Any] = []
        self.waiting: list[Callable[[], None]] = []
        self.reasons: dict[str, str] = {}
        self.store = store or MemoryJobs()
        self.files = MemoryFiles()
        self.feed = Feed()
        self.wall = ManualClock(T0)
        self.jobs = Jobs(self, self.store, self.files, wall=self.wall, feed=self.feed, run=self.waiting.append)

    def work(self, *arguments: Any) -> Any:
        """Without arguments: do what waits longest. With them: a job's work, as its thread does it."""
        return self._answered(*arguments) if arguments else self.waiting.pop(0)()

    def end(self, job_id: str, reason: str) -> None:
        self.reasons.setdefault(job_id, reason)

    def _answered(self, job_id: str, question: Any, _path: Path, hear: Callable[[Heard], None]) -> Answer:
        self.questions.append(question)
        for heard in self.tells:
            hear(heard)
        if job_id in self.reasons:
            raise Refused(self.reasons[job_id])
        given = self.answer(question) if callable(self.answer) else self.answer
        if isinstance(given, Exception):
            raise given
        if self.large is not None:
            self.files.files[job_id] = self.large
            return Answer(has_file=True)
        return Answer(given if isinstance(given, bytes) else orjson.dumps(given))


def at_step(name: str, done: float = 0.0, total: float = 1.0, trades: int | None = None) -> Heard:
    """What a job tells of the step it is at."""
    return Heard(JobStep(name, done, total, trades))


def no_answer(question: Any) -> Any:
    """Where nobody is asked."""
    raise Refused(f"Nobody answers a {type(question).__name__}.")
