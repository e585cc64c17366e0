"""Backtests: joins settings, market, candle files and strategies. Heavy imports: load it when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from bot.backtest.archive.contents import load_strategy as stored_strategy
from bot.backtest.archive.history import StoredRun, find_run
from bot.backtest.archive.reuse import oldest_usable, run_id
from bot.backtest.archive.store import store, with_filename
from bot.backtest.outcome import Outcome
from bot.backtest.overrides import overrides_of
from bot.backtest.parts import Choose
from bot.backtest.report.result import results
from bot.backtest.request import BacktestRequest
from bot.backtest.run import Wishes, World
from bot.backtest.span import Span, span_of
from bot.clock import Clock, SystemClock
from bot.domain.timerange import parse
from bot.errors import ConfigError, Refused
from bot.pairlist.chain import build_chain
from bot.pairlist.patterns import expanded
from bot.ports import MarketData
from bot.ports.progress import Progress
from bot.runtime.collecting import seldom_collecting
from bot.runtime.known_market import KnownMarket
from bot.runtime.market import open_market
from bot.settings.model import Settings
from bot.storage.candle_files import CandleFiles
from bot.strategy.hooks import StrategyHooks
from bot.strategy.loader import load_strategy

EXPORTS = ("none", "trades", "signals")
USABLE_LISTS = ("StaticPairList", "ShuffleFilter", "OffsetFilter", "FullTradesFilter", "PerformanceFilter")
TODAYS_LISTS = (
    "CrossMarketPairList",
    "MarketCapPairList",
    "PairInformationFilter",
    "PrecisionFilter",
    "PriceFilter",
    "RemotePairList",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The result as clients get it; ``stem`` names the file it was stored in, empty where it was not."""

    result: Mapping[str, Any]
    stem: str = ""
    reused: tuple[str, ...] = ()
    """Strategies whose result was there already."""


@seldom_collecting()
def backtest(settings: Settings, request: BacktestRequest, progress: Progress) -> list[Outcome]:
    """One outcome per strategy, in the order asked for. Raises ``BotError`` for whatever stands in the way."""
    return [runner.run(progress) for runner in _runners(settings, request)]


@seldom_collecting()
def finished(settings: Settings, request: BacktestRequest, progress: Progress) -> Finished:
    """The same as a result; stored results of the same code and settings stand in, new ones are stored."""
    wall = SystemClock()
    folder = request.directory or settings.user_data_dir / "backtest_results"
    since = oldest_usable(request.cache, request.timerange, wall.now())
    outcomes, known = [], {}
    for runner in _runners(settings, request):
        found = None if since is None else find_run(folder, runner.name, runner.run_id, since)
        if found is None:
            outcomes.append(runner.run(progress))
        else:
            known[runner.name] = found
    result = results(outcomes)
    if not outcomes or request.export == "none":
        return Finished(result=_with_known(result, folder, known, request), reused=tuple(known))
    config = _config(applied(settings, request), request)
    stem = store(folder, outcomes, result, config=config, at=wall.now())
    whole = _with_known(with_filename(result, stem), folder, known, request)
    return Finished(result=whole, stem=stem, reused=tuple(known))


def applied(settings: Settings, request: BacktestRequest) -> Settings:
    """The settings with what the request changes."""
    changes: dict[str, Any] = {
        "timeframe": request.timeframe,
        "max_open_trades": request.max_open_trades,
        "stake_amount": request.stake_amount,
    }
    given = {name: value for name, value in changes.items() if value is not None}
    strategy_values = {**settings.strategy_values, **given}
    if request.fee is not None:
        given["fee"] = request.fee
    if request.dry_run_wallet is not None:
        given["dry_run_wallet"] = {settings.stake_currency: request.dry_run_wallet}
    if request.pairs:
        given["exchange"] = replace(settings.exchange, pair_whitelist=request.pairs)
    return replace(settings, **given, strategy_values=strategy_values)


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


