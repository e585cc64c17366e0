"""The child of ``bot.runtime.child``: a question on standard input, the answer or a refusal on standard output."""

from __future__ import annotations

import os
import pickle
import resource
import sys
from typing import IO

from bot.errors import BotError
from bot.runtime.research import evaluated, history
from bot.service.candles import Chart, HistoryRequest
from bot.service.evaluation import EvaluationRequest
from bot.service.pairs import Whitelist
from bot.settings.start import settings_from_environment

MEMORY_LIMIT = 4 * 1024**3


def main() -> None:
    """Strategies may print: what they say goes to the log, only the answer to whoever asked."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, hard))
    _serve(sys.stdin.buffer, answers)


def _serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    question = pickle.loads(requests.read())  # noqa: S301 - written by our own parent
    pickle.dump(_answer(question), answers)
    answers.flush()


def _answer(question: HistoryRequest | EvaluationRequest) -> Chart | Whitelist | BotError:
    try:
        settings = settings_from_environment(os.environ)
        return history(settings, question) if isinstance(question, HistoryRequest) else evaluated(settings, question)
    except BotError as error:
        return error.with_traceback(None)


if __name__ == "__main__":
    main()
