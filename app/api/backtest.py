"""The one backtest that runs or ran last: these calls work with and without a bot."""

from __future__ import annotations

from flask import Blueprint, Response

from app.context import services
from app.extensions import limit_writes
from app.params import checked_strategy, read_body
from app.replies import json_reply, tagged_reply
from app.schemas import document
from app.wire import backtest as wire
from app.wire.schema.backtest import BacktestBody, BacktestReply

bp = Blueprint("backtest", __name__)
bp.before_request(limit_writes)


@bp.post("/backtest")
@document(body=BacktestBody, reply=BacktestReply, tag="backtesting", limited=True)
def begin_backtest() -> Response:
    """Start a backtest, one at a time; refused while another simulation runs."""
    asked = read_body(BacktestBody)
    checked_strategy(asked.strategy, ("body", "strategy"))
    return json_reply(wire.state(services().backtests.begin(asked.request)))


@bp.get("/backtest")
@document(reply=BacktestReply, tag="backtesting")
def backtest() -> Response:
    """Where the last backtest stands, whichever server began it; with its result once it has ended."""
    return tagged_reply(wire.state(services().backtests.state()))


@bp.get("/backtest/abort")
@document(reply=BacktestReply, tag="backtesting")
def abort_backtest() -> Response:
    """Stop the backtest that runs."""
    return json_reply(wire.state(services().backtests.abort()))


@bp.delete("/backtest")
@document(reply=BacktestReply, tag="backtesting", limited=True)
def reset_backtest() -> Response:
    """Forget the last backtest with its result; one that runs goes on."""
    return json_reply(wire.state(services().backtests.reset()))
