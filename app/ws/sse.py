"""Server-sent events: one client of the hub that is only talked to."""

from __future__ import annotations

import logging
import socket
from collections import deque
from collections.abc import Callable, Iterator

from app.ws.access import Holds
from app.ws.limits import Limits
from app.ws.opening import Opening, Wish
from app.ws.outgoing import Outgoing
from app.ws.protocol import Broadcast
from bot.domain.events import EventType

READ_BYTES = 4096
HEARTBEAT = b":\n\n"
RETRY = b"retry: 2000\n\n"
log = logging.getLogger(__name__)


class StreamLink:
    """An HTTP reply without end; the hub's thread sends it. What the client says is not listened to."""

    __slots__ = ("_limits", "_moved_at_s", "_now", "_out", "_sent_at_s", "is_done", "is_open", "name", "sock")

    def __init__(self, sock: socket.socket, limits: Limits, now: Callable[[], float], name: str = "") -> None:
        self.sock = sock
        self.name = name
        self.is_done = False
        self.is_open = True
        self._limits = limits
        self._now = now
        self._out = Outgoing()
        self._moved_at_s = self._sent_at_s = now()

    @property
    def has_unsent(self) -> bool:
        """Whether something waits for room."""
        return bool(self._out)

    def receive(self) -> None:
        """Notice that the client is gone."""
        try:
            self.is_done = not self.sock.recv(READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self.is_done = True

    def send(self, data: bytes, *, is_counted: bool = True) -> None:
        """Queue bytes; who does not read what was queued is cut off."""
        if not self.is_open:
            return
        if not self._out:
            self._moved_at_s = self._now()
        self._sent_at_s = self._now()
        self._out.put(data, is_counted=is_counted)
        if self._out.queued > self._limits.max_queued or self._out.queued_bytes > self._limits.max_queued_bytes:
            log.warning("The event stream of %s is closed: it reads too slowly.", self.name)
            self.fail()

    def flush(self) -> None:
        """Send what the socket takes."""
        try:
            if self._out.send_to(self.sock):
                self._moved_at_s = self._now()
        except OSError:
            self.is_done = True
        if not self.is_open and not self._out:
            self.is_done = True

    def close(self, code: int, reason: str) -> None:
        """Say why in a comment, then end; ``code`` is for the sockets' log."""
        self.send(f": {code} {reason}\n\n".encode())
        self.is_open = False

    def fail(self) -> None:
        """Give up at once."""
        self.is_open = False
        self.is_done = True

    def check(self) -> None:
        """Keep the connection alive, and cut off who takes nothing."""
        now_s = self._now()
        if self._out:
            if now_s - self._moved_at_s >= self._limits.stall_s:
                self.fail()
        elif now_s - self._sent_at_s >= self._limits.ping_s:
            self.send(HEARTBEAT)


class Stream:
    """A client of the hub like ``Client``; its requests are those of the HTTP call that opened it."""

    __slots__ = (
        "_checked_at_s", "_holds", "_limits", "_now", "_opening", "_sent_seq", "_wish",
        "is_busy", "link", "topics", "waiting",
    )  # fmt: skip
    is_stranger = False
    may_talk = True
    wants_work = False

    def __init__(
        self,
        link: StreamLink,
        holds: Holds,
        topics: frozenset[EventType],
        *,
        head: bytes,
        limits: Limits,
        now: Callable[[], float],
        opening: Opening,
        wish: Wish,
    ) -> None:
        self.link = link
        self.topics = topics
        self.waiting: deque[Iterator[bytes]] = deque()
        self.is_busy = False
        self._holds = holds
        self._limits = limits
        self._now = now
        self._checked_at_s = now()
        self._sent_seq = 0
        self._opening = opening
        self._wish = wish
        link.send(head + RETRY)

    def begin(self) -> None:
        """Send what the client wished to know before anything new."""
        messages, self._sent_seq = self._opening.messages(self._wish, self.topics)
        for message in messages:
            self.link.send(message.record, is_counted=False)

    def read(self) -> None:
        """Notice that the client is gone."""
        self.link.receive()

    def push(self, broadcast: Broadcast) -> None:
        """Send an event that was not sent while catching up."""
        if broadcast.event.seq > self._sent_seq:
            self.link.send(broadcast.record)

    def take_answer(self, frame: bytes | None) -> None:  # noqa: ARG002 - the hub's clients are alike
        """Never called: a stream asks nothing."""
        raise TypeError("A stream of events has no questions.")

    def check(self) -> None:
        """End the stream when the credentials do; then see to the connection."""
        now_s = self._now()
        if now_s - self._checked_at_s >= self._limits.check_s:
            self._checked_at_s = now_s
            if not self._holds():
                self.link.close(401, "The credentials are no longer valid.")
        self.link.check()
