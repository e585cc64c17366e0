"""The exchanges that there are, and what they can."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.exchange_entry import ExchangeEntry


@dataclass(frozen=True, slots=True)
class ExchangesQuestion:
    """Which exchanges are there? Answered with a list of ``ExchangeEntry``."""


class Exchanges:
    """Asked for once: the exchange library is large, and does not change while the program runs."""

    def __init__(self, ask: Callable[[ExchangesQuestion], Sequence[ExchangeEntry]]) -> None:
        self._ask = ask
        self._guard = threading.Lock()
        self._known: Sequence[ExchangeEntry] = ()

    def all(self) -> Sequence[ExchangeEntry]:
        """By name; raises ``Refused`` where they can't be found out."""
        with self._guard:
            if not self._known:
                self._known = self._ask(ExchangesQuestion())
            return self._known
