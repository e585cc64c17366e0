"""User name and password. A slow hash is paid once: who has shown the right password is remembered for a while."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from app.auth.keys import KeyRing, Keys
from app.auth.throttle import Throttle
from app.errors import HttpRefusal

REMEMBER_S = 300.0
MAX_REMEMBERED = 64
HASH_WAIT_S = 5.0


class Passwords:
    """Checks logins; any thread may call it. Nothing readable is kept: what is remembered is a keyed digest."""

    def __init__(self, ring: KeyRing, throttle: Throttle, now: Callable[[], float]) -> None:
        self._ring = ring
        self._throttle = throttle
        self._now = now
        self._key = secrets.token_bytes(32)
        self._remembered: dict[bytes, float] = {}
        self._hashing = threading.Lock()
        self._hasher = PasswordHasher()

    def accepts(self, user: str, password: str, address: str) -> bool:
        """Whether this is the configured user; a refusal with 429 after too many failures."""
        keys = self._ring.current()
        digest = self._digest(keys, user, password)
        if self._remembered.get(digest, 0.0) > self._now():
            return True
        self._throttle.check(address, user)
        if not self._matches(keys, user, password):
            self._throttle.failed(address, user)
            return False
        self._throttle.succeeded(address)
        self._remember(digest)
        return True

    def _matches(self, keys: Keys, user: str, password: str) -> bool:
        right_user = hmac.compare_digest(_bytes(user), _bytes(keys.user))
        right_password = self._same_hash(keys, password) if keys.is_hashed else _same(keys, password)
        return right_user and right_password and keys.can_log_in

    def _same_hash(self, keys: Keys, password: str) -> bool:
        """One hash at a time: each costs 64 MiB and a tenth of a second."""
        if not self._hashing.acquire(timeout=HASH_WAIT_S):
            raise HttpRefusal(429, "Too many logins at the same time.", {"Retry-After": "5"})
        try:
            return self._hasher.verify(keys.password, _bytes(password))
        except (Argon2Error, InvalidHashError):
            return False
        finally:
            self._hashing.release()

    def _digest(self, keys: Keys, user: str, password: str) -> bytes:
        parts = f"{keys.stamp}{len(user)}:{user}:{password}"
        return hmac.digest(self._key, _bytes(parts), hashlib.sha256)

    def _remember(self, digest: bytes) -> None:
        if len(self._remembered) >= MAX_REMEMBERED:
            self._remembered.clear()
        self._remembered[digest] = self._now() + REMEMBER_S


def _same(keys: Keys, password: str) -> bool:
    return hmac.compare_digest(_bytes(password), _bytes(keys.password))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
