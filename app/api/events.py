"""Events that were stored; sockets tell of them as they happen."""

from __future__ import annotations

from flask import Blueprint, Response

from app.api.bot_required import bot_required
from app.context import services
from app.params import read_query
from app.replies import tagged_reply
from app.schemas import document
from app.wire import events as wire
from app.wire.schema.bot import EventsReply
from app.wire.schema.requests import EventsQuery

bp = Blueprint("events", __name__)
bp.before_request(bot_required)


@bp.get("/events/history")
@document(query=EventsQuery, reply=EventsReply, tag="events", needs_bot=True)
def history() -> Response:
    """Stored events after a number, oldest first; ask again after the last one's number."""
    asked = read_query(EventsQuery)
    return tagged_reply(wire.page(services().events.after(asked.after, asked.limit)))
