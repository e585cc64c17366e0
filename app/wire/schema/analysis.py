"""Analyses: what starts them and what they find."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from app.wire.schema.backtest import OptionalTimeframe, Span
from app.wire.schema.requests import StrategyName
from bot.service.analysis import LookaheadRequest, RecursiveRequest

Signals = Annotated[int, Meta(ge=1, le=100_000)]
Candles = Annotated[int, Meta(ge=1, le=100_000)]
State = Literal["running", "ended", "error"]


class LookaheadBody(Struct):
    """What to analyse, and how many signals to look at; null is what is configured."""

    strategy: Annotated[StrategyName, Meta(min_length=1)]
    timeframe: OptionalTimeframe | None = None
    timerange: Span | None = None
    minimum_trade_amount: Signals = 10
    targeted_trade_amount: Signals = 20
    lookahead_allow_limit_orders: bool = False

    @property
    def request(self) -> LookaheadRequest:
        """What is to be analysed."""
        return LookaheadRequest(
            strategy=self.strategy,
            timeframe=self.timeframe or None,
            timerange=self.timerange or None,
            minimum_trades=self.minimum_trade_amount,
            targeted_trades=self.targeted_trade_amount,
            allow_limit_orders=self.lookahead_allow_limit_orders,
        )


class RecursiveBody(Struct):
    """What to analyse, and which numbers of earlier candles to try; null is what is configured."""

    strategy: Annotated[StrategyName, Meta(min_length=1)]
    timeframe: OptionalTimeframe | None = None
    timerange: Span | None = None
    startup_candle: Annotated[list[Candles], Meta(max_length=50)] | None = None

    @property
    def request(self) -> RecursiveRequest:
        """What is to be analysed."""
        return RecursiveRequest(
            strategy=self.strategy,
            timeframe=self.timeframe or None,
            timerange=self.timerange or None,
            startup_candles=tuple(self.startup_candle or ()),
        )


class LookaheadFields(Struct):
    """What was found; ``has_bias`` is null where there were too few signals to tell."""

    strategy: str
    has_bias: bool | None
    total_signals: int
    biased_entry_signals: int
    biased_exit_signals: int
    biased_indicators: list[str]


class RecursiveFields(Struct):
    """Ratios by indicator and number of earlier candles; ``strategy_scc`` is the strategy's own number."""

    strategy: str
    startup_candles: list[int]
    strategy_scc: int | None
    results: dict[str, dict[str, float | None]]


class LookaheadReply(Struct):
    """How far the analysis is; ``status_msg`` says why it failed."""

    status: State
    running: bool
    status_msg: str
    result: LookaheadFields | None


class RecursiveReply(Struct):
    """How far the analysis is; ``status_msg`` says why it failed."""

    status: State
    running: bool
    status_msg: str
    result: RecursiveFields | None
