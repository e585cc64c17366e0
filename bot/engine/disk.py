"""What is written late, and what could not be written when it should have been."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from bot.domain.events import EventType
from bot.engine.bench import Workbench
from bot.engine.parts import EngineParts
from bot.errors import StorageError
from bot.ports.storage import MARKET_TIME

SAVE_TIME_EVERY = timedelta(seconds=5)
FLUSH_EVERY = timedelta(seconds=30)
log = logging.getLogger(__name__)


class Disk:
    """The engine's writes that wait for a good moment."""

    def __init__(self, parts: EngineParts, bench: Workbench) -> None:
        self._parts = parts
        self._bench = bench
        self._time_saved_at: datetime | None = None
        self._flushed_at: datetime | None = None
        self._is_behind = False

    def catch_up(self) -> None:
        """Store what could not be stored, and tell when that begins and ends."""
        book = self._bench.book
        if book.is_behind:
            book.catch_up()
        if book.is_behind and not self._is_behind:
            text = f"{book.trouble} Nothing is entered until it can; exits and stops go on, and are kept in memory."
            self._bench.outbox.say(EventType.WARNING, text)
        elif self._is_behind and not book.is_behind:
            self._bench.outbox.say(EventType.WARNING, "The database can be written again, and nothing was lost.")
        self._is_behind = book.is_behind

    def flush_if_due(self, now: datetime) -> None:
        """Write what changes all the time, every half minute."""
        if self._flushed_at is None or now - self._flushed_at >= FLUSH_EVERY:
            self._flushed_at = now
            self._bench.book.flush()

    def save_time_if_due(self, now: datetime) -> None:
        """Let a simulated market go on from here after a restart."""
        if self._time_saved_at is None or now - self._time_saved_at >= SAVE_TIME_EVERY:
            self._time_saved_at = now
            try:
                self.save_time()
            except StorageError as error:
                log.warning("The market's time could not be stored: %s", error)

    def save_time(self) -> None:
        """Write the market's time at once. Raises ``StorageError``."""
        self._parts.keys.put(MARKET_TIME, self._parts.clock.now())
