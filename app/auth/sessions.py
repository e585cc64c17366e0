"""Browser sessions: kept on the server, so they can be listed and ended."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable
from dataclasses import replace

from app.auth.session_store import Session, SessionStore

MAX_SESSIONS = 100
TOUCH_S = 60.0
MAX_AGENT_CHARS = 200


class Sessions:
    """All sessions, in memory and written through to the store. Any thread may use it."""

    def __init__(self, store: SessionStore, now: Callable[[], float], *, idle_s: float, life_s: float) -> None:
        self._store = store
        self._now = now
        self._idle_s = idle_s
        self._life_s = life_s
        self._lock = threading.Lock()
        self._loaded: dict[str, Session] | None = None

    def open(self, user: str, stamp: str, *, address: str, agent: str) -> tuple[str, Session]:
        """A new session and the secret for its cookie."""
        secret = secrets.token_urlsafe(32)
        now_s = self._now()
        agent = agent[:MAX_AGENT_CHARS]
        session = Session(_digest(secret), secrets.token_hex(8), user, stamp, now_s, now_s, address, agent)
        with self._lock:
            self._sweep(MAX_SESSIONS - 1)
            self._all()[session.digest] = session
            self._store.save(session)
        return secret, session

    def find(self, secret: str, stamp: str) -> Session | None:
        """The living session of a cookie; ``stamp`` is that of the present keys."""
        digest = _digest(secret)
        with self._lock:
            session = self._all().get(digest)
            if session is None:
                return None
            if session.stamp != stamp or self.expires_at_s(session) <= self._now():
                self._drop(session)
                return None
            return self._touched(session)

    def living(self, stamp: str) -> list[Session]:
        """Sessions that would be let in now, newest first."""
        with self._lock:
            self._sweep(MAX_SESSIONS)
            held = [session for session in self._all().values() if session.stamp == stamp]
        return sorted(held, key=lambda session: session.created_at_s, reverse=True)

    def end(self, session_id: str) -> bool:
        """End the session with this public id; ``False`` if there is none."""
        with self._lock:
            found = next((session for session in self._all().values() if session.id == session_id), None)
            if found is not None:
                self._drop(found)
        return found is not None

    def expires_at_s(self, session: Session) -> float:
        """When it ends unless it is used before; never later than its life allows."""
        return min(session.seen_at_s + self._idle_s, session.created_at_s + self._life_s)

    def close(self) -> None:
        """Close the store."""
        with self._lock:
            self._store.close()

    def _all(self) -> dict[str, Session]:
        if self._loaded is None:
            self._loaded = {session.digest: session for session in self._store.load()}
        return self._loaded

    def _touched(self, session: Session) -> Session:
        """Once a minute, not with each request, the last use is noted."""
        if self._now() - session.seen_at_s < TOUCH_S:
            return session
        session = replace(session, seen_at_s=self._now())
        self._all()[session.digest] = session
        self._store.save(session)
        return session

    def _drop(self, session: Session) -> None:
        self._all().pop(session.digest, None)
        self._store.delete(session.digest)

    def _sweep(self, keep: int) -> None:
        """Drop what has expired, and the least used beyond ``keep``."""
        held = sorted(self._all().values(), key=lambda session: session.seen_at_s)
        surplus = held[: max(0, len(held) - keep)]
        expired = [session for session in held if self.expires_at_s(session) <= self._now()]
        for session in {one.digest: one for one in (*surplus, *expired)}.values():
            self._drop(session)


def csrf_token(secret: str) -> str:
    """What a page must send along with the cookie; made from the secret, so there is nothing to store."""
    return hmac.new(secret.encode(), b"csrf", hashlib.sha256).hexdigest()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
