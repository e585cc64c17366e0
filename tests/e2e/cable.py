"""A cable between a program and a server that a test can pull out and plug in again."""

from __future__ import annotations

import select
import socket
import threading
from contextlib import suppress


class Cable:
    """Listens on a port of its own and passes bytes both ways to ``target`` while it is plugged in."""

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._lock = threading.Lock()
        self._is_in = True
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def pull(self) -> None:
        """All connections end at once; new ones are closed as soon as they are made."""
        with self._lock:
            self._is_in = False
            for pair in self._pairs:
                for end in pair:
                    with suppress(OSError):
                        end.shutdown(socket.SHUT_RDWR)
            self._pairs.clear()

    def plug_in(self) -> None:
        """New connections reach the server again."""
        with self._lock:
            self._is_in = True

    def close(self) -> None:
        """Pull, for good."""
        self.pull()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                near, _ = self._listener.accept()
                with self._lock:
                    if not self._is_in:
                        near.close()
                        continue
                    far = socket.create_connection(self._target)
                    self._pairs.append((near, far))
                threading.Thread(target=_pass_on, args=(near, far), daemon=True).start()


def _pass_on(near: socket.socket, far: socket.socket) -> None:
    other = {near: far, far: near}
    with near, far, suppress(OSError):
        while True:
            for end in select.select([near, far], [], [])[0]:
                data = end.recv(65536)
                if not data:
                    return
                other[end].sendall(data)
