"""Starting, stopping and reloading the bot. These calls have no rate limit: a bot must always be stoppable."""

from __future__ import annotations

from flask import Blueprint, Response

from app.api.bot_required import bot_required
from app.context import services
from app.replies import json_reply
from app.schemas import document
from app.wire.schema.bot import StatusTextReply

bp = Blueprint("control", __name__)
bp.before_request(bot_required)


@bp.post("/start")
@document(reply=StatusTextReply, tag="control", needs_bot=True)
def start() -> Response:
    """Start trading, from stopped or paused."""
    return json_reply({"status": services().control.start()})


@bp.post("/stop")
@document(reply=StatusTextReply, tag="control", needs_bot=True)
def stop() -> Response:
    """Stop trading; open trades stay as they are."""
    return json_reply({"status": services().control.stop()})


@bp.post("/pause")
@bp.post("/stopentry")
@bp.post("/stopbuy")  # what the call was named before short positions existed
@document(reply=StatusTextReply, tag="control", needs_bot=True)
def pause() -> Response:
    """Open no more trades; exits go on."""
    return json_reply({"status": services().control.pause()})


@bp.post("/reload_config")
@document(reply=StatusTextReply, tag="control", needs_bot=True)
def reload_config() -> Response:
    """Read the configuration again and rebuild the bot; the API stays up."""
    return json_reply({"status": services().control.reload()})
