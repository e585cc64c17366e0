"""Stops asking an exchange that is away, so that the bot's pass does not wait for each call in turn."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Lock

from bot.errors import TemporaryError
from bot.exchange.real.policy import Policy

OPENS_AFTER = 5  # failed calls in a row
FIRST_PAUSE_S, LONGEST_PAUSE_S = 5.0, 120.0
log = logging.getLogger(__name__)


class Breaker:
    """For any thread. While it is open every call is refused at once; then one may try, and its outcome decides."""

    def __init__(self, exchange: str, now_s: Callable[[], float]) -> None:
        self._exchange = exchange
        self._now_s = now_s
        self._lock = Lock()
        self._failures = 0
        self._pause_s = FIRST_PAUSE_S
        self._closed_until_s = 0.0
        self._began_s: float | None = None
        self._why = ""

    def check(self) -> None:
        """Raise ``TemporaryError`` while no call is to be made."""
        with self._lock:
            left_s = self._closed_until_s - self._now_s()
            if left_s > 0:
                raise TemporaryError(f"{self._exchange} is left alone for {left_s:.0f} s: {self._why}")

    def succeeded(self) -> None:
        """The exchange answered."""
        with self._lock:
            if self._began_s is not None:
                log.warning("%s answers again after %.0f s.", self._exchange, self._now_s() - self._began_s)
            self._failures, self._pause_s, self._began_s = 0, FIRST_PAUSE_S, None

    def failed(self, policy: Policy, why: str, asked_s: float | None) -> None:
        """A call came to nothing after its last attempt; ``asked_s`` is how long the exchange wants peace."""
        with self._lock:
            if policy.pause_s or asked_s:
                self._hold(max(policy.pause_s, asked_s or 0.0), why)
            if not policy.breaks:
                return
            self._failures += 1
            if self._failures >= OPENS_AFTER:
                self._hold(self._pause_s, why)
                self._pause_s = min(LONGEST_PAUSE_S, self._pause_s * 2)

    def _hold(self, pause_s: float, why: str) -> None:
        now_s = self._now_s()
        if self._began_s is None:
            self._began_s = now_s
            log.warning("%s is left alone for %.0f s: %s", self._exchange, pause_s, why)
        self._closed_until_s, self._why = max(self._closed_until_s, now_s + pause_s), why
