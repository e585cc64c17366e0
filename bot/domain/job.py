"""Work that takes longer than a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class JobCategory(StrEnum):
    """What a job does."""

    PAIRLIST = "pairlist"
    DOWNLOAD = "download_data"
    BACKTEST = "backtest"
    LOOKAHEAD = "lookahead_analysis"
    RECURSIVE = "recursive_analysis"
    HYPEROPT = "hyperopt"


class JobStatus(StrEnum):
    """How far a job is."""

    PENDING = "pending"
    SUCCESS = "success"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class JobStep:
    """What a job is at: ``done`` of ``total`` units, with so many closed trades where it simulates trading."""

    name: str
    done: float = 0.0
    total: float = 1.0
    trades: int | None = None

    @property
    def ratio(self) -> float:
        """How much of the step is done, from 0 to 1."""
        return min(1.0, max(0.0, self.done / self.total)) if self.total > 0 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of work. ``error`` says why it failed, ``result`` is what it gave, as JSON.

    With ``has_file`` the result was too large for the row and stands in a file. ``server`` names the process that runs
    it. ``is_dropped``: the user does not want to hear of its result any more. ``subject`` are the few words about what
    was asked that outlive the question.
    """

    id: str
    category: JobCategory
    began_at: datetime
    server: str = ""
    status: JobStatus = JobStatus.PENDING
    error: str | None = None
    ended_at: datetime | None = None
    step: JobStep | None = None
    result: bytes | None = None
    has_file: bool = False
    is_dropped: bool = False
    subject: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_running(self) -> bool:
        """Whether it goes on."""
        return self.status is JobStatus.PENDING
