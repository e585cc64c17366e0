"""Profit in all and by period."""

from __future__ import annotations

from flask import Blueprint, Response

from app.api.bot_required import bot_required
from app.context import services
from app.params import read_query
from app.replies import cached_reply
from app.schemas import document
from app.wire import profit as wire
from app.wire.schema.account import PeriodsReply, ProfitAllReply, ProfitReply
from app.wire.schema.requests import DaysQuery, MonthsQuery, WeeksQuery

bp = Blueprint("profit", __name__)
bp.before_request(bot_required)
PARTS = ("trades", "prices", "config")


@bp.get("/profit")
@document(reply=ProfitReply, tag="profit", needs_bot=True)
def profit() -> Response:
    """Profit over all trades."""
    return cached_reply(PARTS, lambda: wire.summary(services().profit.summary()), also=services().minute())


@bp.get("/profit_all")
@document(reply=ProfitAllReply, tag="profit", needs_bot=True)
def profit_all() -> Response:
    """Profit over all trades and by direction."""
    return cached_reply(PARTS, lambda: wire.by_direction(services().profit.by_direction()), also=services().minute())


@bp.get("/daily")
@document(query=DaysQuery, reply=PeriodsReply, tag="profit", needs_bot=True)
def daily() -> Response:
    """Profit of the last days, today first."""
    asked, profits = read_query(DaysQuery), services().profit
    return cached_reply(("trades",), lambda: wire.periods(profits.days(asked.timescale)), also=profits.today())


@bp.get("/weekly")
@document(query=WeeksQuery, reply=PeriodsReply, tag="profit", needs_bot=True)
def weekly() -> Response:
    """Profit of the last weeks, which begin on Mondays."""
    asked, profits = read_query(WeeksQuery), services().profit
    return cached_reply(("trades",), lambda: wire.periods(profits.weeks(asked.timescale)), also=profits.today())


@bp.get("/monthly")
@document(query=MonthsQuery, reply=PeriodsReply, tag="profit", needs_bot=True)
def monthly() -> Response:
    """Profit of the last calendar months."""
    asked, profits = read_query(MonthsQuery), services().profit
    return cached_reply(("trades",), lambda: wire.periods(profits.months(asked.timescale)), also=profits.today())
