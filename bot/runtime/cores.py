"""How many processes a wish such as ``--job-workers -1`` means."""

from __future__ import annotations

import os


def processes(wanted: int) -> int:
    """-1 is one per processor that this process may use, -2 one less, and so on; at least one."""
    return wanted if wanted > 0 else max(1, len(os.sched_getaffinity(0)) + 1 + wanted)
