"""One child process that answers one question, with limits on its time and memory."""

from __future__ import annotations

import os
import pickle
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import psutil

from bot.errors import Refused
from bot.ports.jobs import Heard
from bot.runtime.frames import Done, Errand, No, Unpacker

MAIN = "bot.runtime.child_main"
TICK_S = 0.1
MEASURE_EVERY_S = 0.5
GRACE_S = 0.5
LAST_WAIT_S = 5.0
PIECE = 1 << 16
MEGABYTE = 1024 * 1024
NO_ANSWER = "The work ended without an answer; the log has the details."
KILLED = "The work was killed by the system, perhaps because the machine ran out of memory."


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """``memory`` in bytes, over all processes of the child; ``nice`` from 0 to 19 lets others go first.

    ``cpus`` is how many processors the child may use; ``None`` is all.
    """

    time_s: float
    memory: int
    nice: int = 0
    cpus: int | None = None
    too_long: str
    too_large: str


class ChildProcess:
    """``ask()`` once, on one thread; ``end()`` from any thread, at any time.

    The child leads a process group of its own, of which nothing is left when ``ask()`` returns. Its standard input
    stays open as long as this process lives: its end is the child's end.
    """

    def __init__(self, environ: Mapping[str, str], limits: Limits, main: str = MAIN) -> None:
        self._main = main
        self._environ = environ
        self._limits = limits
        self._guard = threading.Lock()
        self._reason: str | None = None
        self._kill_at: float | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, errand: Errand, hear: Callable[[Heard], None]) -> Any:
        """The answer; raises the child's refusal, or ``Refused`` if it was ended or ended without an answer."""
        with subprocess.Popen(  # noqa: S603 - this interpreter with a module of ours
            [sys.executable, "-m", self._main],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env=dict(self._environ),
            start_new_session=True,
        ) as process:
            try:
                with self._guard:
                    self._process = process
                    if self._reason is not None:
                        _signal(process, signal.SIGKILL)
                _send(process, pickle.dumps(errand))
                last = self._listen(process, hear)
                _wait_for_end(process, LAST_WAIT_S)
            finally:
                with self._guard:
                    self._process = None
                _signal(process, signal.SIGKILL)
        return self._judged(last, process.returncode)

    def end(self, reason: str) -> None:
        """Let ``ask()`` raise ``Refused`` with the reason: the child may leave, soon after it has to."""
        with self._guard:
            if self._reason is not None:
                return
            self._reason = reason
            self._kill_at = time.monotonic() + GRACE_S
            if self._process is not None:
                _signal(self._process, signal.SIGTERM)

    def _listen(self, process: subprocess.Popen[bytes], hear: Callable[[Heard], None]) -> Done | No | None:
        """The child's last word."""
        for message in self._messages(process):
            if isinstance(message, Done | No):
                return message
            if isinstance(message, Heard):
                hear(message)
        return None

    def _messages(self, process: subprocess.Popen[bytes]) -> Iterator[object]:
        assert process.stdout is not None
        source, unpacker, began = process.stdout.fileno(), Unpacker(), time.monotonic()
        poll, measured = select.poll(), began
        poll.register(source, select.POLLIN | select.POLLHUP)
        while True:
            if poll.poll(TICK_S * 1000):
                piece = os.read(source, PIECE)
                if not piece:
                    return
                yield from unpacker.feed(piece)
            elif _has_ended(process):  # one below it may still hold the other end of the pipe
                return
            now = time.monotonic()
            if now - began > self._limits.time_s:
                self.end(self._limits.too_long)
            if now - measured >= MEASURE_EVERY_S:
                measured = now
                if memory_of(process.pid) > self._limits.memory:
                    self.end(self._limits.too_large)
            if self._kill_at is not None and now >= self._kill_at:
                _signal(process, signal.SIGKILL)

    def _judged(self, last: Done | No | None, code: int) -> Any:
        if self._reason is not None:
            raise Refused(self._reason)
        if isinstance(last, No):
            raise last.error
        if isinstance(last, Done):
            return last.answer
        raise Refused(KILLED if code == -signal.SIGKILL else NO_ANSWER)


def memory_of(pid: int) -> int:
    """Bytes that a process and those below it hold, without counting twice what they share."""
    try:
        leader = psutil.Process(pid)
        held: int = leader.memory_info().rss
        below = leader.children(recursive=True)
    except psutil.Error:
        return 0
    for child in below:
        with suppress(psutil.Error):
            memory = child.memory_info()
            held += memory.rss - memory.shared
    return held


def _send(process: subprocess.Popen[bytes], text: bytes) -> None:
    """All of it, unless the child has died at once: that it says nothing is looked at later."""
    assert process.stdin is not None
    line, rest = process.stdin.fileno(), memoryview(text)
    with suppress(BrokenPipeError):
        while rest:
            rest = rest[os.write(line, rest) :]


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """To the whole group, which keeps its leader's number as long as one of them is left."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether it runs no more; its number stays taken, so that its group can be signalled."""
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _wait_for_end(process: subprocess.Popen[bytes], limit_s: float) -> None:
    """Let it leave by itself; its number stays taken here too."""
    watched = os.pidfd_open(process.pid)
    try:
        poll = select.poll()
        poll.register(watched, select.POLLIN)
        poll.poll(limit_s * 1000)
    finally:
        os.close(watched)
