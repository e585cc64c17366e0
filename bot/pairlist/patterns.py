"""Pairs by pattern: regular expressions, compared without regard to case with the whole name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

PAIR = re.compile(r"[\w.]+/[\w.]+(:[\w.]+)?", re.ASCII)


def matching(pattern: str, pairs: Iterable[str]) -> list[str]:
    """The pairs that ``pattern`` means, in their order; raises ``re.error``."""
    compiled = re.compile(pattern, re.IGNORECASE)
    return [pair for pair in pairs if compiled.fullmatch(pair)]


def expanded(patterns: Sequence[str], pairs: Sequence[str], *, keep_unknown: bool = False) -> list[str]:
    """The pairs that any pattern means, by pattern; with ``keep_unknown`` also names that no pair has."""
    found: dict[str, None] = {}
    for pattern in patterns:
        known = matching(pattern, pairs)
        found |= dict.fromkeys(known)
        if keep_unknown and not known and PAIR.fullmatch(pattern):
            found[pattern] = None
    return list(found)


def problem(pattern: str) -> str | None:
    """Why a pattern can't be used."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return str(error)
    return None
