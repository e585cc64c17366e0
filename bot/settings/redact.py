"""The configuration as it may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.settings.keys import SECRET_PATHS

REDACTED = "REDACTED"
_SECRET_WORDS = ("password", "secret", "token", "api_key", "apikey", "private_key", "privatekey", "passphrase")


def redacted(raw: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """A copy without secrets: the known ones, and whatever is named like one in keys we don't know."""
    return {name: visible(f"{prefix}{name}", value) for name, value in raw.items()}


def visible(path: str, value: Any) -> Any:
    """The value of one setting without the secrets in it."""
    name = path.rpartition(".")[2].lower()
    if path in SECRET_PATHS or (any(word in name for word in _SECRET_WORDS) and not isinstance(value, bool | int)):
        return REDACTED if value else value
    if isinstance(value, Mapping):
        return redacted(value, f"{path}.")
    if isinstance(value, list):
        return [visible(path, member) for member in value]
    return _without_password(value) if name == "db_url" else value


def _without_password(url: Any) -> Any:
    """``postgresql://user:REDACTED@host/db``."""
    scheme, joint, rest = str(url).partition("://")
    user, at, host = rest.rpartition("@")
    name, colon, _ = user.partition(":")
    return f"{scheme}{joint}{name}{colon}{REDACTED if colon else ''}{at}{host}" if at else url
