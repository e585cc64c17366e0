"""Differences between the exchange's account and the trades."""

from __future__ import annotations

from flask import Blueprint, Response

from app.api.bot_required import bot_required
from app.context import services
from app.extensions import limit_writes
from app.params import read_body
from app.replies import json_reply, tagged_reply
from app.schemas import document
from app.wire import reconciliation as wire
from app.wire.schema.reconciliation import DifferenceReply, ReconciliationReply, SettleBody

bp = Blueprint("reconciliation", __name__)
bp.before_request(limit_writes)
bp.before_request(bot_required)


@bp.get("/reconciliation")
@document(reply=ReconciliationReply, tag="reconciliation", needs_bot=True)
def reconciliation() -> Response:
    """Differences as of the last comparison, open and settled."""
    return tagged_reply(wire.reconciliation(services().reconciliations.current()))


@bp.post("/reconciliation")
@document(reply=ReconciliationReply, tag="reconciliation", needs_bot=True, limited=True)
def compare() -> Response:
    """Compare the account with the trades now."""
    return json_reply(wire.reconciliation(services().reconciliations.compare()))


@bp.post("/reconciliation/settle")
@document(
    body=SettleBody,
    reply=DifferenceReply,
    tag="reconciliation",
    needs_bot=True,
    limited=True,
    not_found=True,
    refuses=True,
)
def settle() -> Response:
    """Adopt, ignore or close one open difference."""
    asked = read_body(SettleBody)
    return json_reply(wire.difference(services().reconciliations.settle(asked.key, asked.action)))
