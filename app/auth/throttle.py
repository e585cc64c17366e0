"""Slows down those who guess: too many failures from one address, for one user or in all close the door for a while."""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict, deque
from collections.abc import Callable

from app.errors import HttpRefusal

WINDOW_S = 300.0
PER_ADDRESS = 10
PER_USER = 50
IN_ALL = 300
MAX_KEYS = 5000
Key = tuple[str, str]


class Throttle:
    """Failed logins of the last five minutes. Those who are logged in do not notice it."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._failures: OrderedDict[Key, deque[float]] = OrderedDict()

    def check(self, address: str, user: str) -> None:
        """Refuse with 429, without looking at the password, who has failed too often."""
        with self._lock:
            waits = [self._wait_s(key, limit) for key, limit in _keys(address, user)]
        wait_s = max(waits)
        if wait_s > 0:
            seconds = str(int(wait_s) + 1)
            raise HttpRefusal(429, f"Too many failed logins; try again in {seconds} s.", {"Retry-After": seconds})

    def failed(self, address: str, user: str) -> None:
        """Remember a failure."""
        with self._lock:
            for key, limit in _keys(address, user):
                self._failures.setdefault(key, deque(maxlen=limit)).append(self._now())
                self._failures.move_to_end(key)
            while len(self._failures) > MAX_KEYS:
                self._failures.popitem(last=False)

    def succeeded(self, address: str) -> None:
        """Forget the address's failures: its user has mistyped."""
        with self._lock:
            self._failures.pop(("address", _network(address)), None)

    def _wait_s(self, key: Key, limit: int) -> float:
        failures = self._failures.get(key)
        if failures is None:
            return 0.0
        while failures and failures[0] <= self._now() - WINDOW_S:
            failures.popleft()
        if not failures:
            del self._failures[key]
        return failures[0] + WINDOW_S - self._now() if len(failures) >= limit else 0.0


def _keys(address: str, user: str) -> tuple[tuple[Key, int], ...]:
    return (
        (("address", _network(address)), PER_ADDRESS),
        (("user", user[:64]), PER_USER),
        (("all", ""), IN_ALL),
    )


def _network(address: str) -> str:
    """An IPv6 caller owns a whole /64 and could come from a new address each time."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))
