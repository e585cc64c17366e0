"""Requests that may come twice are carried out once: who sends the same key again gets the first reply."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.reply import Claim, Reply
from bot.errors import Conflict, StorageError
from bot.ports.storage import ReplyStore

KEPT = timedelta(hours=24)
TIDY_EVERY = timedelta(minutes=10)
WAIT_S = 60.0
Name = tuple[str, str]
log = logging.getLogger(__name__)


class Replies:
    """Between ``begin()`` and ``end()`` (or ``withdraw()``, or ``lose()``) a request holds its key. From any thread."""

    def __init__(self, store: ReplyStore, wall: Clock, *, wait_s: float = WAIT_S) -> None:
        self._store = store
        self._wall = wall
        self._wait_s = wait_s
        self._guard = threading.Lock()
        self._running: dict[Name, threading.Event] = {}
        self._tidied_at: datetime | None = None

    def begin(self, caller: str, key: str, fingerprint: str, *, may_repeat: bool = False) -> Reply | None:
        """The reply of the request that had this key before; ``None`` where this one is to be carried out.

        One that comes while the first is carried out waits for it. Raises ``Conflict`` where the key was another
        request's, or nobody knows how the first one ended; ``may_repeat`` lets that one be carried out again.
        """
        name = caller, key
        while not self._is_first(name):
            continue
        try:
            self._tidy()
            claim = self._store.claim(caller, key, fingerprint, self._wall.now())
        except BaseException:
            self._let_go(name)
            raise
        is_unknown = claim is not None and claim.reply is None and claim.fingerprint == fingerprint
        if claim is None or (is_unknown and may_repeat):
            return None
        self._let_go(name)
        return _reply(claim, key, fingerprint)

    def end(self, caller: str, key: str, reply: Reply) -> None:
        """Keep the reply for a day."""
        try:
            self._store.finish(caller, key, reply)
        except StorageError as error:  # the work is done, so its asker must hear so
            log.error("The reply to the request %s can't be kept: %s", key, error)
        finally:
            self._let_go((caller, key))

    def withdraw(self, caller: str, key: str) -> None:
        """Nothing was done: the key may be used again."""
        try:
            self._store.release(caller, key)
        except StorageError as error:  # the refusal is what its asker must hear
            log.error("The key %s can't be freed: %s", key, error)
        finally:
            self._let_go((caller, key))

    def lose(self, caller: str, key: str) -> None:
        """Nobody knows what was done: the key stays taken."""
        self._let_go((caller, key))

    def _is_first(self, name: Name) -> bool:
        """Whether the key is free now; otherwise wait for the one that holds it. Raises ``Conflict``."""
        with self._guard:
            other = self._running.get(name)
            if other is None:
                self._running[name] = threading.Event()
                return True
        if not other.wait(self._wait_s):
            raise Conflict(f"The request with the Idempotency-Key {name[1]} is still being carried out.")
        return False

    def _let_go(self, name: Name) -> None:
        with self._guard:
            held = self._running.pop(name, None)
        if held is not None:
            held.set()

    def _tidy(self) -> None:
        now = self._wall.now()
        if self._tidied_at is None or now - self._tidied_at >= TIDY_EVERY:
            self._tidied_at = now
            self._store.forget(now - KEPT)


def _reply(claim: Claim, key: str, fingerprint: str) -> Reply:
    if claim.fingerprint != fingerprint:
        raise Conflict(f"The Idempotency-Key {key} was used for another request.")
    if claim.reply is None:
        raise Conflict(
            f"Nobody knows how the request with the Idempotency-Key {key} ended: the program stopped before it was"
            " answered. Look at the trades, then use a new key."
        )
    return claim.reply
