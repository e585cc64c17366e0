"""Analyses of strategies: these calls work with and without a bot."""

from __future__ import annotations

from flask import Blueprint, Response

from app.context import services
from app.extensions import limit_writes
from app.params import checked_strategy, read_body
from app.replies import json_reply, tagged_reply
from app.schemas import document
from app.wire import analysis as wire
from app.wire.schema.analysis import LookaheadBody, LookaheadReply, RecursiveBody, RecursiveReply
from app.wire.schema.jobs import JobStartedReply

bp = Blueprint("analysis", __name__)
bp.before_request(limit_writes)


@bp.post("/lookahead_analysis")
@document(body=LookaheadBody, reply=JobStartedReply, tag="analysis", limited=True)
def begin_lookahead() -> Response:
    """Find out whether a strategy looks at candles that it could not know yet."""
    asked = read_body(LookaheadBody)
    checked_strategy(asked.strategy, ("body", "strategy"))
    return json_reply(wire.started("Lookahead analysis", services().analyses.begin_lookahead(asked.request)))


@bp.get("/lookahead_analysis/<jobid>")
@document(reply=LookaheadReply, tag="analysis", not_found=True)
def lookahead(jobid: str) -> Response:
    """How far a look-ahead analysis is, and what it found."""
    return tagged_reply(wire.lookahead(services().analyses.lookahead(jobid)))


@bp.post("/recursive_analysis")
@document(body=RecursiveBody, reply=JobStartedReply, tag="analysis", limited=True)
def begin_recursive() -> Response:
    """Find out how many earlier candles a strategy's indicators need."""
    asked = read_body(RecursiveBody)
    checked_strategy(asked.strategy, ("body", "strategy"))
    return json_reply(wire.started("Recursive analysis", services().analyses.begin_recursive(asked.request)))


@bp.get("/recursive_analysis/<jobid>")
@document(reply=RecursiveReply, tag="analysis", not_found=True)
def recursive(jobid: str) -> Response:
    """How far a recursive analysis is, and what it found."""
    return tagged_reply(wire.recursive(services().analyses.recursive(jobid)))
