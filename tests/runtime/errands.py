"""A child with errands of the tests: what jobs may do wrong. ``python -m tests.runtime.errands`` runs one."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.errors import StrategyError
from bot.runtime import child_main
from bot.runtime.telling import Teller
from bot.settings.model import Settings

FOREVER_S = 600


class Kind(StrEnum):
    """What it does."""

    STEPS = "steps"
    LONG = "long"
    REFUSE = "refuse"
    CRASH = "crash"
    KILLED = "killed"
    ORPHANING = "orphaning"
    ENDLESS = "endless"
    BUSY = "busy"
    STUBBORN = "stubborn"
    FAMILY = "family"
    GREEDY = "greedy"
    IMPOSSIBLE = "impossible"
    NICE = "nice"
    CPUS = "cpus"


@dataclass(frozen=True)
class Errand:
    """``folder``: where to name the processes at work."""

    kind: Kind
    folder: Path | None = None


def steps(teller: Teller) -> Any:
    teller.step("load", 4)
    teller.done(4, trades=2)
    teller.found(b"[1]")
    return {"a": [1, None]}


def refuse(_: Teller) -> Any:
    raise StrategyError("no such strategy")


def die_before_child(_: Teller) -> Any:
    if os.fork():
        os._exit(1)
    time.sleep(FOREVER_S)


def grow(_: Teller) -> Any:
    kept = [bytearray(1 << 20)]
    while True:
        kept.append(bytearray(1 << 22))
        time.sleep(0.01)


SHORT: Mapping[Kind, Callable[[Teller], Any]] = {
    Kind.STEPS: steps,
    Kind.LONG: lambda _: {"text": "x" * 100_000},
    Kind.REFUSE: refuse,
    Kind.CRASH: lambda _: os._exit(1),
    Kind.KILLED: lambda _: os.kill(os.getpid(), signal.SIGKILL),
    Kind.ORPHANING: die_before_child,
    Kind.NICE: lambda _: os.nice(0),
    Kind.CPUS: lambda _: len(os.sched_getaffinity(0)),
    Kind.GREEDY: grow,
    Kind.IMPOSSIBLE: lambda _: len(bytearray(1 << 46)),
}


def answer_to(_settings: Settings, errand: Errand, teller: Teller) -> Any:
    print("noise of a strategy")
    if errand.kind in SHORT:
        return SHORT[errand.kind](teller)
    if errand.kind is Kind.STUBBORN:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    below = 2 if errand.kind is Kind.FAMILY else 0
    pids = [os.getpid(), *(subprocess.Popen(["sleep", str(FOREVER_S)]).pid for _ in range(below))]
    if errand.folder is not None:
        (errand.folder / "new").write_text(" ".join(map(str, pids)))
        (errand.folder / "new").rename(errand.folder / "pids")
    if errand.kind is Kind.BUSY:
        sum(iter(int, 1))  # never gives another thread a turn
    time.sleep(FOREVER_S)
    return None


if __name__ == "__main__":
    child_main.main(answer_to)
