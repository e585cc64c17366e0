"""The other end of a link: a client that the test moves by hand, and seconds that pass when told to."""

from __future__ import annotations

import socket

from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Event, Ping, TextMessage

from app.ws.limits import Limits
from app.ws.link import Link


class Seconds:
    """A monotonic clock."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s

    def pass_(self, seconds: float) -> None:
        self.now_s += seconds


class Peer:
    """A client of a ``Link`` on a pair of sockets."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.seconds = Seconds()
        mine, self.sock = socket.socketpair()
        mine.settimeout(0)
        self.sock.settimeout(0)
        self.ws = Connection(ConnectionType.CLIENT)
        self.link = Link(mine, Connection(ConnectionType.SERVER), limits or Limits(), self.seconds, "a test")

    def close(self) -> None:
        """Free both sockets."""
        self.sock.close()
        self.link.sock.close()

    def say(self, *events: Event | str) -> list[str]:
        """Send ``events``; what the link makes of them."""
        for event in events:
            self.sock.send(self.ws.send(TextMessage(event) if isinstance(event, str) else event))
        return self.link.receive()

    def send_raw(self, data: bytes) -> list[str]:
        """Send bytes that need not be frames."""
        self.sock.send(data)
        return self.link.receive()

    def hear(self) -> list[object]:
        """Texts, close codes and other events that the link sends now."""
        self.link.flush()
        try:
            while data := self.sock.recv(1 << 20):
                self.ws.receive_data(data)
                self.link.flush()
        except BlockingIOError:
            pass
        return [_said(event) for event in self.ws.events()]

    def fill(self) -> None:
        """Leave so much unread that the link can send no more."""
        while not self.link.has_unsent:
            self.link.send(b"\x82\x7e\xff\xff" + bytes(0xFFFF), is_counted=False)
            self.link.flush()


def _said(event: Event) -> object:
    if isinstance(event, TextMessage):
        return event.data
    if isinstance(event, CloseConnection):
        return event.code, event.reason
    return len(event.data) if isinstance(event, BytesMessage) else type(event)


__all__ = ["Peer", "Ping", "Seconds"]
