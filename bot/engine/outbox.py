"""Events on their way out: held back until the picture that shows their effect is published."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from bot.clock import Clock
from bot.domain.events import Event, EventType
from bot.errors import StorageError
from bot.ports import EventStore
from bot.state.feed import Feed

# Sent with every candle of every pair, and of no use later: a client asks for the candles instead.
FLEETING = (EventType.ANALYZED_DF, EventType.NEW_CANDLE)
log = logging.getLogger(__name__)


class Outbox:
    """``put()`` while working, ``release()`` once the snapshot is out."""

    def __init__(self, feed: Feed, store: EventStore, clock: Clock) -> None:
        self._feed = feed
        self._store = store
        self._clock = clock
        self._waiting: list[Event] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, kind: EventType, data: Mapping[str, Any]) -> None:
        """Queue an event; ``data`` are the message's fields."""
        self._waiting.append(Event(kind, data, self._clock.now()))

    def say(self, kind: EventType, text: str) -> None:
        """Queue one of the events that are a sentence."""
        self.put(kind, {"status": text})

    def release(self) -> None:
        """Send what waits, then store it for those who ask later; trading does not depend on that."""
        waiting, self._waiting = self._waiting, []
        sent = [self._feed.emit(event) for event in waiting]
        lasting = [event for event in sent if event.type not in FLEETING]
        if lasting:
            self._append(lasting)

    def _append(self, events: Sequence[Event]) -> None:
        try:
            self._store.append(events)
        except StorageError as error:
            log.error("%s events were sent but could not be stored: %s", len(events), error)
