"""One target's queue and thread: messages leave in order, are tried again, and are given up in the end."""

from __future__ import annotations

import logging
import threading
from collections import deque

from bot.domain.events import Event
from bot.notify.target import NotDelivered, Target
from bot.settings.notification_model import Level

MAX_WAITING = 200
log = logging.getLogger(__name__)


class Courier:
    """``put()`` and ``close()`` are for any thread and never wait for the target."""

    def __init__(self, target: Target, max_waiting: int = MAX_WAITING) -> None:
        self._target = target
        self._max_waiting = max_waiting
        self._changed = threading.Condition()
        self._waiting: deque[tuple[Event, bool]] = deque()
        self._closing = threading.Event()
        self._is_abandoned = False
        self._lost = 0
        self._dropped = 0
        self._thread = threading.Thread(target=self._run, name=f"notify {target.name}", daemon=True)

    @property
    def dropped(self) -> int:
        """Messages that found the queue full."""
        return self._dropped

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def put(self, event: Event) -> None:
        """Queue an event that the target wants; without room it is dropped."""
        level = self._target.level(event)
        if level is Level.OFF:
            return
        with self._changed:
            if self._closing.is_set():
                return
            if len(self._waiting) >= self._max_waiting:
                self._drop()
                return
            self._waiting.append((event, level is Level.SILENT))
            self._changed.notify()

    def close(self) -> None:
        """Take no more; what waits gets one try each."""
        self._closing.set()
        with self._changed:
            self._changed.notify()

    def leave(self, timeout_s: float) -> None:
        """After ``close()``: wait for the last tries, then let go of what is left."""
        self._thread.join(timeout_s)
        with self._changed:
            self._is_abandoned = True
            left = len(self._waiting) + self._thread.is_alive()
        if left:
            log.warning("%s notifications to %s were not delivered before the end.", left, self._target.name)

    def _drop(self) -> None:
        if not self._dropped:
            name, limit = self._target.name, self._max_waiting
            log.warning("Notifications to %s are dropped while %s others wait; they are counted.", name, limit)
        self._dropped += 1

    def _run(self) -> None:
        while (parcel := self._next()) is not None:
            event, is_silent = parcel
            try:
                self._deliver(event, is_silent=is_silent)
            except Exception:
                log.exception("The notification %s to %s failed; the next ones are tried.", event.type, self._name)
        if self._dropped:
            log.warning("%s notifications to %s were dropped in all.", self._dropped, self._name)

    @property
    def _name(self) -> str:
        return self._target.name

    def _next(self) -> tuple[Event, bool] | None:
        """The next message; ``None`` when it is time to go."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._waiting) or self._closing.is_set())
            return self._waiting.popleft() if self._waiting and not self._is_abandoned else None

    def _deliver(self, event: Event, *, is_silent: bool) -> None:
        for pause_s in (*self._target.pauses_s, None):
            try:
                self._target.sender.send(event, is_silent=is_silent)
            except NotDelivered as error:
                if pause_s is None or not error.may_pass or self._closing.wait(pause_s):
                    self._lose(error)
                    return
            else:
                self._recover()
                return

    def _lose(self, error: NotDelivered) -> None:
        """The first message of a row is told of; a service that is down for a day must not fill the log."""
        level = logging.DEBUG if self._lost else logging.WARNING
        log.log(level, "A notification to %s was not delivered: %s.", self._name, error)
        self._lost += 1

    def _recover(self) -> None:
        if self._lost:
            log.info("Notifications to %s arrive again; %s did not.", self._name, self._lost)
        self._lost = 0
