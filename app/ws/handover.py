"""Takes the socket from the web server after the handshake, so that the request ends and its thread is free."""

from __future__ import annotations

import os
import select
import socket
import threading
from typing import Any

READ_BYTES = 64 * 1024
SEND_TIMEOUT_S = 10.0


class NoThread(threading.Thread):
    """Stands in for the receiving thread of ``simple_websocket``, which is not wanted."""

    def start(self) -> None:
        """Nothing: the hub receives."""


def is_plain(sock: object) -> bool:
    """Whether the socket's descriptor carries the bytes themselves; with TLS in the server it does not."""
    return type(sock) is socket.socket


def take(sock: socket.socket) -> socket.socket:
    """The connection as a new socket. ``sock`` is left with a dead one, which the server closes as it always does."""
    taken = sock.dup()
    dead, peer = socket.socketpair()
    peer.close()
    os.dup2(dead.fileno(), sock.fileno(), inheritable=False)
    dead.close()
    return taken


def prepared(sock: socket.socket) -> socket.socket:
    """``sock``, not to be waited for and without delay."""
    sock.settimeout(0)
    if sock.family in (socket.AF_INET, socket.AF_INET6):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def pump(outer: Any, inner: socket.socket) -> None:
    """Carry bytes between a socket that can't be handed over and the hub's, until either side ends."""
    outer.settimeout(SEND_TIMEOUT_S)
    try:
        while True:
            readable, _, _ = select.select([outer, inner], [], [])
            if inner in readable and not _carry(inner, outer):
                return
            if outer in readable and not _carry(outer, inner):
                return
    except OSError:
        return  # one of them is gone; the other learns it by the closing
    finally:
        inner.close()


def _carry(source: Any, target: Any) -> bool:
    """All bytes that are there; TLS may hold some that ``select`` does not see."""
    while True:
        data = source.recv(READ_BYTES)
        if not data:
            return False
        target.sendall(data)
        if not getattr(source, "pending", int)():
            return True
