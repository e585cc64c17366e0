"""Closed trades by pair, tag and reason."""

from __future__ import annotations

from flask import Blueprint, Response

from app.api.bot_required import bot_required
from app.context import services
from app.params import read_query
from app.replies import cached_reply
from app.schemas import document
from app.wire import performance as wire
from app.wire.schema.account import EntryReply, ExitReply, MixTagReply, PairPerformanceReply, StatsReply
from app.wire.schema.requests import PairQuery

bp = Blueprint("performance", __name__)
bp.before_request(bot_required)
PARTS = ("trades",)


@bp.get("/performance")
@document(reply=list[PairPerformanceReply], tag="performance", needs_bot=True)
def performance() -> Response:
    """Profit by pair, most profitable first."""
    return cached_reply(PARTS, lambda: [wire.pair(group) for group in services().performance.by_pair()])


@bp.get("/entries")
@document(query=PairQuery, reply=list[EntryReply], tag="performance", needs_bot=True)
def entries() -> Response:
    """Profit by entry tag."""
    pair = read_query(PairQuery).pair
    return cached_reply(PARTS, lambda: [wire.entry(group) for group in services().performance.by_enter_tag(pair)])


@bp.get("/exits")
@document(query=PairQuery, reply=list[ExitReply], tag="performance", needs_bot=True)
def exits() -> Response:
    """Profit by exit reason."""
    pair = read_query(PairQuery).pair
    return cached_reply(
        PARTS, lambda: [wire.exit_reason(group) for group in services().performance.by_exit_reason(pair)]
    )


@bp.get("/mix_tags")
@document(query=PairQuery, reply=list[MixTagReply], tag="performance", needs_bot=True)
def mix_tags() -> Response:
    """Profit by entry tag and exit reason."""
    pair = read_query(PairQuery).pair
    return cached_reply(PARTS, lambda: [wire.mix(group) for group in services().performance.by_both_tags(pair)])


@bp.get("/stats")
@document(reply=StatsReply, tag="performance", needs_bot=True)
def stats() -> Response:
    """How trades ended, and how long they were held."""
    return cached_reply(
        PARTS, lambda: wire.stats(services().performance.exit_reasons(), services().performance.durations())
    )
