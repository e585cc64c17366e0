"""One strategy over one span, ready for many runs: candles are read and indicators computed once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.backtest.candles import CandleFolder, StoredSpan
from bot.backtest.data import PairData, prepared, with_signals
from bot.backtest.overrides import overrides_of
from bot.backtest.run import Ran, Wishes, World
from bot.backtest.span import Span
from bot.backtest.steps import in_ticks
from bot.clock import Clock
from bot.domain import timeframe as tf
from bot.errors import Refused
from bot.hyperopt.losses.registry import LossClass
from bot.hyperopt.score import Score, Scorer
from bot.hyperopt.spaces import mark, space_for
from bot.ports import MarketData
from bot.ports.progress import NoProgress
from bot.settings.model import Settings, StrategyOptions
from bot.strategy.base import IStrategy
from bot.strategy.context import StrategyContext
from bot.strategy.hooks import StrategyHooks
from bot.strategy.values import OPTION_SPACES, parameters_in

if TYPE_CHECKING:
    import pandas as pd

Make = Callable[[StrategyContext], StrategyHooks]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenery:
    """What a stage is made of. ``make`` gives a new strategy; ``loss`` judges its trades."""

    settings: Settings
    market: MarketData
    pairs: Sequence[str]
    folder: CandleFolder
    clock: Clock
    make: Make
    loss: LossClass
    spaces: tuple[str, ...]
    span: Span
    timeframe_detail: str = ""
    min_trades: int = 1
    enable_protections: bool = False
    position_stacking: bool = False
    analyze_per_epoch: bool = False
    ignore_missing_spaces: bool = False


class Stage:
    """Every try gets a strategy of its own, so that none sees what another one has kept."""

    def __init__(self, scenery: Scenery) -> None:
        """Read and analyse. Raises ``BotError``."""
        self._scenery = scenery
        self._started: Mapping[str, Any] | None = None
        world, hooks, stored = self._new()
        options = hooks.options
        self.space = space_for(
            hooks.instance,
            scenery.spaces,
            tf.minutes(options.timeframe),
            ignore_missing=scenery.ignore_missing_spaces,
        )
        self._wishes = Wishes(
            span=scenery.span,
            timeframe_detail=scenery.timeframe_detail,
            enable_protections=scenery.enable_protections or "protection" in self.space.names,
            position_stacking=scenery.position_stacking,
            compiled=True,  # it is loaded once for all epochs
        )
        self.timeframe = options.timeframe
        self.present = {name: one.value for name, one in parameters_in(hooks.instance).items()}
        """What the strategy's parameters are without an optimisation."""
        self._overrides = overrides_of(hooks.overridden)
        self._candles, self._span = world.loaded(stored, options, scenery.span, NoProgress())
        mark(hooks.instance, self.space, is_open=not scenery.analyze_per_epoch)
        self._indicators = {pair: hooks.indicators(frame, pair) for pair, frame in self._candles.items()}
        self._rows = self._prepared(hooks)
        self._scorer = Scorer(scenery.loss, options, scenery.settings)

    def run(self, values: Mapping[str, Any]) -> Score:
        """What the strategy earns with these values. Raises ``StrategyError`` where its code fails."""
        world, hooks, _ = self._new()
        strategy = hooks.instance
        options = self._with_values(hooks, values)
        frames = {pair: self._analyzed(hooks, pair) for pair in self._rows}
        startup = options.startup_candle_count
        calls = self._overrides.any
        pairs = [
            with_signals(data, frames[pair], self._span, startup, all_tags=calls) for pair, data in self._rows.items()
        ]
        kept = frames if calls else {}
        ran = world.simulate(hooks, options, self._overrides, self._wishes, kept, pairs, NoProgress())
        return self._score(world, strategy, ran)

    def _new(self) -> tuple[World, StrategyHooks, StoredSpan]:
        scenery = self._scenery
        world = World(scenery.settings, scenery.market, scenery.pairs, scenery.folder, scenery.clock)
        hooks = scenery.make(world.context)
        stored = world.prepare(hooks.options, scenery.span)
        self._start(hooks)
        return world, hooks, stored

    def _start(self, hooks: StrategyHooks) -> None:
        """``bot_start`` is called once, as in a backtest: what it made is given to every further strategy."""
        if self._started is not None:
            hooks.start_like(self._started)
            return
        before = dict(vars(hooks.instance))
        hooks.bot_start()
        self._started = {name: value for name, value in vars(hooks.instance).items() if value is not before.get(name)}

    def _prepared(self, hooks: StrategyHooks) -> dict[str, PairData]:
        """The rows to trade on, without signals."""
        startup, markets = hooks.options.startup_candle_count, self._scenery.market.markets()
        rows = {
            pair: prepared(pair, frame, self._span, startup, in_ticks(markets[pair]).price_precision)
            for pair, frame in self._indicators.items()
        }
        there = {pair: data for pair, data in rows.items() if data is not None}
        if not there:
            raise Refused(f"No pair has candles left after the first {startup}, which the strategy needs.")
        return there

    def _with_values(self, hooks: StrategyHooks, values: Mapping[str, Any]) -> StrategyOptions:
        """Give the strategy its values; returns the options that hold with them."""
        strategy = hooks.instance
        mark(strategy, self.space, is_open=not self._scenery.analyze_per_epoch)
        parameters = parameters_in(strategy)
        for name, value in values.items():
            if name in parameters:
                parameters[name].value = parameters[name].checked(value)
        return options_with(hooks.options, self.space.details(values), strategy)

    def _analyzed(self, hooks: StrategyHooks, pair: str) -> pd.DataFrame:
        candles = self._candles[pair]
        if self._scenery.analyze_per_epoch:
            return hooks.analyze(candles, pair)
        return hooks.signals(self._indicators[pair], pair, candles)

    def _score(self, world: World, strategy: IStrategy, ran: Ran) -> Score:
        return self._scorer.score(
            world.trades,
            ran,
            config=strategy.config,
            candles=self._candles,
            min_trades=self._scenery.min_trades,
        )


def options_with(options: StrategyOptions, details: Mapping[str, Any], strategy: IStrategy) -> StrategyOptions:
    """``options`` with the tables and numbers of ``details``, which the strategy's own code sees as well."""
    changes: dict[str, Any] = {}
    for space, names in OPTION_SPACES.items():
        changes |= {name: details[space][name] for name in names if name in details.get(space, {})}
    if "roi" in details:
        changes["minimal_roi"] = {int(minute): ratio for minute, ratio in details["roi"].items()}
    for name, value in changes.items():
        if not isinstance(getattr(type(strategy), name, None), property):
            setattr(strategy, name, value)
    return replace(options, **changes)
