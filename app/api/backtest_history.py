"""Stored results of backtests: these calls work with and without a bot."""

from __future__ import annotations

from flask import Blueprint, Response

from app.context import services
from app.extensions import limit_writes
from app.params import checked_strategy, path_strategy, read_body, read_query
from app.replies import json_reply, tagged_reply
from app.schemas import document
from app.wire import backtest as wire
from app.wire.schema.backtest import BacktestReply, HistoryQuery, HistoryReply, NotesBody, TableReply, WalletReply

bp = Blueprint("backtest_history", __name__)
bp.before_request(limit_writes)


@bp.get("/backtest/history")
@document(reply=list[HistoryReply], tag="backtesting")
def history() -> Response:
    """Stored results, the newest first."""
    return tagged_reply(wire.history(services().backtest_history.runs()))


@bp.get("/backtest/history/result")
@document(query=HistoryQuery, reply=BacktestReply, tag="backtesting", not_found=True)
def result() -> Response:
    """A stored result."""
    asked = read_query(HistoryQuery)
    checked_strategy(asked.strategy, ("query", "strategy"))
    return tagged_reply(wire.stored(services().backtest_history.result(asked.filename, asked.strategy)))


@bp.delete("/backtest/history/<not_word('result'):file>")
@document(reply=list[HistoryReply], tag="backtesting", not_found=True, limited=True)
def remove(file: str) -> Response:
    """Delete a stored result; the reply has those that are left."""
    return json_reply(wire.history(services().backtest_history.remove(file)))


@bp.patch("/backtest/history/<not_word('result'):file>")
@document(body=NotesBody, reply=list[HistoryReply], tag="backtesting", not_found=True, limited=True)
def note(file: str) -> Response:
    """Write notes to a stored result."""
    asked = read_body(NotesBody)
    checked_strategy(asked.strategy, ("body", "strategy"))
    return json_reply(wire.history(services().backtest_history.note(file, asked.strategy, asked.notes)))


@bp.get("/backtest/history/<file>/market_change")
@document(reply=TableReply, tag="backtesting", not_found=True)
def market_change(file: str) -> Response:
    """How the pairs' mean price moved in a stored result."""
    return tagged_reply(wire.table(services().backtest_history.market_change(file)))


@bp.get("/backtest/history/<file>/<strategy>/wallet")
@document(reply=WalletReply, tag="backtesting", not_found=True)
def wallet(file: str, strategy: str) -> Response:
    """How the account grew in a stored result."""
    return tagged_reply(wire.wallet(services().backtest_history.wallet(file, path_strategy(strategy))))
