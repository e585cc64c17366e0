"""The exchanges that there are, and what they can."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeInfo:
    """One exchange. ``is_valid``: it offers what trading needs; ``missing`` and ``missing_futures`` say what it lacks.

    ``is_known``: something is known of it that the exchange library does not tell. ``modes`` are pairs of trading mode
    and margin mode.
    """

    name: str
    title: str
    is_valid: bool
    is_known: bool
    missing: str = ""
    missing_futures: str = ""
    is_decentralised: bool = False
    alias_for: str | None = None
    modes: tuple[tuple[str, str], ...] = (("spot", ""),)


@dataclass(frozen=True, slots=True)
class ExchangesQuestion:
    """Which exchanges are there? Answered with a list of ``ExchangeInfo``."""


class Exchanges:
    """Asked for once: the exchange library is large, and does not change while the program runs."""

    def __init__(self, ask: Callable[[ExchangesQuestion], Sequence[ExchangeInfo]]) -> None:
        self._ask = ask
        self._guard = threading.Lock()
        self._known: Sequence[ExchangeInfo] = ()

    def all(self) -> Sequence[ExchangeInfo]:
        """By name; raises ``Refused`` where they can't be found out."""
        with self._guard:
            if not self._known:
                self._known = self._ask(ExchangesQuestion())
            return self._known
