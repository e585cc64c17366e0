"""Events from the bot to whoever listens; the bot never waits for a listener."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.domain.events import Event

KEPT_IN_MEMORY = 2000
Listener = Callable[[Event], None]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Missed:
    """Events after a number, oldest first, up to ``last_seq``; with ``has_gap`` some of them are not known here."""

    events: Sequence[Event]
    last_seq: int
    has_gap: bool


class Feed:
    """Numbers events and hands them on. A listener must return at once (append to a queue of its own)."""

    def __init__(self, last_seq: int = 0, keep: int = KEPT_IN_MEMORY, recent: Sequence[Event] = ()) -> None:
        self._lock = threading.Lock()
        self._seq = last_seq
        self._recent: deque[Event] = deque(recent, maxlen=keep)
        self._listeners: tuple[Listener, ...] = ()

    @property
    def last_seq(self) -> int:
        """Number of the newest event."""
        return self._seq

    def continue_from(self, seq: int) -> None:
        """Number the next events after ``seq``, the newest one stored by an earlier run."""
        with self._lock:
            self._seq = max(self._seq, seq)

    def emit(self, event: Event) -> Event:
        """Number ``event``, remember it and pass it to every listener."""
        with self._lock:
            self._seq += 1
            numbered = replace(event, seq=self._seq)
            self._recent.append(numbered)
            listeners = self._listeners
        for listener in listeners:
            try:
                listener(numbered)
            except Exception:
                log.exception("A listener failed on event %s; it stays subscribed.", numbered.seq)
        return numbered

    def resume(self, seq: int) -> Missed:
        """What happened after number ``seq``. A number that was never given is a gap, as are events forgotten."""
        with self._lock:
            last = self._seq
            oldest = self._recent[0].seq if self._recent else last + 1
            if seq > last or seq < oldest - 1:
                return Missed((), last, has_gap=True)
            return Missed([event for event in self._recent if event.seq > seq], last, has_gap=False)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Hear every further event; call the result to stop."""
        with self._lock:
            self._listeners = (*self._listeners, listener)

        def unsubscribe() -> None:
            with self._lock:
                self._listeners = tuple(kept for kept in self._listeners if kept is not listener)

        return unsubscribe
