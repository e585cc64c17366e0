"""What clients may say on a socket, and the messages they get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

import msgspec
import orjson

from app.jsonio import dump
from app.wire.dates import iso
from app.ws.outgoing import text_frame
from app.ws.tables import table
from bot.domain.events import Event, EventType

MAX_CANDLES = 1500
MAX_ECHO_CHARS = 64
NOT_AN_OBJECT = "A message must be a JSON object."
FAILED = "Error processing request"
TOPICS = frozenset(EventType)
# What a client that only gave its token is sent: everything but the candles' rows, which are many and large.
DEFAULT_TOPICS = TOPICS - {EventType.ANALYZED_DF}


class Unreadable(Exception):
    """The message is no JSON object; the socket is closed."""


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Send these events from now on, and no others."""

    topics: frozenset[EventType]


@dataclass(frozen=True, slots=True)
class AskWhitelist:
    """Send the pairs."""


@dataclass(frozen=True, slots=True)
class AskFrames:
    """Send the last ``limit`` (``None``: all) analysed candles of ``pair`` (``None``: of each pair)."""

    pair: str | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Nonsense:
    """A request that can't be served; ``message`` tells the client why, ``None`` leaves it unanswered."""

    message: str | None


Request = Subscribe | AskWhitelist | AskFrames | Nonsense


class _FramesData(msgspec.Struct):
    limit: Annotated[int, msgspec.Meta(ge=1)] | None = None
    pair: Annotated[str, msgspec.Meta(max_length=MAX_ECHO_CHARS)] | None = None


def parse(text: str) -> Request:
    """The request in a message. Raises ``Unreadable``."""
    given = _object(text)
    kind, data = given.get("type"), given.get("data")
    if kind == "subscribe":
        return _subscribe(data)
    if kind == "whitelist":
        return AskWhitelist()
    if kind == "analyzed_df":
        return _frames(data)
    return Nonsense(f"Invalid request type: {str(kind)[:MAX_ECHO_CHARS]}")


def token_in(text: str) -> str | None:
    """The token of a first message ``{"token": "..."}``; ``None`` where there is none."""
    try:
        token = _object(text).get("token")
    except Unreadable:
        return None
    return token if isinstance(token, str) else None


def message(kind: str, data: object) -> bytes:
    """An answer."""
    return dump({"type": kind, "data": data})


def failure(text: str) -> bytes:
    """The answer to a request that was not served."""
    return message(EventType.EXCEPTION, text)


class Broadcast:
    """One event for many clients: each form of it is made once, when the first client needs it."""

    def __init__(self, event: Event) -> None:
        self.event = event

    @cached_property
    def frame(self) -> bytes:
        """For a socket; most types have their fields beside ``type``, some under ``data``."""
        return text_frame(dump(self._fields))

    @cached_property
    def numbered_frame(self) -> bytes:
        """For a socket that may come back and ask for what it missed."""
        return text_frame(dump(self._numbered))

    @cached_property
    def record(self) -> bytes:
        """For a stream."""
        return record(self.event.type.value, self._numbered, self.event.seq)

    @cached_property
    def _fields(self) -> dict[str, Any]:
        fields = dict(self.event.data)
        if self.event.type is EventType.ANALYZED_DF:
            fields["data"] = {**fields["data"], "df": table(fields["data"]["df"])}
        return {"type": self.event.type.value, **fields}

    @property
    def _numbered(self) -> dict[str, Any]:
        return {**self._fields, "seq": self.event.seq, "at": iso(self.event.at)}


class Notice:
    """A message that is no event, for clients that count events."""

    def __init__(self, kind: str, data: Mapping[str, Any], seq: int | None = None) -> None:
        self.seq = seq
        self._kind = kind
        self._fields: dict[str, Any] = {"type": kind, "data": data} | ({} if seq is None else {"seq": seq})

    @cached_property
    def numbered_frame(self) -> bytes:
        """For a socket."""
        return text_frame(dump(self._fields))

    @cached_property
    def record(self) -> bytes:
        """For a stream."""
        return record(self._kind, self._fields, self.seq)


def record(kind: str, fields: object, seq: int | None) -> bytes:
    """An event as a stream carries it."""
    number = b"" if seq is None else b"id: %d\n" % seq
    return number + b"event: %s\ndata: %s\n\n" % (kind.encode(), dump(fields))


def _object(text: str) -> dict[str, Any]:
    try:
        given = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Unreadable(NOT_AN_OBJECT) from error
    if not isinstance(given, dict):
        raise Unreadable(NOT_AN_OBJECT)
    return given


def _subscribe(data: object) -> Request:
    """One unknown topic spoils the whole request, which is then left unanswered, as an empty one is."""
    if not isinstance(data, list) or not data or not all(isinstance(topic, str) for topic in data):
        return Nonsense(None)
    if not TOPICS.issuperset(data):
        return Nonsense(None)
    return Subscribe(frozenset(EventType(topic) for topic in data))


def _frames(data: object) -> Request:
    if data is None:
        return AskFrames()
    try:
        given = msgspec.convert(data, _FramesData)
    except msgspec.ValidationError:
        return Nonsense(FAILED)
    return AskFrames(given.pair or None, min(given.limit or MAX_CANDLES, MAX_CANDLES))
