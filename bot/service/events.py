"""What happened, for those who come back after a while."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.events import KEPT_EVENTS, Event
from bot.ports.storage import ClosedTrades
from bot.state.shared import SharedState


@dataclass(frozen=True, slots=True)
class EventPage:
    """Stored events, oldest first; ``has_gap`` where some after the asked number are no longer kept."""

    events: Sequence[Event]
    last_seq: int
    has_gap: bool


class Events:
    """Reads of the table of events. Analysed candles are not among them: ask for the candles instead."""

    def __init__(self, state: SharedState, reader: ClosedTrades) -> None:
        self._state = state
        self._reader = reader

    def after(self, seq: int, limit: int) -> EventPage:
        """At most ``limit`` events with a greater number. A number that was never given is a gap, too."""
        last = self._state.feed.last_seq
        return EventPage(self._reader.events_after(seq, limit), last, seq > last or seq < last - KEPT_EVENTS)
