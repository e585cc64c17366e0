"""JSON web tokens: signed with ``jwt_secret_key``, dead when it, the user name or the password changes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_jwt_extended import create_access_token, create_refresh_token, decode_token
from flask_jwt_extended.exceptions import JWTExtendedException
from jwt import PyJWTError

from app.auth.keys import KeyRing

ACCESS, REFRESH = "access", "refresh"
STAMP_CLAIM = "pv"
MAX_REMEMBERED = 1000
MAX_TOKEN_CHARS = 4096


@dataclass(frozen=True, slots=True)
class Verified:
    """A token whose signature was checked."""

    user: str
    kind: str
    stamp: str
    expires_at_s: float


class Tokens:
    """Makes and checks tokens. A checked one is remembered until it expires: checking costs 0.2 ms."""

    def __init__(self, ring: KeyRing, now: Callable[[], float] = time.time) -> None:
        self._ring = ring
        self._now = now
        self._verified: dict[str, Verified] = {}

    def access(self, user: str) -> str:
        """A token for calls, good for 15 minutes."""
        token: str = create_access_token({"u": user}, additional_claims=self._claims())
        return token

    def refresh(self, user: str) -> str:
        """A token for new access tokens, good for 30 days."""
        token: str = create_refresh_token({"u": user}, additional_claims=self._claims())
        return token

    def user_of(self, token: str, kind: str = ACCESS) -> str | None:
        """Whose token this is; ``None`` for anything that is not a living token of this kind."""
        keys = self._ring.current()
        verified = self._verified.get(token) or self._verify(token)
        if verified is None or verified.kind != kind or verified.expires_at_s <= self._now():
            return None
        return verified.user if (verified.user, verified.stamp) == (keys.user, keys.stamp) else None

    def _claims(self) -> dict[str, str]:
        return {STAMP_CLAIM: self._ring.current().stamp}

    def _verify(self, token: str) -> Verified | None:
        if not self._ring.current().signing_key or len(token) > MAX_TOKEN_CHARS:
            return None
        try:
            claims = decode_token(token)
        except (PyJWTError, JWTExtendedException, ValueError, RecursionError):
            return None  # whatever is wrong with it: the caller learns only that it is not good
        verified = _read(claims)
        if verified is not None:
            self._remember(token, verified)
        return verified

    def _remember(self, token: str, verified: Verified) -> None:
        if len(self._verified) >= MAX_REMEMBERED:
            self._verified.clear()
        self._verified[token] = verified


def _read(claims: dict[str, Any]) -> Verified | None:
    identity, stamp, expires = claims.get("identity"), claims.get(STAMP_CLAIM), claims.get("exp")
    user = identity.get("u") if isinstance(identity, dict) else None
    if not (isinstance(user, str) and isinstance(stamp, str) and isinstance(expires, (int, float))):
        return None
    return Verified(user, str(claims.get("type")), stamp, expires)
