"""API keys, what they allow, and the check of signed requests."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.exchange_server import refusals

RECV_WINDOW_MS = 5000
AHEAD_MS = 1000


@dataclass(frozen=True, slots=True)
class ApiKey:
    """``is_from_elsewhere``: the key is bound to another address than the caller's."""

    key: str
    secret: str
    trades: bool = True
    withdraws: bool = False
    is_from_elsewhere: bool = False


class Keyring:
    """Knows the keys of the one account."""

    def __init__(self, keys: Iterable[ApiKey]) -> None:
        self._keys = {entry.key: entry for entry in keys}

    def caller(self, key: str) -> ApiKey:
        """The key's rights; raises ``Refusal``."""
        found = self._keys.get(key)
        if found is None or found.is_from_elsewhere:
            raise refusals.wrong_key()
        return found

    def signed(self, key: str, raw: str, values: Mapping[str, str], now_ms: int) -> ApiKey:
        """The rights of the caller of a signed request; ``raw`` is what was signed with the signature behind it."""
        found = self.caller(key)
        signature = values.get("signature", "")
        payload = raw.replace(f"&signature={signature}", "").replace(f"signature={signature}", "")
        right = hmac.new(found.secret.encode(), payload.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(right, signature):
            raise refusals.wrong_signature()
        if "timestamp" not in values:
            raise refusals.missing("timestamp")
        late_ms = now_ms - int(values["timestamp"])
        if late_ms > int(values.get("recvWindow", RECV_WINDOW_MS)) or late_ms < -AHEAD_MS:
            raise refusals.wrong_time()
        return found
