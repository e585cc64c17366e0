"""Whitelist and blacklist."""

from __future__ import annotations

from flask import Blueprint, Response

from app.api.bot_required import bot_required
from app.context import services
from app.extensions import limit_writes
from app.params import read_body, read_query
from app.replies import cached_reply, json_reply
from app.schemas import document
from app.wire import pairs as wire
from app.wire.schema.bot import BlacklistReply, WhitelistReply
from app.wire.schema.requests import BlacklistBody, BlacklistQuery

bp = Blueprint("pairs", __name__)
bp.before_request(limit_writes)
bp.before_request(bot_required)


@bp.get("/whitelist")
@document(reply=WhitelistReply, tag="pairs", needs_bot=True)
def whitelist() -> Response:
    """Pairs that the bot trades."""
    return cached_reply(("pairs",), lambda: wire.whitelist(services().pairs.whitelist()))


@bp.get("/blacklist")
@document(reply=BlacklistReply, tag="pairs", needs_bot=True)
def blacklist() -> Response:
    """Patterns of pairs that the bot never enters."""
    return cached_reply(("pairs",), lambda: wire.blacklist(services().pairs.blacklist()))


@bp.post("/blacklist")
@document(body=BlacklistBody, reply=BlacklistReply, tag="pairs", needs_bot=True, limited=True)
def extend_blacklist() -> Response:
    """Add patterns until the next reload; refused ones come back with the reason."""
    asked = read_body(BlacklistBody)
    return json_reply(wire.blacklist(services().pairs.extend_blacklist(asked.blacklist)))


@bp.delete("/blacklist")
@document(query=BlacklistQuery, reply=BlacklistReply, tag="pairs", needs_bot=True, limited=True)
def reduce_blacklist() -> Response:
    """Remove patterns; unknown ones come back with the reason."""
    asked = read_query(BlacklistQuery)
    return json_reply(wire.blacklist(services().pairs.reduce_blacklist(asked.pairs_to_delete)))
