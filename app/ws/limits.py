"""How much a socket may take, and how long it may stay silent."""

from __future__ import annotations

from dataclasses import dataclass

KILOBYTE = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Counts, bytes and seconds.

    ``max_strangers``: sockets that have not given their token yet. ``max_incoming``: characters of one message.
    ``max_queued`` and ``max_queued_bytes``: what waits for a slow reader before it is cut off. ``max_requests``:
    requests that wait for their answers before no more are read. ``stall_s``: how long a reader may take nothing.
    """

    max_clients: int = 1000
    max_strangers: int = 64
    max_bridged: int = 4
    max_incoming: int = 64 * KILOBYTE
    max_queued: int = 2000
    max_queued_bytes: int = 2048 * KILOBYTE
    max_requests: int = 32
    max_events: int = 10_000
    token_s: float = 10.0
    ping_s: float = 20.0
    pong_s: float = 20.0
    stall_s: float = 10.0
    closing_s: float = 2.0
    check_s: float = 5.0
    tick_s: float = 1.0
