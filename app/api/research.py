"""Stored candles, strategies and lists: these calls work with and without a bot."""

from __future__ import annotations

from flask import Blueprint, Response

from app.context import services
from app.params import checked_strategy, path_strategy, read_body, read_query
from app.replies import cached_reply, json_reply, tagged_reply
from app.schemas import document
from app.wire import candles as wire_candles
from app.wire import exchanges as wire_exchanges
from app.wire import pairs as wire_pairs
from app.wire import system as wire_system
from app.wire.schema.bot import (
    AvailablePairsReply,
    ChartReply,
    MarketsReply,
    PairlistMethodsReply,
    PlotConfigReply,
    StrategiesReply,
    StrategyReply,
)
from app.wire.schema.exchanges import ExchangesReply, FreqAiModelsReply
from app.wire.schema.requests import (
    AvailablePairsQuery,
    MarketsQuery,
    PairHistoryBody,
    PairHistoryQuery,
    PlotConfigQuery,
)

bp = Blueprint("research", __name__)


@bp.get("/strategies")
@document(reply=StrategiesReply, tag="research")
def strategies() -> Response:
    """Names of the strategies that load."""
    return tagged_reply({"strategies": services().strategies.names()})


@bp.get("/strategy/<name>")
@document(reply=StrategyReply, tag="research", not_found=True)
def strategy(name: str) -> Response:
    """A strategy's source and parameters; a trading bot shows only its own."""
    return tagged_reply(wire_system.strategy(services().strategies.get(path_strategy(name))))


@bp.get("/plot_config")
@document(query=PlotConfigQuery, reply=PlotConfigReply, tag="research")
def plot_config() -> Response:
    """How a strategy wants to be drawn; the running one's without a name."""
    asked = read_query(PlotConfigQuery)
    checked_strategy(asked.strategy or "", ("query", "strategy"))
    return tagged_reply(services().strategies.plot_config(asked.strategy or None))


@bp.get("/markets")
@document(query=MarketsQuery, reply=MarketsReply, tag="research")
def markets() -> Response:
    """Markets that can be traded."""
    asked = read_query(MarketsQuery)
    return cached_reply(
        ("pairs", "config"),
        lambda: wire_pairs.markets(
            services().markets.tradable(
                base=asked.base,
                quote=asked.quote,
                include_inactive=asked.include_inactive,
                choice=asked.choice,
            )
        ),
    )


@bp.get("/exchanges")
@document(reply=ExchangesReply, tag="research")
def exchanges() -> Response:
    """Exchanges that the bot can trade on, and what they lack."""
    return tagged_reply(wire_exchanges.exchanges(services().exchanges.all()))


@bp.get("/freqaimodels")
@document(reply=FreqAiModelsReply, tag="research")
def freqai_models() -> Response:
    """No models: FreqAI is not part of this program."""
    return tagged_reply(wire_exchanges.NO_MODELS)


@bp.get("/available_pairs")
@document(query=AvailablePairsQuery, reply=AvailablePairsReply, tag="research")
def available_pairs() -> Response:
    """Pairs with stored candles."""
    asked = read_query(AvailablePairsQuery)
    found = services().markets.stored_candles(
        timeframe=asked.timeframe, stake_currency=asked.stake_currency, candle_type=asked.candle_type
    )
    return tagged_reply(wire_pairs.stored_candles(found))


@bp.get("/pairlists/available")
@document(reply=PairlistMethodsReply, tag="research")
def pairlists_available() -> Response:
    """Pairlist methods with their parameters."""
    return tagged_reply(wire_pairs.pairlist_methods(services().markets.pairlist_methods()))


@bp.get("/pair_history")
@document(query=PairHistoryQuery, reply=ChartReply, tag="research")
def pair_history() -> Response:
    """Stored candles under a strategy."""
    asked = read_query(PairHistoryQuery)
    checked_strategy(asked.strategy, ("query", "strategy"))
    return tagged_reply(wire_candles.chart(services().candles.history(asked.request)))


@bp.post("/pair_history")
@document(body=PairHistoryBody, reply=ChartReply, tag="research")
def chosen_pair_history() -> Response:
    """Stored candles under a strategy with chosen columns, or raw without a strategy."""
    asked = read_body(PairHistoryBody)
    checked_strategy(asked.strategy or "", ("body", "strategy"))
    return json_reply(wire_candles.chart(services().candles.history(asked.request)))
