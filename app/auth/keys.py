"""What proves who someone is, taken from the settings in force: a reload of the bot brings new keys at once."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from bot.settings.model import ApiSettings

MIN_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Keys:
    """User, password (plain or an argon2 hash) and secrets of one configuration.

    ``stamp`` changes with user, password and secret: tokens and sessions carry it and die with it.
    """

    source: ApiSettings
    user: str
    password: str
    signing_key: str
    stamp: str
    socket_tokens: tuple[bytes, ...]

    @classmethod
    def of(cls, access: ApiSettings) -> Keys:
        """The keys of ``access``. A secret that is too short for HS256 is stretched, which makes it no safer."""
        secret = access.jwt_secret_key.reveal()
        password = access.password.reveal()
        key = secret if len(secret.encode()) >= MIN_KEY_BYTES else hashlib.sha256(secret.encode()).hexdigest()
        stamp = hmac.new(key.encode(), f"{access.username}\0{password}".encode(), hashlib.sha256).hexdigest()[:32]
        tokens = tuple(token.reveal().encode() for token in access.ws_tokens if token)
        return cls(access, access.username, password, key if secret else "", stamp, tokens)

    @property
    def can_log_in(self) -> bool:
        """Without a user name or a password nobody comes in."""
        return bool(self.user and self.password)

    @property
    def is_hashed(self) -> bool:
        """Whether the configuration holds the password's hash in its place."""
        return self.password.startswith("$argon2")

    def opens_socket(self, token: str) -> bool:
        """Whether ``token`` is one of the socket tokens; takes the same time for all of them."""
        given = token.encode("utf-8", "surrogatepass")
        matches = [hmac.compare_digest(given, known) for known in self.socket_tokens]
        return any(matches)


class KeyRing:
    """The present keys; made once per configuration."""

    def __init__(self, access: Callable[[], ApiSettings]) -> None:
        self._access = access
        self._keys: Keys | None = None

    def current(self) -> Keys:
        """The keys of the settings in force."""
        access = self._access()
        keys = self._keys
        if keys is None or keys.source is not access:
            keys = self._keys = Keys.of(access)
        return keys
