"""Browser sessions on disk, so that a restart logs nobody out. The secret in the cookie is not stored, its hash is."""

from __future__ import annotations

import logging
import os
import sqlite3
from dataclasses import astuple, dataclass
from pathlib import Path

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that has logged in. Times are epoch seconds; ``stamp`` is that of the keys at login."""

    digest: str
    id: str
    user: str
    stamp: str
    created_at_s: float
    seen_at_s: float
    address: str
    agent: str


COLUMNS = "digest, id, user, stamp, created_at_s, seen_at_s, address, agent"
CREATE = f"CREATE TABLE IF NOT EXISTS sessions ({COLUMNS}, PRIMARY KEY (digest))"
SELECT = f"SELECT {COLUMNS} FROM sessions"  # noqa: S608 - the names of our own fields
REPLACE = f"INSERT OR REPLACE INTO sessions ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - as above


class SessionStore:
    """An SQLite file that only its owner may read; ``None`` keeps nothing. Callers hold a lock."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def load(self) -> list[Session]:
        """All sessions. A file that can't be read is replaced: its users log in again."""
        if self._path is None:
            return []
        try:
            return self._open(self._path)
        except sqlite3.DatabaseError as error:
            log.warning("The sessions in %s can't be read (%s); they are dropped.", self._path, error)
            self.close()
            self._path.unlink(missing_ok=True)
            return self._open(self._path)

    def save(self, session: Session) -> None:
        """Add or replace."""
        self._write(REPLACE, astuple(session))

    def delete(self, digest: str) -> None:
        """Remove; an unknown one is no error."""
        self._write("DELETE FROM sessions WHERE digest = ?", (digest,))

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self, path: Path) -> list[Session]:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._connection = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute(CREATE)
        return [Session(*row) for row in self._connection.execute(SELECT)]

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        """A write that fails is logged: the session holds until the next restart."""
        if self._connection is None:
            return
        try:
            self._connection.execute(statement, values)
        except sqlite3.Error as error:
            log.warning("A browser session could not be stored: %s", error)
