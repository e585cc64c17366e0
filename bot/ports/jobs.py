"""Who keeps jobs, and who carries them out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.domain.job import Job, JobStep


class JobStore(Protocol):
    """The rows of jobs, for any thread. Every call may raise ``StorageError``."""

    def put(self, job: Job) -> None:
        """Store or replace."""
        ...

    def remove(self, job_ids: Sequence[str]) -> None: ...

    def all(self) -> Sequence[Job]:
        """All that are stored, oldest first."""
        ...


class JobFiles(Protocol):
    """The folder with large results, and with a sign of life of each server that runs jobs."""

    @property
    def server(self) -> str:
        """The name of this process among those that run jobs on this folder."""
        ...

    def start(self) -> None:
        """Give the sign of life. Raises ``StorageError`` where the folder can't be written."""
        ...

    def stop(self) -> None:
        """Take the sign of life back."""
        ...

    def path(self, job_id: str) -> Path:
        """Where a job's large result stands, or will."""
        ...

    def read(self, job_id: str) -> bytes:
        """A large result; raises ``StorageError`` where it is gone."""
        ...

    def remove(self, job_id: str) -> None:
        """Delete a large result, if there is one."""
        ...

    def is_alive(self, server: str) -> bool:
        """Whether the process of that name still runs."""
        ...


@dataclass(frozen=True, slots=True)
class Heard:
    """What a running job tells: the step it is at, or (as JSON) what it has found so far."""

    step: JobStep | None = None
    found: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a job gave: JSON, or where that is large the file at its path."""

    result: bytes | None = None
    has_file: bool = False


class Workshop(Protocol):
    """Carries jobs out in processes of their own."""

    def work(self, job_id: str, question: object, result_path: Path, hear: Callable[[Heard], None]) -> Answer:
        """Answer a question, however long it takes; raises ``BotError`` with the reason why there is no answer."""
        ...

    def end(self, job_id: str, reason: str) -> None:
        """Let ``work()`` of that job raise ``Refused`` with the reason, within a second. From any thread."""
        ...
