"""Pair locks."""

from __future__ import annotations

from flask import Blueprint, Response

from app.api.bot_required import bot_required
from app.context import services
from app.extensions import limit_writes
from app.params import path_int, read_body
from app.replies import cached_reply, json_reply
from app.schemas import document
from app.wire import pairs as wire
from app.wire.schema.bot import LocksReply
from app.wire.schema.requests import LockBody, LockDeleteBody

bp = Blueprint("locks", __name__)
bp.before_request(limit_writes)
bp.before_request(bot_required)


@bp.get("/locks")
@document(reply=LocksReply, tag="locks", needs_bot=True)
def locks() -> Response:
    """Locks that hold now."""
    return cached_reply(("locks",), lambda: wire.locks(services().locks.current()), also=services().locks.current_ids())


@bp.post("/locks")
@document(body=list[LockBody], reply=LocksReply, tag="locks", needs_bot=True, limited=True)
def add_locks() -> Response:
    """Lock pairs; each lock's end is moved up to the next candle."""
    asked = read_body(list[LockBody])
    return json_reply(wire.locks(services().locks.add([lock.request for lock in asked])))


@bp.delete("/locks/<not_word('delete'):lock_id>")
@document(reply=LocksReply, tag="locks", needs_bot=True, limited=True)
def delete_lock(lock_id: str) -> Response:
    """End a lock; an unknown one is ignored."""
    return json_reply(wire.locks(services().locks.release(lock_id=path_int("lockid", lock_id))))


@bp.post("/locks/delete")
@document(body=LockDeleteBody, reply=LocksReply, tag="locks", needs_bot=True, limited=True)
def delete_locks() -> Response:
    """End one lock by id, all locks of a pair, or both."""
    asked = read_body(LockDeleteBody)
    return json_reply(wire.locks(services().locks.release(lock_id=asked.lockid, pair=asked.pair)))
