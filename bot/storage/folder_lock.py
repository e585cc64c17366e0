"""One writer at a time in a folder of market data."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import Refused, StorageError

NAME = ".writing"


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold the folder, which is made where it is missing; the system frees it when the process ends, however it does.

    Raises ``Refused`` while another process writes there, ``StorageError`` for a folder that can't be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fd = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StorageError(f"The folder {folder} can't be written: {error.strerror}") from error
    try:
        _lock(fd, folder)
        yield
    finally:
        os.close(fd)


def _lock(fd: int, folder: Path) -> None:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Refused(f"Another download or repair is writing in {folder}; try again when it has ended.") from None
