"""Whether strategies look ahead, and how many candles they need. Heavy imports: load it when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from bot.backtest.candles import SimCandles, StoredSpan
from bot.backtest.lookahead import (
    LookaheadRequest,
    LookaheadResult,
    Run,
    check_request,
    lookahead,
    undisturbed,
)
from bot.backtest.moment import SimClock
from bot.backtest.overrides import overrides_of
from bot.backtest.recursive import RecursiveRequest, RecursiveResult, recursive
from bot.backtest.request import BacktestRequest
from bot.backtest.run import Wishes, World
from bot.backtest.span import Span, span_of
from bot.clock import SystemClock
from bot.domain import timeframe as tf
from bot.domain.enums import RunMode
from bot.domain.timerange import parse
from bot.errors import Refused
from bot.pairlist.chain import build_chain
from bot.ports import MarketData, Strategy
from bot.ports.progress import NoProgress, Progress
from bot.runtime.backtesting import applied
from bot.runtime.idle import idle_context
from bot.runtime.market import open_market
from bot.settings.model import Settings
from bot.storage.candle_files import CandleFiles
from bot.strategy.context import StrategyContext
from bot.strategy.files import StrategyFile
from bot.strategy.find import find_strategy
from bot.strategy.loader import made

if TYPE_CHECKING:
    import pandas as pd


def lookahead_analysis(settings: Settings, request: LookaheadRequest, progress: Progress) -> LookaheadResult:
    """Repeat a strategy's trades with fewer candles. Raises ``BotError`` for whatever stands in the way."""
    check_request(request)
    asked = BacktestRequest(
        strategies=(request.strategy,), timeframe=request.timeframe, pairs=request.pairs, fee=request.fee
    )
    settings = undisturbed(applied(replace(settings, runmode=RunMode.BACKTEST), asked), request)
    found = find_strategy(request.strategy, settings)
    with open_market(settings) as market:
        pairs = _pairs(settings, market)
        return lookahead(_Backtests(settings, request, market, pairs, found, progress), request, progress)


def recursive_analysis(settings: Settings, request: RecursiveRequest, progress: Progress) -> RecursiveResult:
    """Compare indicators over few candles with those over all. Raises ``BotError`` for whatever stands in the way."""
    if not request.timerange:
        raise Refused("The analysis needs a timerange.")
    asked = BacktestRequest(strategies=(request.strategy,), timeframe=request.timeframe, pairs=request.pairs)
    settings = applied(replace(settings, runmode=RunMode.BACKTEST), asked)
    found = find_strategy(request.strategy, settings)
    with open_market(settings) as market:
        pair = _pairs(settings, market)[0]
        analyses = _Analyses(settings, market, found, pair)
        return recursive(analyses, request, pair, span_of(parse(request.timerange)), progress)


def strategy_file(settings: Settings, name: str) -> str:
    """The name of the file that a strategy stands in."""
    return find_strategy(name, settings).path.name


def _pairs(settings: Settings, market: MarketData) -> Sequence[str]:
    pairs = build_chain(settings.pairlists, market, settings, SystemClock()).refresh()
    if not pairs:
        raise Refused("No pairs are left: none of those asked for can be traded on this exchange.")
    return pairs


class _Backtests:
    """Implements ``backtest.lookahead.Runs``: each run loads the strategy anew, so that none knows of another."""

    def __init__(
        self,
        settings: Settings,
        request: LookaheadRequest,
        market: MarketData,
        pairs: Sequence[str],
        found: StrategyFile,
        progress: Progress,
    ) -> None:
        self._settings = settings
        self._request = request
        self._market = market
        self._pairs = pairs
        self._found = found
        self._folder = CandleFiles(settings.datadir, settings.data_format)
        self._progress = progress
        self._span = span_of(parse(request.timerange))
        self.step_ms = 0

    def run(self, pairs: Sequence[str] | None, stop_ms: int | None) -> Run:
        """All pairs until the end is the run that is told about; the others are short."""
        span = self._span if stop_ms is None else Span(self._span.start_ms, stop_ms)
        progress = self._progress if pairs is None else NoProgress()
        chosen = self._pairs if pairs is None else pairs
        world = World(self._settings, self._market, chosen, self._folder, SystemClock())
        strategy = made(self._found, self._settings, world.context)
        self.step_ms = tf.seconds(strategy.options.timeframe) * 1000
        watched = Watched(strategy)
        wishes = Wishes(
            span=span,
            timerange=self._request.timerange or "",
            timeframe_detail=self._request.timeframe_detail or "",
        )
        outcome = world.run(cast("Strategy", watched), overrides_of(strategy.overridden), wishes, progress)
        return Run(outcome.trades, watched.frames)


class Watched:
    """A strategy whose analysed candles are kept."""

    def __init__(self, strategy: Strategy) -> None:
        self._strategy = strategy
        self.frames: dict[str, pd.DataFrame] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._strategy, name)

    def analyze(self, candles: pd.DataFrame, pair: str) -> pd.DataFrame:
        """What the strategy makes of them."""
        self.frames[pair] = self._strategy.analyze(candles, pair)
        return self.frames[pair]


class _Analyses:
    """Implements ``backtest.recursive.Analyses``."""

    def __init__(self, settings: Settings, market: MarketData, found: StrategyFile, pair: str) -> None:
        self._settings = settings
        self._market = market
        self._found = found
        self._pair = pair
        self._folder = CandleFiles(settings.datadir, settings.data_format)
        options = made(found, settings, self._context(SimCandles(SimClock()))).options
        self.startup_candles = options.startup_candle_count
        self.step_ms = tf.seconds(options.timeframe) * 1000
        self._timeframe = options.timeframe

    def analyzed(self, pair: str, span: Span, startup: int) -> pd.DataFrame:
        """Informative candles begin as many candles earlier as those of the pair."""
        candles = SimCandles(SimClock())
        stored = StoredSpan(self._folder, span, startup)
        candles.prepare(stored, self._timeframe)
        strategy = made(self._found, self._settings, self._context(candles))
        strategy.bot_start()
        frame = stored.load(pair, self._timeframe, keep=False)
        if frame.empty:
            raise Refused(f"No {self._timeframe} candles of {pair} were found in this span.")
        return strategy.indicators(frame, pair)

    def _context(self, candles: SimCandles) -> StrategyContext:
        return idle_context(self._settings, self._market, (self._pair,), candles)
