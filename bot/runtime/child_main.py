"""The child of ``bot.runtime.process``: an errand on standard input, messages on standard output."""

from __future__ import annotations

import fcntl
import os
import pickle
import resource
import select
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import orjson

from bot.errors import BotError, Refused, StorageError
from bot.ports.jobs import Answer
from bot.runtime.answers import answer_to
from bot.runtime.frames import Done, Errand, No, packed
from bot.runtime.telling import Teller
from bot.settings.model import Settings
from bot.settings.start import settings_from_environment

INLINE = 32 * 1024
OUT_OF_MEMORY = "The job was ended for memory: it asked for more than it may have (jobs.memory_limit)."
OOM_SCORE = "700"  # a machine without memory ends this process first, not the server


AnswerTo = Callable[[Settings, Any, Teller], Any]


def main(answer: AnswerTo = answer_to) -> None:
    """Strategies may print: what they say goes to the log, only the answer to whoever asked."""
    told = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    errand: Errand = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent
    die_with_parent(sys.stdin.fileno())
    _limit(errand)
    told.write(packed(_answered(errand, told, answer)))


def die_with_parent(line: int) -> None:
    """Have the kernel kill this process group when the other end of ``line`` is closed, busy as it may be.

    The parent writes no more, so whatever happens on the line is its end.
    """
    fcntl.fcntl(line, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(line, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(line, fcntl.F_SETFL, fcntl.fcntl(line, fcntl.F_GETFL) | os.O_ASYNC)
    poll = select.poll()
    poll.register(line, select.POLLIN | select.POLLHUP)
    if poll.poll(0):  # it has ended in the meantime
        os.killpg(os.getpgrp(), signal.SIGKILL)


def _limit(errand: Errand) -> None:
    os.nice(errand.nice)
    processors = sorted(os.sched_getaffinity(0))[: errand.cpus]
    for thread in Path("/proc/self/task").iterdir():  # those of libraries too; later threads and children inherit it
        with suppress(ProcessLookupError):  # it has ended in the meantime
            os.sched_setaffinity(int(thread.name), processors)
    with suppress(OSError):  # where there is no such file, the system decides for itself
        Path("/proc/self/oom_score_adj").write_text(OOM_SCORE)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (errand.address_space, hard))


def _answered(errand: Errand, told: IO[bytes], answer: AnswerTo) -> Done | No:
    try:
        settings = settings_from_environment(os.environ)
        given = answer(settings, errand.question, Teller(lambda heard: told.write(packed(heard))))
        return Done(given if errand.result_path is None else as_json(given, errand.result_path))
    except MemoryError:
        return No(Refused(OUT_OF_MEMORY))
    except BotError as error:
        return No(error.with_traceback(None))


def as_json(answer: object, path: Path) -> Answer:
    """The answer's JSON, in a file if it is long; what is JSON already stays as it is."""
    text = answer if isinstance(answer, bytes) else orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY)
    if len(text) <= INLINE:
        return Answer(text)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    except OSError as error:
        raise StorageError(f"The result can't be written to {path}: {error.strerror}.") from error
    return Answer(has_file=True)


if __name__ == "__main__":
    main()
