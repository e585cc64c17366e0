"""How often an exchange that was not able to answer is asked again, and how long is waited between."""

from __future__ import annotations

from collections.abc import Callable

from bot.errors import ExchangeError, TemporaryError

WAITS_S = (1.0, 2.0, 5.0, 10.0, 20.0, 40.0, 60.0)  # together longer than the longest pause of an exchange's policy
Pause = Callable[[float], None]


def wait_after(error: ExchangeError, failures: int) -> float | None:
    """Seconds to wait after so many failures in a row, ``None`` where asking again has no use."""
    if not isinstance(error, TemporaryError) or failures > len(WAITS_S):
        return None
    return WAITS_S[failures - 1]