def _runners(settings: Settings, request: BacktestRequest) -> Iterator[_Runner]:
    """Each strategy is loaded when the one before has run: they share the process."""
    settings = applied(settings, request)
    span = span_of(parse(request.timerange))
    _check(settings, request)
    wall, folder = SystemClock(), CandleFiles(settings.datadir, settings.data_format)
    with open_market(settings) as market:
        known = KnownMarket(market)
        pairs = _pairs(settings, request, known)
        startup = _common_startup(settings, request, World(settings, known, pairs, folder, wall))
        for name in request.strategies:
            world = World(settings, known, pairs, folder, wall, startup)
            strategy = load_strategy(name, settings, world.context)
            config = _config(settings, request)
            if startup > strategy.options.startup_candle_count:
                config["startup_candle_count"] = startup
            identity = run_id(config, strategy.source, strategy.parameter_file)
            choose = _choose(settings, known, world.context.clock) if request.dynamic_pairlist else None
            yield _Runner(world, strategy, _wishes(request, span, identity, strategy.parameter_file), choose)


def _common_startup(settings: Settings, request: BacktestRequest, world: World) -> int:
    """How many candles the strategy needs first that needs most; one alone knows that itself."""
    if len(request.strategies) < 2:
        return 0
    return max(load_strategy(name, settings, world.context).options.startup_candle_count for name in request.strategies)


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


def _config(settings: Settings, request: BacktestRequest) -> dict[str, Any]:
    """The effective configuration: what the files say under what was asked for."""
    asked = {
        name: value
        for name, value in asdict(request).items()
        if value not in (None, ()) and name not in ("strategies", "directory", "cache", "export", "notes")
    }
    return {**settings.raw, **asked, "runmode": settings.runmode.value, "datadir": str(settings.datadir)}


def _with_known(
    result: dict[str, Any], folder: Path, known: Mapping[str, StoredRun], request: BacktestRequest
) -> dict[str, Any]:
    """``result`` with the stored ones, in the order asked for."""
    stored = [stored_strategy(folder, run.filename, name) for name, run in known.items()]
    merged: dict[str, Any] = {"metadata": {}, "strategy": {}}
    for name in request.strategies:
        for one in (result, *stored):
            for part, entries in merged.items():
                if name in one[part]:
                    entries[name] = one[part][name]
    rows = [row for one in (result, *stored) for row in one["strategy_comparison"]]
    order = {name: place for place, name in enumerate(request.strategies)}
    merged["strategy_comparison"] = sorted(rows, key=lambda row: order.get(row["key"], len(order)))
    return merged


def _check(settings: Settings, request: BacktestRequest) -> None:
    if not request.strategies:
        raise Refused("A backtest needs a strategy: name one with --strategy, or set it in the config.")
    if request.export not in EXPORTS:
        raise Refused(f"'{request.export}' can't be exported (allowed: {', '.join(EXPORTS)}).")
    stake, currency = settings.stake_amount, settings.stake_currency
    usable = settings.dry_run_wallet.get(currency, 0.0) * settings.tradable_balance_ratio
    if isinstance(stake, int | float) and stake > usable:
        raise ConfigError(
            f"stake_amount is {stake:g} {currency}, which is more than the wallet has for trades; allowed: at most"
            f" {usable:g} {currency} (dry_run_wallet x tradable_balance_ratio).",
            key="stake_amount",
            value=stake,
            allowed=f"at most {usable:g}",
        )


def _pairs(settings: Settings, request: BacktestRequest, market: MarketData) -> Sequence[str]:
    """The pairs that the chain chooses from those asked for, else from the configured ones."""
    markets = market.markets()
    for pattern in request.pairs:
        if not expanded([pattern], list(markets)):
            near = get_close_matches(pattern, markets, n=1)
            hint = (
                f"did you mean {near[0]}?" if near else f"there are {len(markets)}, such as {next(iter(markets), '')}."
            )
            raise Refused(f"The exchange {market.name} has no pair {pattern!r}; {hint}")
    for position, method in enumerate(settings.pairlists):
        name = method.get("method")
        if name not in (*USABLE_LISTS, *TODAYS_LISTS):
            allowed = ", ".join((*USABLE_LISTS, *TODAYS_LISTS))
            raise ConfigError(
                f"pairlists[{position}].method is {name!r}, which looks at the present market: a backtest would trade"
                f" the past with today's knowledge; allowed: {allowed}.",
                key=f"pairlists[{position}].method",
                value=name,
                allowed=allowed,
            )
    pairs = build_chain(settings.pairlists, market, settings, SystemClock()).refresh()
    if not pairs:
        raise Refused("No pairs are left to trade: none of those asked for can be traded on this exchange.")
    return pairs
