"""Events as the sockets send them."""

from __future__ import annotations

from typing import Any

from app.wire.dates import iso
from bot.domain.events import Event
from bot.service.events import EventPage


def page(found: EventPage) -> dict[str, Any]:
    """``/events/history``."""
    return {"events": [numbered(event) for event in found.events], "last_seq": found.last_seq, "gap": found.has_gap}


def numbered(event: Event) -> dict[str, Any]:
    """A socket's message with its number and moment."""
    return {"type": event.type.value, **event.data, "seq": event.seq, "at": iso(event.at)}
