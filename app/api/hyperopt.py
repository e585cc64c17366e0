"""Optimisations of strategies: these calls work with and without a bot."""

from __future__ import annotations

from flask import Blueprint, Response

from app.context import services
from app.extensions import limit_writes
from app.params import checked_strategy, read_body
from app.replies import json_reply, tagged_reply
from app.schemas import document
from app.wire import hyperopt as wire
from app.wire.analysis import started
from app.wire.schema.hyperopt import HyperoptBody, HyperoptReply, LossesReply
from app.wire.schema.jobs import JobStartedReply

bp = Blueprint("hyperopt", __name__)
bp.before_request(limit_writes)


@bp.post("/hyperopt")
@document(body=HyperoptBody, reply=JobStartedReply, tag="analysis", limited=True)
def begin_hyperopt() -> Response:
    """Look for better parameters of a strategy; refused while another simulation runs."""
    asked = read_body(HyperoptBody)
    checked_strategy(asked.strategy, ("body", "strategy"))
    return json_reply(started("Hyperopt", services().hyperopts.begin(asked.order)))


@bp.get("/hyperopt/<jobid>")
@document(reply=HyperoptReply, tag="analysis", not_found=True)
def hyperopt(jobid: str) -> Response:
    """How far an optimisation is, and the best parameters so far."""
    return tagged_reply(wire.optimisation(services().hyperopts.get(jobid)))


@bp.get("/hyperoptloss")
@document(reply=LossesReply, tag="analysis")
def losses() -> Response:
    """Loss functions that an optimisation may use."""
    return tagged_reply(wire.losses(services().hyperopts.losses()))
