"""The risk gate, the panic exit, and what an order would do."""

from __future__ import annotations

from flask import Blueprint, Response

from app.api.bot_required import bot_required
from app.context import services
from app.extensions import limit_writes
from app.params import read_body
from app.replies import json_reply, tagged_reply
from app.schemas import document
from app.wire import risk as wire
from app.wire.schema.risk import (
    AliveBody,
    PanicBody,
    PanicReply,
    PreviewBody,
    PreviewReply,
    RiskBody,
    RiskReply,
)

bp = Blueprint("risk", __name__)
bp.before_request(limit_writes)
bp.before_request(bot_required)


@bp.get("/risk")
@document(reply=RiskReply, tag="risk", needs_bot=True)
def risk() -> Response:
    """State and limits of the gate in front of every order, and how much of them is used."""
    return tagged_reply(wire.risk(services().risk.current()))


@bp.post("/risk")
@document(body=RiskBody, reply=RiskReply, tag="risk", needs_bot=True, limited=True)
def set_risk() -> Response:
    """Allow all orders, none that increase a position, or none at all; it lasts until it is changed again."""
    asked = read_body(RiskBody)
    return json_reply(wire.risk(services().risk.set_state(asked.state, asked.reason)))


@bp.post("/risk/alive")
@document(body=AliveBody, reply=RiskReply, tag="risk", needs_bot=True, limited=True)
def alive() -> Response:
    """Give a sign of life: without the next one in time, waiting entries are cancelled and nothing is entered."""
    return json_reply(wire.risk(services().risk.keep_alive(read_body(AliveBody).timeout)))


@bp.post("/panic")
@document(body=PanicBody, reply=PanicReply, tag="risk", needs_bot=True, limited=True)
def panic() -> Response:
    """Cancel all orders, leave all trades at the market, and enter none; a second call does what is left."""
    return json_reply(wire.panic(services().risk.panic(read_body(PanicBody).reason)))


@bp.post("/orders/preview")
@document(body=PreviewBody, reply=PreviewReply, tag="risk", needs_bot=True, limited=True, refuses=True)
def preview() -> Response:
    """Cost, fee and slippage of an order that is not placed, and the rule that would refuse it."""
    return json_reply(wire.preview(services().risk.preview(read_body(PreviewBody).order)))
