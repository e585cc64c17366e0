"""The folder of jobs in the user's data: large results, and a locked file for each server that runs jobs."""

from __future__ import annotations

import fcntl
import logging
import os
import uuid
from contextlib import suppress
from pathlib import Path

from bot.errors import StorageError

NAME = "jobs"
SIGN = ".lock"
log = logging.getLogger(__name__)


class JobFolder:
    """Implements ``ports.JobFiles``. The lock on this server's file ends with its process, however that ends."""

    def __init__(self, user_data_dir: Path) -> None:
        self.server = uuid.uuid4().hex
        self._folder = user_data_dir / NAME
        self._fd: int | None = None

    def start(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            while self._fd is None:
                self._fd = _held(self._sign(self.server))
        except OSError as error:
            raise StorageError(f"The folder {self._folder} can't be written: {error.strerror}.") from error
        for sign in self._folder.glob(f"*{SIGN}"):
            self.is_alive(sign.name.removesuffix(SIGN))

    def stop(self) -> None:
        if self._fd is not None:
            self._sign(self.server).unlink(missing_ok=True)
            os.close(self._fd)
            self._fd = None

    def path(self, job_id: str) -> Path:
        return self._folder / f"{job_id}.json"

    def read(self, job_id: str) -> bytes:
        try:
            return self.path(job_id).read_bytes()
        except OSError as error:
            raise StorageError(f"The result of the job {job_id} can't be read: {error.strerror}.") from error

    def remove(self, job_id: str) -> None:
        try:
            self.path(job_id).unlink(missing_ok=True)
        except OSError as error:
            log.warning("The result of the job %s can't be removed: %s", job_id, error.strerror)

    def is_alive(self, server: str) -> bool:
        if server == self.server:
            return True
        sign = self._sign(server)
        try:
            fd = os.open(sign, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        else:
            with suppress(OSError):  # a leftover of a server that was killed; nobody needs it
                sign.unlink()
            return False
        finally:
            os.close(fd)

    def _sign(self, server: str) -> Path:
        return self._folder / f"{server}{SIGN}"


def _held(sign: Path) -> int | None:
    """The file, made and locked; ``None`` where another server took it for a leftover in between."""
    fd = os.open(sign, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(fd, fcntl.LOCK_EX)
    if sign.exists() and os.path.samestat(os.fstat(fd), sign.stat()):
        return fd
    os.close(fd)
    return None
