"""Answers heavy questions in child processes, so that they never slow the bot or the API."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot.errors import BotBusy
from bot.ports.jobs import Answer, Heard
from bot.runtime.frames import Errand
from bot.runtime.process import MAIN, MEGABYTE, ChildProcess, Limits
from bot.settings.model import JobSettings

TIME_LIMIT_S = 120.0
AT_ONCE = 3
WAIT_S = 30.0
HEADROOM = 4 * 1024**3
"""Address space beyond the memory limit: libraries map more than they use. What is used is measured."""


class Child:
    """One child per question, which its asker waits for; it reads the configuration as this process did.

    Implements the services' ``Analyst`` and their other questions. Few are answered at the same time, because each
    child takes the memory of its libraries; the others wait for their turn. Any thread may ask.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        time_limit_s: float = TIME_LIMIT_S,
        settings: JobSettings | None = None,
        *,
        wait_s: float = WAIT_S,
    ) -> None:
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._wait_s = wait_s
        self._environ = dict(environ)
        self._limits = _limits(settings or JobSettings(), time_limit_s, "The analysis", "and was stopped")

    def __call__(self, question: Any) -> Any:
        """The answer; raises the child's refusal, or ``Refused`` if it ran too long or ended without an answer.

        Raises ``BotBusy`` where no turn came.
        """
        if not self._turns.acquire(timeout=self._wait_s):
            raise BotBusy("Too many analyses are asked for at the same time; try again later.")
        try:
            errand = Errand(question, self._limits.memory + HEADROOM)
            return ChildProcess(self._environ, self._limits).ask(errand, lambda _: None)
        finally:
            self._turns.release()


class ChildWorkshop:
    """Implements ``ports.Workshop`` with a child per job."""

    def __init__(self, environ: Mapping[str, str], settings: JobSettings, main: str = MAIN) -> None:
        self._main = main
        self._environ = dict(environ)
        self._limits = _limits(settings, settings.time_limit_s, "The job", "and was ended (jobs.time_limit)")
        self._guard = threading.Lock()
        self._at_work: dict[str, ChildProcess] = {}

    def work(self, job_id: str, question: object, result_path: Path, hear: Callable[[Heard], None]) -> Answer:
        limits = self._limits
        errand = Errand(question, limits.memory + HEADROOM, limits.nice, limits.cpus, result_path)
        child = self._child(job_id)
        try:
            answer: Answer = child.ask(errand, hear)
            return answer
        finally:
            with self._guard:
                del self._at_work[job_id]

    def end(self, job_id: str, reason: str) -> None:
        self._child(job_id).end(reason)

    def _child(self, job_id: str) -> ChildProcess:
        """The job's child: whoever comes first, the one who asks it or the one who ends it, makes it."""
        with self._guard:
            return self._at_work.setdefault(job_id, ChildProcess(self._environ, self._limits, self._main))


def _limits(settings: JobSettings, time_s: float, what: str, end: str) -> Limits:
    memory_mb = settings.memory_limit_mb or _three_quarters_mb()
    return Limits(
        time_s=time_s,
        memory=memory_mb * MEGABYTE,
        nice=settings.nice,
        cpus=settings.cpu_limit,
        too_long=f"{what} took more than {time_s:g} s {end}.",
        too_large=f"{what} was ended for memory: it took more than the limit of {memory_mb} MB (jobs.memory_limit).",
    )


def _three_quarters_mb() -> int:
    """Of the machine's memory."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // MEGABYTE * 3 // 4


def child_environment() -> dict[str, str]:
    """This process' environment with its import path, for children that import the same code."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
