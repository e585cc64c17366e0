"""Where tries run: in this process, in others, or on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from typing import Any, Protocol

from bot.hyperopt.score import Score

Try = Callable[[Mapping[str, Any]], Score]


class Workers(Protocol):
    """``ahead``: how many tries should be on their way, so that nobody waits for the next one."""

    @property
    def ahead(self) -> int: ...

    def submit(self, values: Mapping[str, Any]) -> Future[Score]:
        """Begin a try."""
        ...


class Here:
    """One after the other, in this process."""

    ahead = 1

    def __init__(self, run: Try) -> None:
        self._run = run

    def submit(self, values: Mapping[str, Any]) -> Future[Score]:
        future: Future[Score] = Future()
        future.set_result(self._run(values))
        return future


class Elsewhere:
    """In the processes of an executor, which calls ``run`` with ``plan`` and the values of the try."""

    def __init__(
        self, executor: Executor, run: Callable[[Any, Mapping[str, Any]], Score], plan: Any, jobs: int
    ) -> None:
        self._executor = executor
        self._run = run
        self._plan = plan
        self.ahead = 8 * jobs

    def submit(self, values: Mapping[str, Any]) -> Future[Score]:
        return self._executor.submit(self._run, self._plan, dict(values))
