"""Replies: JSON bytes, built once per revision of the bot's picture and sent many times."""

from __future__ import annotations

import gzip
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from functools import cache
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from flask import Flask, Response, current_app, request

from app.context import services
from app.jsonio import dump
from bot.state.snapshot import Revisions

MAX_ENTRIES = 256
MAX_BYTES = 32 * 1024 * 1024
MIN_GZIP_BYTES = 1400
GZIP_LEVEL = 5
TAG_BYTES = 10
CACHE_CONTROL = "private, no-cache"
JSON = "application/json"
Stamp = tuple[int, ...]


class CachedBody:
    """A reply's bytes at one revision; compressed on first demand."""

    __slots__ = ("_zipped", "body", "stamp")

    def __init__(self, stamp: Stamp, body: bytes) -> None:
        self.stamp = stamp
        self.body = body
        self._zipped: bytes | None = None

    @property
    def size(self) -> int:
        """Bytes held."""
        return len(self.body) + len(self._zipped or b"")

    def zipped(self) -> bytes:
        """The compressed bytes; two threads may both compress, with the same result."""
        if self._zipped is None:
            self._zipped = gzip.compress(self.body, GZIP_LEVEL, mtime=0)
        return self._zipped


class ReplyCache:
    """The newest bodies by call and arguments, least used out first. Any thread may use it."""

    def __init__(self, max_entries: int = MAX_ENTRIES, max_bytes: int = MAX_BYTES) -> None:
        self.boot = secrets.token_hex(4)
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._bodies: OrderedDict[Hashable, CachedBody] = OrderedDict()
        self._building = [threading.Lock() for _ in range(16)]

    def body(self, key: Hashable, stamp: Stamp, build: Callable[[], Any]) -> CachedBody:
        """The bytes of ``build()`` at ``stamp``; one thread builds, others that want the same wait for it."""
        found = self._find(key, stamp)
        if found is not None:
            return found
        with self._building[hash(key) % len(self._building)]:
            found = self._find(key, stamp)
            if found is None:
                found = CachedBody(stamp, dump(build()))
                self._keep(key, found)
            return found

    def __len__(self) -> int:
        return len(self._bodies)

    def _find(self, key: Hashable, stamp: Stamp) -> CachedBody | None:
        with self._lock:
            found = self._bodies.get(key)
            if found is None or found.stamp != stamp:
                return None
            self._bodies.move_to_end(key)
            return found

    def _keep(self, key: Hashable, body: CachedBody) -> None:
        with self._lock:
            self._bodies[key] = body
            self._bodies.move_to_end(key)
            held = sum(kept.size for kept in self._bodies.values())
            while len(self._bodies) > 1 and (len(self._bodies) > self._max_entries or held > self._max_bytes):
                held -= self._bodies.popitem(last=False)[1].size


def register(app: Flask) -> None:
    """Give the application its cache."""
    app.extensions["replies"] = ReplyCache()


def json_reply(value: object, status: int = 200) -> Response:
    """``value`` as JSON, made for this request alone."""
    return Response(dump(value), status, mimetype=JSON)


def cached_reply(parts: Sequence[str], build: Callable[[], Any], *, also: Hashable = None) -> Response:
    """The JSON of ``build()``, kept while the named parts of the picture (see ``Revisions``) do not change.

    The call, its path and its query are part of the key; ``also`` is what else the answer depends on: a body's
    arguments, the day. A client that has the same already (``If-None-Match``) gets 304 and nothing is computed.
    """
    cache_: ReplyCache = current_app.extensions["replies"]
    stamp = _stamp(services().snapshot().revisions, tuple(parts))
    key = (request.path, request.query_string, request.method, also)
    tag = f"{cache_.boot}-{hash(key) & 0xFFFFFFFF:x}-{'.'.join(map(str, stamp))}"
    zips = "gzip" in request.headers.get("Accept-Encoding", "")
    if request.method in ("GET", "HEAD") and _is_known(tag):
        return _aged(_marked(Response(status=304), tag, is_zipped=zips))
    return _aged(_sent(cache_.body(key, stamp, build), tag, zips=zips))


def tagged_reply(value: object) -> Response:
    """``value`` as JSON, made for this request; a client that has the same already gets 304 without a body."""
    body = CachedBody((), dump(value))
    tag = blake2b(body.body, digest_size=TAG_BYTES).hexdigest()
    zips = "gzip" in request.headers.get("Accept-Encoding", "")
    if request.method in ("GET", "HEAD") and _is_known(tag):
        return _marked(Response(status=304), tag, is_zipped=zips)
    return _sent(body, tag, zips=zips)


def _sent(found: CachedBody, tag: str, *, zips: bool) -> Response:
    if zips and len(found.body) >= MIN_GZIP_BYTES:
        reply = Response(found.zipped(), mimetype=JSON)
        reply.headers["Content-Encoding"] = "gzip"
        return _marked(reply, tag, is_zipped=True)
    return _marked(Response(found.body, mimetype=JSON), tag, is_zipped=False)


def _is_known(tag: str) -> bool:
    """Whether the client holds the reply in the form it would get now."""
    given = request.headers.get("If-None-Match")
    return given is not None and tag in given


def _marked(reply: Response, tag: str, *, is_zipped: bool) -> Response:
    """With what lets a client ask whether it still holds the same."""
    headers = reply.headers
    headers["ETag"] = f'"{tag}-gz"' if is_zipped else f'"{tag}"'
    headers["Cache-Control"] = CACHE_CONTROL
    headers["Vary"] = "Accept-Encoding"
    return reply


def _aged(reply: Response) -> Response:
    """With the age of the picture that the reply was made of."""
    asked = services()
    reply.headers["X-Snapshot-Age"] = f"{asked.snapshot_age_s():.1f}"
    if asked.is_stale:
        reply.headers["X-Snapshot-Stale"] = "true"
    return reply


def _stamp(revisions: Revisions, parts: tuple[str, ...]) -> Stamp:
    return _reader(parts)(revisions)


@cache
def _reader(parts: tuple[str, ...]) -> Callable[[Revisions], Stamp]:
    if len(parts) == 1:
        one = attrgetter(parts[0])
        return lambda revisions: (one(revisions),)
    return attrgetter(*parts)
