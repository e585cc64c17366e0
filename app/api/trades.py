"""Open and closed trades, their custom data."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from app.api.bot_required import bot_required
from app.context import services
from app.params import path_int, read_query
from app.replies import cached_reply, tagged_reply
from app.schemas import document
from app.wire import trade as wire
from app.wire.schema.requests import NotesQuery, OpenNotesQuery, TradesQuery
from app.wire.schema.trades import NotesReply, TradesReply, TradeStatusReply

bp = Blueprint("trades", __name__)
bp.before_request(bot_required)


@bp.get("/status")
@document(reply=list[TradeStatusReply], tag="trades", needs_bot=True)
def status() -> Response:
    """Open trades with their profit at the present rate."""
    return cached_reply(("trades", "prices"), lambda: [wire.status(view) for view in services().trades.open()])


@bp.get("/trades")
@document(query=TradesQuery, reply=TradesReply, tag="trades", needs_bot=True)
def trades() -> Response:
    """Closed trades, a page at a time."""
    asked = read_query(TradesQuery)
    rows: wire.ListedRows = current_app.extensions["trade_rows"]
    return cached_reply(
        ("trades",),
        lambda: wire.page(
            services().trades.page(limit=asked.limit, offset=asked.offset, newest_first=not asked.order_by_id), rows
        ),
    )


@bp.get("/trade/<trade_id>")
@document(reply=TradeStatusReply, tag="trades", needs_bot=True, not_found=True)
def trade(trade_id: str) -> Response:
    """One trade, open or closed."""
    number = path_int("tradeid", trade_id)
    return cached_reply(("trades", "prices"), lambda: wire.status(services().trades.get(number)))


@bp.get("/trades/open/custom-data")
@document(query=OpenNotesQuery, reply=list[NotesReply], tag="trades", needs_bot=True, not_found=True)
def open_custom_data() -> Response:
    """Custom data of open trades."""
    asked = read_query(OpenNotesQuery)
    found = services().trades.open_notes(asked.key, limit=asked.limit, offset=asked.offset)
    return tagged_reply([wire.notes(one) for one in found])


@bp.get("/trades/<trade_id>/custom-data")
@document(query=NotesQuery, reply=list[NotesReply], tag="trades", needs_bot=True, not_found=True)
def custom_data(trade_id: str) -> Response:
    """Custom data of one trade."""
    asked = read_query(NotesQuery)
    return tagged_reply([wire.notes(services().trades.notes(path_int("trade_id", trade_id), asked.key))])
