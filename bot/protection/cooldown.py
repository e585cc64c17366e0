"""A pair rests after each of its trades."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.enums import Direction
from bot.protection.base import Past, Stop
from bot.protection.options import Options


class CooldownPeriod:
    """Locks the pair of any trade that closed."""

    PARAMETERS: tuple[str, ...] = ()

    def __init__(self, options: Options) -> None:
        self._terms = options.terms()

    @property
    def lookback(self) -> timedelta:
        return self._terms.lookback.length

    @property
    def summary(self) -> str:
        return f"Cooldown period {self._terms.duration}."

    def pair_stop(self, past: Past, pair: str, direction: Direction) -> Stop | None:  # noqa: ARG002 - both rest
        trades = past.closed_in(self.lookback, pair=pair)
        return Stop(until=self._terms.end(trades), reason=self.summary) if trades else None

    def global_stop(self, past: Past, direction: Direction) -> Stop | None:  # noqa: ARG002 - a rule for one pair
        return None
