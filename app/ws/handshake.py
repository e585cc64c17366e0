"""Refuses a socket before the upgrade, as a plain HTTP reply: afterwards it could only be closed."""

from __future__ import annotations

import base64
import binascii

from flask import request

from app.errors import HttpRefusal

KEY_BYTES = 16
VERSION = "13"
SOCKET_KEYS = ("werkzeug.socket", "gunicorn.socket")
# The handshake is read once more from these; extensions are left out on purpose: without compression a client
# needs half the memory and can't send what swells.
KEPT = frozenset(
    {
        "HTTP_HOST", "HTTP_CONNECTION", "HTTP_UPGRADE", "HTTP_ORIGIN", "HTTP_COOKIE", "HTTP_AUTHORIZATION",
        "HTTP_SEC_WEBSOCKET_KEY", "HTTP_SEC_WEBSOCKET_VERSION",
    }
)  # fmt: skip


def server_socket() -> object:
    """The connection that the web server lends. Raises 501 where it lends none."""
    for key in SOCKET_KEYS:
        if key in request.environ:
            return request.environ[key]
    raise HttpRefusal(501, "This server can't serve sockets.")


def check_headers() -> None:
    """Raises 400 or 426 on what is no WebSocket handshake of today."""
    headers = request.headers
    if request.method != "GET" or not _is_key(headers.get("Sec-WebSocket-Key", "")):
        raise HttpRefusal(400, "This is not a WebSocket handshake.")
    if headers.get("Sec-WebSocket-Version") != VERSION:
        raise HttpRefusal(426, f"Only version {VERSION} of WebSocket is spoken.", {"Sec-WebSocket-Version": VERSION})


def keep_only_needed_headers() -> None:
    """So that nothing else of the request can disturb the handshake."""
    environ = request.environ
    for key in [key for key in environ if key.startswith("HTTP_") and key not in KEPT]:
        del environ[key]


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == KEY_BYTES
    except (binascii.Error, ValueError):
        return False
