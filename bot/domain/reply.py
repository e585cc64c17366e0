"""What a request that may come twice was answered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer's status, content type and body."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """A request that was begun; ``reply`` is ``None`` until it is answered."""

    fingerprint: str
    reply: Reply | None = None
