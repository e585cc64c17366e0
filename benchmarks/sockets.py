"""How long an event takes to the last of many sockets, and what they cost: a client of bare sockets, in this process.

Consumers are raw connections under one ``epoll``: a client library would take longer for its part than the server.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import resource
import selectors
import socket
import statistics
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import load, measures
from benchmarks.servers import WS_TOKEN, Server

CONSUMERS = (200, 1000)
REPEATS = 5
OPEN_FILES = 8192
PATIENCE_S = 60.0
SETTLE_S = 2.0
SPAN = re.compile(rb'"at":\s*"([^"]+)"')


@dataclass(frozen=True)
class Fan:
    """One publication to all; ``to_last_ms`` is the median, ``memory_kb`` what one consumer added to the server."""

    connected: int
    to_last_ms: float
    memory_kb: float
    ping: load.Load


def measured(server: Server, count: int, seconds: int) -> Fan:
    """Connect ``count`` consumers of ``entry`` messages and let the bot make some."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    before_mb = measures.resident_mb(server)
    with consumers(server, count) as socks, _observer(server) as published_by_us:
        time.sleep(SETTLE_S)
        took = [_one_entry(server, socks, published_by_us) for _ in range(REPEATS)]
        memory_kb = 1024 * (measures.resident_mb(server) - before_mb) / count
        ping = load.measured(f"{server.url}/ping", {}, seconds)
    return Fan(len(socks), 1000 * statistics.median(took), memory_kb, ping)


@contextlib.contextmanager
def consumers(server: Server, count: int) -> Iterator[list[socket.socket]]:
    """Sockets that are subscribed to ``entry``."""
    socks: list[socket.socket] = []
    try:
        socks += (_connected(server, f"/api/v1/message/ws?token={WS_TOKEN}", ["entry"]) for _ in range(count))
        yield socks
    finally:
        for sock in socks:
            sock.close()


def _one_entry(server: Server, socks: list[socket.socket], published_at: Callable[[str], float | None]) -> float:
    """Seconds from publication of one ``entry`` to its last receipt."""
    pair = measures.free_pair(server)
    last_at: list[float] = []
    listening = threading.Event()
    waiter = threading.Thread(target=lambda: last_at.append(_last_receipt(socks, listening)))
    waiter.start()
    listening.wait()
    trade = server.post("forceenter", {"pair": pair, "ordertype": "market"})
    waiter.join()
    server.post("forceexit", {"tradeid": str(trade["trade_id"]), "ordertype": "market"})
    began = published_at(str(trade["trade_id"]))
    if began is None:
        began = _logged_at(server.log, str(trade["trade_id"]))
    time.sleep(SETTLE_S)
    for sock in socks:  # what came for the exit
        with contextlib.suppress(BlockingIOError):
            sock.recv(1 << 16)
    return last_at[0] - began


def _last_receipt(socks: list[socket.socket], listening: threading.Event) -> float:
    """Wall time at which the last of ``socks`` has got something."""
    with selectors.EpollSelector() as selector:
        for sock in socks:
            selector.register(sock, selectors.EVENT_READ)
        missing = len(socks)
        listening.set()
        deadline = time.monotonic() + PATIENCE_S
        while missing and time.monotonic() < deadline:
            for key, _ in selector.select(1.0):
                key.fileobj.recv(1 << 16)  # type: ignore[union-attr]
                selector.unregister(key.fileobj)
                missing -= 1
        if missing:
            raise RuntimeError(f"{missing} consumers got nothing within {PATIENCE_S:.0f} s")
        return time.time()


@contextlib.contextmanager
def _observer(server: Server) -> Iterator[Callable[[str], float | None]]:
    """When this program published the entry of a trade: one more socket, which asks for numbered messages."""
    if server.name != "Tradepost":
        yield lambda _: None
        return
    sock = _connected(server, f"/api/v1/message/ws?token={WS_TOKEN}&snapshot=true", ["entry"])
    sock.settimeout(PATIENCE_S)
    text = b""

    def published_at(trade_id: str) -> float:
        nonlocal text
        while f'"trade_id":{trade_id},'.encode() not in text or not SPAN.search(text.split(b'"type":"entry"')[-1]):
            text += sock.recv(1 << 20)
        found = SPAN.search(text.split(b'"type":"entry"')[-1])
        assert found is not None, "the loop ends with it"
        text = b""
        return datetime.fromisoformat(found[1].decode()).timestamp()

    try:
        yield published_at
    finally:
        sock.close()


def _logged_at(log: Path, trade_id: str) -> float:
    """When the reference's log says that it sent the entry of a trade."""
    for line in reversed(log.read_text(errors="replace").splitlines()):
        if "Sending rpc message" in line and f"'trade_id': {trade_id}, 'type': entry," in line:
            moment = datetime.strptime(line[:23], "%Y-%m-%d %H:%M:%S,%f").replace(tzinfo=UTC)
            return moment.timestamp()
    raise RuntimeError(f"The log {log} tells of no entry of trade {trade_id}.")


def _connected(server: Server, path: str, topics: list[str]) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", server.port), PATIENCE_S)
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Upgrade: websocket", "Connection: Upgrade"]
    lines += [f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", "", ""]
    sock.sendall("\r\n".join(lines).encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        got = sock.recv(1)
        if not got:
            raise RuntimeError(f"{server.name} refused a socket: {head.decode(errors='replace')}")
        head += got
    if b" 101 " not in head.split(b"\r\n")[0]:
        raise RuntimeError(f"{server.name} refused a socket: {head.decode(errors='replace')}")
    payload = json.dumps({"type": "subscribe", "data": topics}).encode()
    sock.sendall(struct.pack("!BBI", 0x81, 0x80 | len(payload), 0) + payload)
    sock.settimeout(0)
    return sock
