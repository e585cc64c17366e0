"""Charts of the running bot."""

from __future__ import annotations

from flask import Blueprint, Response

from app.api.bot_required import bot_required
from app.context import services
from app.params import read_body, read_query
from app.replies import cached_reply
from app.schemas import document
from app.wire import candles as wire
from app.wire.schema.bot import ChartReply
from app.wire.schema.requests import PairCandlesBody, PairCandlesQuery

bp = Blueprint("candles", __name__)
bp.before_request(bot_required)


@bp.get("/pair_candles")
@document(query=PairCandlesQuery, reply=ChartReply, tag="candles", needs_bot=True)
def pair_candles() -> Response:
    """The last analysed candles of a pair with all columns."""
    asked = read_query(PairCandlesQuery)
    return cached_reply(
        ("candles", "config"),
        lambda: wire.chart(services().candles.chart(asked.pair, asked.timeframe, limit=asked.limit or 0)),
    )


@bp.post("/pair_candles")
@document(body=PairCandlesBody, reply=ChartReply, tag="candles", needs_bot=True)
def chosen_pair_candles() -> Response:
    """The last analysed candles of a pair with chosen columns."""
    asked = read_body(PairCandlesBody)
    return cached_reply(
        ("candles", "config"),
        lambda: wire.chart(
            services().candles.chart(asked.pair, asked.timeframe, limit=asked.limit or 0, columns=asked.columns)
        ),
        also=asked.key,
    )
