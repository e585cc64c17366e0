"""Backtests: joins settings, market, candle files and strategies. Heavy imports: load it when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.backtest.outcome import Outcome
from bot.backtest.overrides import overrides_of
from bot.backtest.request import BacktestRequest
from bot.backtest.run import Wishes, World
from bot.backtest.span import span_of
from bot.clock import SystemClock
from bot.domain.timerange import parse
from bot.errors import ConfigError, Refused
from bot.pairlist.chain import build_chain
from bot.ports import MarketData
from bot.ports.progress import Progress
from bot.runtime.market import open_market
from bot.settings.model import Settings
from bot.storage.candle_files import CandleFiles
from bot.strategy.loader import load_strategy


def backtest(settings: Settings, request: BacktestRequest, progress: Progress) -> list[Outcome]:
    """One outcome per strategy, in the order asked for. Raises ``BotError`` for whatever stands in the way."""
    settings = applied(settings, request)
    _check(settings, request)
    wall = SystemClock()
    folder = CandleFiles(settings.datadir, settings.data_format)
    span = span_of(parse(request.timerange))
    outcomes = []
    with open_market(settings) as market:
        pairs = _pairs(settings, market)
        for name in request.strategies:
            world = World(settings, market, pairs, folder, wall)
            strategy = load_strategy(name, settings, world.context)
            wishes = Wishes(
                span=span,
                timerange=request.timerange or "",
                timeframe_detail=request.timeframe_detail or "",
                enable_protections=bool(request.enable_protections),
                position_stacking=request.position_stacking,
                notes=request.notes,
            )
            outcomes.append(world.run(strategy, overrides_of(strategy.overridden), wishes, progress))
    return outcomes


def applied(settings: Settings, request: BacktestRequest) -> Settings:
    """The settings with what the request changes."""
    changes: dict[str, Any] = {
        "timeframe": request.timeframe,
        "max_open_trades": request.max_open_trades,
        "stake_amount": request.stake_amount,
    }
    given = {name: value for name, value in changes.items() if value is not None}
    if request.fee is not None:
        given["fee"] = request.fee
    if request.dry_run_wallet is not None:
        given["dry_run_wallet"] = {settings.stake_currency: request.dry_run_wallet}
    if request.pairs:
        given["exchange"] = replace(settings.exchange, pair_whitelist=request.pairs)
    strategy_values = {**settings.strategy_values, **{name: given[name] for name in changes if name in given}}
    return replace(settings, **given, strategy_values=strategy_values)


def _check(settings: Settings, request: BacktestRequest) -> None:
    if not request.strategies:
        raise Refused("A backtest needs a strategy.")
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


def _pairs(settings: Settings, market: MarketData) -> Sequence[str]:
    """The pairs that the chain chooses from those asked for, else from the configured ones."""
    chain = build_chain(settings.pairlists, market, settings, SystemClock())
    pairs = chain.refresh()
    if not pairs:
        raise Refused("No pairs are left to trade: none of those asked for can be traded on this exchange.")
    return pairs
