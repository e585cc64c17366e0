"""Backtests: joins settings, market, candle files and strategies. Heavy imports: load it when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from bot.backtest.archive.contents import load_strategy as stored_strategy
from bot.backtest.archive.history import StoredRun
from bot.backtest.archive.store import store, with_filename
from bot.backtest.outcome import Outcome
from bot.backtest.report.result import results
from bot.backtest.request import BacktestRequest
from bot.backtest.span import span_of
from bot.clock import SystemClock
from bot.domain.timerange import parse
from bot.errors import ConfigError, Refused
from bot.pairlist.chain import build_chain
from bot.pairlist.patterns import expanded
from bot.ports import MarketData
from bot.ports.progress import Progress
from bot.runtime.collecting import seldom_collecting
from bot.runtime.cores import processes
from bot.runtime.known_market import KnownMarket
from bot.runtime.lazy import deferred
from bot.runtime.market import open_market
from bot.runtime.strategy_runs import Ran, Shared, config_of, run, with_common_startup
from bot.settings.model import Settings

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

run_in_processes = deferred("bot.runtime.strategy_processes", "run_in_processes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The result as clients get it; ``stem`` names the file it was stored in, empty where it was not."""

    result: Mapping[str, Any]
    stem: str = ""
    reused: tuple[str, ...] = ()
    """Strategies whose result was there already."""


@seldom_collecting()
def backtest(settings: Settings, request: BacktestRequest, progress: Progress) -> list[Outcome]:
    """One outcome per strategy, in the order asked for; nothing is stored or read from the stored results.

    Raises ``BotError`` for whatever stands in the way.
    """
    return _ran(settings, replace(request, cache="none"), progress).outcomes


@seldom_collecting()
def finished(settings: Settings, request: BacktestRequest, progress: Progress) -> Finished:
    """The same as a result; stored results of the same code and settings stand in, new ones are stored."""
    folder = request.results_folder(settings.user_data_dir)
    ran = _ran(settings, request, progress)
    result = results(ran.outcomes)
    if not ran.outcomes or request.export == "none":
        return Finished(result=_with_known(result, folder, ran.known, request), reused=tuple(ran.known))
    config = config_of(applied(settings, request), request)
    stem = store(folder, ran.outcomes, result, config=config, at=SystemClock().now())
    whole = _with_known(with_filename(result, stem), folder, ran.known, request)
    return Finished(result=whole, stem=stem, reused=tuple(ran.known))


def _ran(settings: Settings, request: BacktestRequest, progress: Progress) -> Ran:
    settings = applied(settings, request)
    span = span_of(parse(request.timerange))
    _check(settings, request)
    with open_market(settings) as market:
        known = KnownMarket(market)
        common = with_common_startup(Shared(settings, request, span, _pairs(settings, request, known)), known)
        jobs = min(processes(request.jobs), len(request.strategies))
        if jobs == 1:
            return run(common, known, request.strategies, progress)
        ran: Ran = run_in_processes(common, jobs, progress)
        return ran


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
