"""A configuration from standard input, kept so that it can be read again."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from bot.settings.files import STDIN


def rereadable(file: Path) -> Path:
    """Standard input as a file, which the server reads again at every reload; other files as they are."""
    if file != STDIN:
        return file
    handle, path = _private_file()
    with os.fdopen(os.dup(handle), "w", encoding="utf-8") as copy:
        copy.write(sys.stdin.read())
    os.set_inheritable(handle, True)  # noqa: FBT003 - positional only
    return path


def _private_file() -> tuple[int, Path]:
    """A file in memory where the system has such; else one that only this user may read."""
    if hasattr(os, "memfd_create"):
        handle = os.memfd_create("tradepost-config")
        return handle, Path(f"/proc/self/fd/{handle}")
    handle, name = tempfile.mkstemp(prefix="tradepost-", suffix=".json")
    return handle, Path(name)
