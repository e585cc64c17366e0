"""Closed trades by pair, tag and reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.service.picture import bot_picture, closed_stats
from bot.state.shared import SharedState
from bot.stats.model import ClosedStats, Group, ReasonCount


@dataclass(frozen=True, slots=True)
class Durations:
    """Mean holding time in seconds; ``None`` where no trade ended so."""

    wins: float | None
    draws: float | None
    losses: float | None


class Performance:
    """Groups of closed trades; the rows are the ledger's."""

    def __init__(self, state: SharedState) -> None:
        self._state = state

    def by_pair(self) -> Sequence[Group]:
        """Pairs, most profitable first."""
        return self._closed().by_pair()

    def by_enter_tag(self, pair: str | None = None) -> Sequence[Group]:
        """Entry tags, of one ``pair`` or all."""
        return self._closed().by_enter_tag(pair)

    def by_exit_reason(self, pair: str | None = None) -> Sequence[Group]:
        """Exit reasons, of one ``pair`` or all."""
        return self._closed().by_exit_reason(pair)

    def by_both_tags(self, pair: str | None = None) -> Sequence[Group]:
        """Entry tags with exit reasons, of one ``pair`` or all."""
        return self._closed().by_both_tags(pair)

    def exit_reasons(self) -> Mapping[str, ReasonCount]:
        """Wins, draws and losses per exit reason."""
        return self._closed().exit_reasons()

    def durations(self) -> Durations:
        """How long trades were held."""
        return Durations(*self._closed().durations())

    def _closed(self) -> ClosedStats:
        return closed_stats(bot_picture(self._state))
