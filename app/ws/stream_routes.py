"""``/events``: a reply without end, handed to the hub once its head is complete."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, current_app, request

from app.api.bot_required import bot_required
from app.auth.guard import auth, caller
from app.errors import HttpRefusal, InvalidInput
from app.limits import caller_address
from app.params import read_query
from app.schemas import document
from app.wire.schema.requests import MAX_EVENT_SEQ, StreamQuery
from app.ws import handover
from app.ws.access import Holds
from app.ws.handshake import server_socket
from app.ws.opening import Opening, Wish
from app.ws.protocol import DEFAULT_TOPICS
from app.ws.routes import RETRY_AFTER_S, doorkeeper, hub
from app.ws.sse import Stream, StreamLink
from bot.domain.events import EventType

EVENT_STREAM = "text/event-stream"
bp = Blueprint("stream", __name__)
bp.before_request(bot_required)


class EndlessReply(Response):
    """Its head is sent by the hub, with all headers that the application has added to it."""

    adopt: Callable[[bytes], None]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Hand the connection over; the web server is told that there is nothing more to do."""
        self.adopt(self._head())
        if "gunicorn.socket" in environ:
            raise StopIteration
        return super().__call__(environ, start_response)

    def _head(self) -> bytes:
        lines = [f"HTTP/1.1 {HTTPStatus.OK.value} {HTTPStatus.OK.phrase}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items() if name != "Content-Length"]
        return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")


@bp.get("/events")
@document(query=StreamQuery, media=EVENT_STREAM, tag="events", needs_bot=True)
def stream() -> Response:
    """Events as they happen, as server-sent events; ``Last-Event-ID`` or ``after`` brings what was missed first.

    ``snapshot`` begins with the bot as it is; with a number only where some of what was missed is forgotten.
    """
    asked = read_query(StreamQuery)
    topics = _topics(asked.types)
    wish = Wish(_last_event_id() if asked.after is None else asked.after, asked.snapshot)
    lent: Any = server_socket()
    if not handover.is_plain(lent):
        raise HttpRefusal(501, "Streams need a proxy that encrypts; ask /events/history instead.")
    owner = hub()
    if owner.is_stopping or len(owner) >= owner.limits.max_clients:
        raise HttpRefusal(503, "Too many sockets are open.", {"Retry-After": str(RETRY_AFTER_S)})
    holds, name = _holds(), caller_address()
    reply = EndlessReply(mimetype=EVENT_STREAM)
    reply.headers["X-Accel-Buffering"] = "no"
    opening: Opening = current_app.extensions["opening"]

    def adopt(head: bytes) -> None:
        link = StreamLink(handover.prepared(handover.take(lent)), owner.limits, owner.now, name)
        owner.adopt(
            Stream(link, holds, topics, head=head, limits=owner.limits, now=owner.now, opening=opening, wish=wish)
        )

    reply.adopt = adopt
    return reply


def _topics(text: str) -> frozenset[EventType]:
    names = [name for name in text.split(",") if name]
    unknown = [name for name in names if name not in set(EventType)]
    if unknown:
        message = f"There is no event type {unknown[0][:60]!r} (allowed: {', '.join(EventType)})"
        raise InvalidInput.at(("query", "types"), message, given=unknown[0][:60])
    return frozenset(map(EventType, names)) or DEFAULT_TOPICS


def _last_event_id() -> int | None:
    """What a browser sends when it comes back."""
    text = request.headers.get("Last-Event-ID", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) <= MAX_EVENT_SEQ):
        raise InvalidInput.at(("header", "Last-Event-ID"), "The number of an event was expected", given=text[:60])
    return int(text)


def _holds() -> Holds:
    """Whether the credentials of this request are still good, asked now and then."""
    who = caller()
    if who.via == "bearer":
        token = request.headers.get("Authorization", "").partition(" ")[2].strip()
        return _or_refuse(doorkeeper().admit(token))
    if who.via == "session":
        return _or_refuse(doorkeeper().admit_session())
    ring = auth().ring
    stamp = ring.current().stamp
    return lambda: ring.current().stamp == stamp


def _or_refuse(holds: Holds | None) -> Holds:
    if holds is None:
        raise HttpRefusal(401, "Unauthorized")
    return holds
