"""Those who are notified: an HTTP server of this process, mailboxes and senders that remember."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bot.domain.events import Event, EventType
from bot.errors import ConfigError
from bot.notify.apprise import Mailbox
from bot.notify.target import NotDelivered
from bot.notify.texts import Message
from tests.builders import T0

WAIT_S = 20.0  # longer than any of this takes, however busy the machine is


@dataclass(frozen=True, slots=True)
class Posted:
    """A request that arrived."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Inbox(ThreadingHTTPServer):
    """Answers with ``replies`` in turn, then with 200; a reply of 0 hangs up without one. ``page`` is what GET gets."""

    daemon_threads = True

    def __init__(self, replies: Sequence[int] = (), page: bytes = b"") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies = list(replies)
        self.page = page
        self.arrived: queue.Queue[Posted] = queue.Queue()

    def address(self, scheme: str = "http", path: str = "/hook") -> str:
        return f"{scheme}://127.0.0.1:{self.server_port}{path}"

    def next(self) -> Posted:
        """The oldest request that was not looked at yet."""
        return self.arrived.get(timeout=WAIT_S)


class _Handler(BaseHTTPRequestHandler):
    server: Inbox

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.arrived.put(Posted(self.path, dict(self.headers), body))
        status = self.server.replies.pop(0) if self.server.replies else 200
        if status:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

    def do_GET(self) -> None:
        self.server.arrived.put(Posted(self.path, dict(self.headers), b""))
        self.send_response(self.server.replies.pop(0) if self.server.replies else 200)
        self.send_header("Content-Length", str(len(self.server.page)))
        self.end_headers()
        with suppress(ConnectionError):  # who has read enough hangs up
            self.wfile.write(self.server.page)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class calls it so
        """Nothing: the tests look at what arrived."""


@contextmanager
def an_inbox(*replies: int, page: bytes = b"") -> Iterator[Inbox]:
    server = Inbox(replies, page)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def a_site(page: bytes, status: int = 200) -> AbstractContextManager[Inbox]:
    """A server with one page at every address."""
    return an_inbox(status, page=page)


@dataclass
class Remembering:
    """A ``Sender`` that keeps what it is given; ``failures`` are raised first."""

    failures: list[Exception] = field(default_factory=list)
    sent: queue.Queue[tuple[Any, bool]] = field(default_factory=queue.Queue)
    attempts: int = 0

    def send(self, event: Event, *, is_silent: bool) -> None:
        self.attempts += 1
        if self.failures:
            raise self.failures.pop(0)
        self.sent.put((event.data.get("status"), is_silent))

    def next(self) -> tuple[Any, bool]:
        return self.sent.get(timeout=WAIT_S)


class Stuck:
    """A ``Sender`` that hangs until it is let go."""

    def __init__(self) -> None:
        self.has_begun, self.may_go = threading.Event(), threading.Event()
        self.sent: list[Any] = []

    def send(self, event: Event, *, is_silent: bool) -> None:
        self.has_begun.set()
        self.may_go.wait(WAIT_S)
        self.sent.append(event.data["status"])


@dataclass
class Post:
    """An ``OpenAddress`` whose mailboxes remember messages by address; addresses with ``bad`` are none."""

    delivered: list[tuple[str, Message]] = field(default_factory=list)
    takes: bool = True

    def __call__(self, address: str, path: str, allowed: str) -> Mailbox:
        if "bad" in address:
            raise ConfigError(f"{path} is ***; allowed: {allowed}.", key=path)
        return _PostBox(self, address)


@dataclass
class _PostBox:
    post: Post
    address: str

    def deliver(self, message: Message) -> bool:
        self.post.delivered.append((self.address, message))
        return self.post.takes


def lost(*, may_pass: bool = True) -> NotDelivered:
    return NotDelivered("nobody was there", may_pass=may_pass)


def said(text: str, kind: EventType = EventType.STATUS) -> Event:
    return Event(kind, {"status": text}, T0)


def no_facts() -> Mapping[str, Any]:
    return {"bot_name": "tradepost", "strategy": "Sample", "timeframe": "5m"}
