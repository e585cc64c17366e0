"""What a process holds: memory, threads, open files."""

from __future__ import annotations

import os
from dataclasses import dataclass

import psutil


@dataclass(frozen=True)
class Held:
    """Of one process, or of several together."""

    resident_mb: float
    threads: int
    files: int


def held(*pids: int) -> Held:
    """Of ``pids``, or of this process."""
    processes = [psutil.Process(pid) for pid in pids or (os.getpid(),)]
    return Held(
        sum(process.memory_info().rss for process in processes) / 2**20,
        sum(process.num_threads() for process in processes),
        sum(process.num_fds() for process in processes),
    )
