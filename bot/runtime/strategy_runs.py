"""The strategies of a backtest, one after the other. Heavy imports, like ``backtesting``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.backtest.archive.history import StoredRun, find_run
from bot.backtest.archive.reuse import oldest_usable, run_id
from bot.backtest.outcome import Outcome
from bot.backtest.overrides import overrides_of
from bot.backtest.parts import Choose
from bot.backtest.request import BacktestRequest
from bot.backtest.run import Wishes, World
from bot.backtest.span import Span
from bot.clock import Clock, SystemClock
from bot.pairlist.chain import build_chain
from bot.ports import MarketData
from bot.ports.progress import Progress
from bot.settings.model import Settings
from bot.storage.candle_files import CandleFiles
from bot.strategy.hooks import StrategyHooks
from bot.strategy.loader import load_strategy

NOT_CONFIG = ("strategies", "directory", "cache", "export", "notes", "jobs")


@dataclass(frozen=True, slots=True)
class Shared:
    """What all strategies of a run have in common; it can be sent to other processes.

    ``startup`` is how many candles the strategy needs first that needs most, 0 for one alone.
    """

    settings: Settings
    request: BacktestRequest
    span: Span
    pairs: Sequence[str]
    startup: int = 0


@dataclass(slots=True)
class Ran:
    """New outcomes, and stored results that stand in for others."""

    outcomes: list[Outcome] = field(default_factory=list)
    known: dict[str, StoredRun] = field(default_factory=dict)

    def add(self, more: Ran) -> None:
        """Those of other strategies."""
        self.outcomes += more.outcomes
        self.known |= more.known


def with_common_startup(common: Shared, market: MarketData) -> Shared:
    """Loads strategies that are compared, to know what they need. Raises ``BotError``."""
    names = common.request.strategies
    if len(names) < 2:
        return common
    context = _world(common, market).context
    startups = [load_strategy(name, common.settings, context).options.startup_candle_count for name in names]
    return replace(common, startup=max(startups))


def config_of(settings: Settings, request: BacktestRequest) -> dict[str, Any]:
    """The effective configuration: what the files say under what was asked for."""
    asked = {
        name: value for name, value in asdict(request).items() if value not in (None, ()) and name not in NOT_CONFIG
    }
    return {**settings.raw, **asked, "runmode": settings.runmode.value, "datadir": str(settings.datadir)}


def run(common: Shared, market: MarketData, names: Sequence[str], progress: Progress) -> Ran:
    """These strategies, one after the other. Raises ``BotError``."""
    request, ran = common.request, Ran()
    folder = request.results_folder(common.settings.user_data_dir)
    since = oldest_usable(request.cache, request.timerange, SystemClock().now())
    for runner in _runners(common, market, names):
        found = None if since is None else find_run(folder, runner.name, runner.run_id, since)
        if found is None:
            ran.outcomes.append(runner.run(progress))
        else:
            ran.known[runner.name] = found
    return ran


def _runners(common: Shared, market: MarketData, names: Sequence[str]) -> Iterator[_Runner]:
    """Each strategy is loaded when the one before has run: they share the process."""
    settings, request = common.settings, common.request
    for name in names:
        world = _world(common, market)
        strategy = load_strategy(name, settings, world.context)
        config = config_of(settings, request)
        if common.startup > strategy.options.startup_candle_count:
            config["startup_candle_count"] = common.startup
        identity = run_id(config, strategy.source, strategy.parameter_file)
        choose = _choose(settings, market, world.context.clock) if request.dynamic_pairlist else None
        yield _Runner(world, strategy, _wishes(request, common.span, identity, strategy.parameter_file), choose)


def _world(common: Shared, market: MarketData) -> World:
    folder = CandleFiles(common.settings.datadir, common.settings.data_format)
    return World(common.settings, market, common.pairs, folder, SystemClock(), common.startup)


@dataclass(slots=True)
class _Runner:
    """One loaded strategy, ready to run."""

    world: World
    strategy: StrategyHooks
    wishes: Wishes
    choose: Choose | None

    @property
    def name(self) -> str:
        return self.strategy.name

    @property
    def run_id(self) -> str:
        return self.wishes.run_id

    def run(self, progress: Progress) -> Outcome:
        overrides = overrides_of(self.strategy.overridden)
        return self.world.run(self.strategy, overrides, self.wishes, progress, self.choose)


def _choose(settings: Settings, market: MarketData, clock: Clock) -> Choose:
    """The configured chain on the simulation's clock."""
    return build_chain(settings.pairlists, market, settings, clock).refresh


def _wishes(request: BacktestRequest, span: Span, identity: str, parameter_file: str | None) -> Wishes:
    return Wishes(
        span=span,
        timerange=request.timerange or "",
        timeframe_detail=request.timeframe_detail or "",
        enable_protections=bool(request.enable_protections),
        position_stacking=request.position_stacking,
        keeps_signals=request.export == "signals",
        notes=request.notes,
        run_id=identity,
        parameter_file=parameter_file,
    )
