"""WebSocket clients for a server that runs in this process."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable
from typing import Any

import websocket
from flask import Flask

from app.ws.hub import Hub

PATIENCE_S = 60.0


class Encrypted:
    """A socket whose bytes are not those of its descriptor, as with TLS: it may hold some that were read ahead."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.ahead = b""

    def __getattr__(self, name: str) -> object:
        return getattr(self.sock, name)

    def pending(self) -> int:
        return len(self.ahead)

    def recv(self, size: int) -> bytes:
        if not self.ahead:
            self.ahead = self.sock.recv(size)
        given, self.ahead = self.ahead[:3], self.ahead[3:]
        return given


class Line:
    """One client; it answers pings and closings as clients do."""

    def __init__(self, url: str, **options: Any) -> None:
        self.raw = websocket.create_connection(url, timeout=PATIENCE_S, **options)

    def say(self, kind: str, data: Any = None) -> None:
        """Send a request."""
        self.tell({"type": kind, "data": data})

    def tell(self, message: Any) -> None:
        """Send ``message`` as JSON."""
        self.raw.send(json.dumps(message))

    def hear(self) -> dict[str, Any]:
        """The next message."""
        message: dict[str, Any] = json.loads(self.raw.recv())
        return message

    def answered(self) -> None:
        """Wait until the server has worked off what was said before."""
        self.say("whitelist")
        while self.hear()["type"] != "whitelist":
            pass

    def ending(self) -> tuple[int, str]:
        """Code and reason with which the server closes; what comes before is passed over."""
        while True:
            opcode, data = self.raw.recv_data()
            if opcode == websocket.ABNF.OPCODE_CLOSE:
                self.raw.close()
                return struct.unpack("!H", data[:2])[0], data[2:].decode()

    def hang_up(self) -> None:
        """End the connection without a word."""
        self.raw.sock.close()


class Listening:
    """A server and the clients that were connected to it."""

    def __init__(self, app: Flask, port: int) -> None:
        self.app = app
        self.port = port
        self.lines: list[Line] = []

    @property
    def hub(self) -> Hub:
        hub: Hub = self.app.extensions["hub"]
        return hub

    def connect(self, path: str, **options: Any) -> Line:
        """A client of ``/api/v1`` + ``path``."""
        line = Line(f"ws://127.0.0.1:{self.port}/api/v1{path}", **options)
        self.lines.append(line)
        return line

    def refusal(self, path: str, **options: Any) -> websocket.WebSocketBadStatusException:
        """How the server refuses such a client."""
        try:
            self.connect(path, **options)
        except websocket.WebSocketBadStatusException as refused:
            return refused
        raise AssertionError(f"{path} was not refused")

    def lends(self, change: Callable[[socket.socket], object]) -> None:
        """Let the web server lend another socket than its own."""
        inner = self.app.wsgi_app

        def changed(environ: dict[str, Any], start_response: Any) -> Any:
            environ["werkzeug.socket"] = change(environ["werkzeug.socket"])
            return inner(environ, start_response)

        self.app.wsgi_app = changed  # type: ignore[method-assign]

    def stop(self) -> None:
        """End everything."""
        self.hub.stop()
        for line in self.lines:
            line.raw.shutdown()
