"""Answers heavy questions in a child process, so that they never slow the bot or the API."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from bot.errors import BotError, Refused

TIME_LIMIT_S = 120.0


class Child:
    """One child per question, with limits on its time and memory; it reads the configuration as this process did.

    Implements the services' ``Analyst`` and ``Evaluator``.
    """

    def __init__(self, environ: Mapping[str, str], time_limit_s: float = TIME_LIMIT_S) -> None:
        self._environ = dict(environ)
        self._time_limit_s = time_limit_s

    def __call__(self, question: Any) -> Any:
        """The answer; raises the child's refusal, or ``Refused`` if it ran too long or ended without an answer."""
        try:
            done = subprocess.run(
                [sys.executable, "-m", "bot.runtime.child_main"],
                input=pickle.dumps(question),
                stdout=subprocess.PIPE,
                env=self._environ,
                timeout=self._time_limit_s,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Refused(f"The analysis took more than {self._time_limit_s:g} s and was stopped.") from None
        if done.returncode != 0:
            raise Refused("The analysis ended without an answer; the log has the details.")
        answer = pickle.loads(done.stdout)  # noqa: S301 - written by our own child
        if isinstance(answer, BotError):
            raise answer
        return answer


def child_environment() -> dict[str, str]:
    """This process' environment with its import path, for children that import the same code."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
