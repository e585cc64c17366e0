"""Numbers that users give: what can't be meant is refused, never bent."""

from __future__ import annotations

from math import isfinite

from bot.errors import Refused

LARGEST = 1e15


def positive(number: float | None, what: str) -> float | None:
    """``number`` where it is given and can be meant; raises ``Refused`` for 0, negative, NaN, infinite, absurd ones."""
    if number is None:
        return None
    if not isfinite(number) or not 0 < number <= LARGEST:
        raise Refused(f"The {what} must be a number above 0 and at most {LARGEST:g}, not {number}.")
    return number
