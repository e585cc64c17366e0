"""One WebSocket on a non-blocking socket: frames in and out, heartbeat and the closing handshake.

Everything here runs on the hub's thread.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable

from wsproto import WSConnection
from wsproto.connection import ConnectionState
from wsproto.events import BytesMessage, CloseConnection, Event, Ping, TextMessage
from wsproto.utilities import ProtocolError

from app.ws.limits import Limits
from app.ws.outgoing import Outgoing

GOING_AWAY, PROTOCOL, UNSUPPORTED, INVALID = 1001, 1002, 1003, 1007
POLICY, TOO_BIG, FAILURE, TRY_LATER = 1008, 1009, 1011, 1013
READ_BYTES = 64 * 1024
TOO_SLOW = "This client reads too slowly."
log = logging.getLogger(__name__)


class Link:
    """``receive()`` when there is something to read, ``flush()`` when there is room, ``check()`` now and then."""

    __slots__ = (
        "_closing_until_s", "_heard_at_s", "_is_deaf", "_limits", "_moved_at_s", "_now", "_out", "_pinged_at_s",
        "_text", "_ws", "is_done", "name", "sock",
    )  # fmt: skip

    def __init__(
        self, sock: socket.socket, ws: WSConnection, limits: Limits, now: Callable[[], float], name: str = ""
    ) -> None:
        self.sock = sock
        self.name = name
        self.is_done = False
        self._ws = ws
        self._limits = limits
        self._now = now
        self._out = Outgoing()
        self._text = ""
        self._is_deaf = False
        self._closing_until_s: float | None = None
        self._heard_at_s = self._moved_at_s = now()
        self._pinged_at_s: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether messages may be sent."""
        return self._closing_until_s is None and not self.is_done

    @property
    def has_unsent(self) -> bool:
        """Whether something waits for room."""
        return bool(self._out)

    def receive(self) -> list[str]:
        """The messages that are complete now."""
        try:
            data = self.sock.recv(READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return []
        except OSError:
            data = b""
        if not data:
            self.is_done = True
            return []
        self._heard_at_s, self._pinged_at_s = self._now(), None
        return [] if self._is_deaf else self._understand(data)

    def send(self, frame: bytes, *, is_counted: bool = True) -> None:
        """Queue a frame; who does not read what was queued is cut off."""
        if not self.is_open:
            return
        self._put(frame, is_counted=is_counted)
        out, limits = self._out, self._limits
        if is_counted and (out.queued > limits.max_queued or out.queued_bytes > limits.max_queued_bytes):
            self._cut_off()

    def flush(self) -> None:
        """Send what the socket takes; ends the connection when the last word is out."""
        try:
            if self._out.send_to(self.sock):
                self._moved_at_s = self._now()
        except OSError:
            self.is_done = True
        if not self._out and self._ws.state is ConnectionState.CLOSED:
            self.is_done = True

    def close(self, code: int, reason: str, *, drops: bool = False) -> None:
        """Say goodbye after what is queued (``drops``: instead of it) and wait a little for the client's."""
        if not self.is_open:
            return
        if drops:
            self._out.drop()
        self._put(self._ws.send(CloseConnection(code, reason)))
        self._closing_until_s = self._now() + self._limits.closing_s

    def fail(self) -> None:
        """Give up after a fault of our own."""
        if self._ws.state is ConnectionState.OPEN:
            self.close(FAILURE, "Internal error.", drops=True)
        else:
            self.is_done = True

    def check(self) -> None:
        """Ping the silent, cut off the stuck, forget those who do not answer."""
        now_s, limits = self._now(), self._limits
        if self._closing_until_s is not None:
            self.is_done = self.is_done or now_s >= self._closing_until_s
        elif self._out:
            if now_s - self._moved_at_s >= limits.stall_s:
                self._cut_off()
        elif self._pinged_at_s is not None:
            if now_s - self._pinged_at_s >= limits.pong_s:
                self.close(POLICY, "No answer to a ping.")
        elif now_s - self._heard_at_s >= limits.ping_s:
            self._pinged_at_s = now_s
            self.send(self._ws.send(Ping()))

    def _put(self, frame: bytes, *, is_counted: bool = True) -> None:
        if not self._out:
            self._moved_at_s = self._now()
        self._out.put(frame, is_counted=is_counted)

    def _cut_off(self) -> None:
        log.warning("The socket of %s is closed: it reads too slowly.", self.name)
        self.close(POLICY, TOO_SLOW, drops=True)

    def _understand(self, data: bytes) -> list[str]:
        texts: list[str] = []
        try:
            self._ws.receive_data(data)
            for event in self._ws.events():
                self._take(event, texts)
        except ProtocolError:
            self._is_deaf = True
            self.close(PROTOCOL, "This is not the WebSocket protocol.")
        return texts

    def _take(self, event: Event, texts: list[str]) -> None:
        if isinstance(event, CloseConnection):
            self._end(event)
        elif not self.is_open:
            return
        elif isinstance(event, TextMessage):
            self._collect(event, texts)
        elif isinstance(event, BytesMessage):
            self.close(UNSUPPORTED, "Messages must be text.")
        elif isinstance(event, Ping):
            self.send(self._ws.send(event.response()))

    def _collect(self, event: TextMessage, texts: list[str]) -> None:
        self._text += event.data
        if len(self._text) > self._limits.max_incoming:
            self._text = ""
            self.close(TOO_BIG, f"A message may have {self._limits.max_incoming} characters.")
        elif event.message_finished:
            texts.append(self._text)
            self._text = ""

    def _end(self, event: CloseConnection) -> None:
        """The client closes, or answers our closing, or sent what is no frame: then the code tells it so."""
        if self._ws.state is ConnectionState.CLOSED:
            self.is_done = True
        elif self.is_open:
            self._is_deaf = True
            self._put(self._ws.send(event.response()))
            self._closing_until_s = self._now() + self._limits.closing_s
