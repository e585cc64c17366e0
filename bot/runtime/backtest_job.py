"""A backtest as a job: simulated, or taken from the folder of results where the same was simulated lately."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.backtest.archive import jsons
from bot.backtest.archive.contents import load_strategy
from bot.backtest.archive.history import find_run
from bot.backtest.archive.reuse import oldest_usable, run_id
from bot.backtest.archive.store import store, with_filename
from bot.backtest.outcome import Outcome
from bot.backtest.report.result import results
from bot.backtest.request import BacktestRequest
from bot.clock import SystemClock
from bot.domain.enums import RunMode
from bot.ports.progress import Progress
from bot.runtime.backtesting import backtest
from bot.settings.folders import BACKTEST_RESULTS
from bot.settings.model import CCXT_SECRETS, ExchangeSettings, Secret, Settings
from bot.strategy.find import find_strategy

KEYS = ("key", "secret", "password", "uid", "account_id", "wallet_address", "private_key")
NOT_SETTINGS = ("strategies", "directory", "cache", "export", "notes")


def backtested(settings: Settings, request: BacktestRequest, progress: Progress) -> bytes:
    """The result as JSON; it is stored too, unless ``request.export`` is none. Raises ``BotError``."""
    chosen = for_simulation(settings)
    directory = request.directory or settings.user_data_dir / BACKTEST_RESULTS
    config = config_of(settings, request)
    found = {name: _identity(chosen, name, config) for name in request.strategies}
    known = _known(directory, request, {name: identity for name, (identity, _) in found.items()})
    if known is not None:
        return jsons.dumped(known)
    outcomes = [_identified(one, *found[one.strategy]) for one in backtest(chosen, request, progress)]
    result = results(outcomes)
    if request.export != "none":
        stem = store(directory, outcomes, result, config=config, at=SystemClock().now())
        result = with_filename(result, stem)
    return jsons.dumped(result)


def for_simulation(settings: Settings, runmode: RunMode = RunMode.BACKTEST) -> Settings:
    """The settings for a simulation: nothing in it can reach the account."""
    return replace(settings, runmode=runmode, dry_run=True, exchange=without_keys(settings.exchange))


def without_keys(exchange: ExchangeSettings) -> ExchangeSettings:
    """The exchange's settings without what opens the account."""
    plain = {name: value for name, value in exchange.ccxt_config.items() if name not in CCXT_SECRETS}
    nothing: dict[str, Any] = dict.fromkeys(KEYS, Secret())
    return replace(exchange, **nothing, ccxt_config=MappingProxyType(plain))


def config_of(settings: Settings, request: BacktestRequest) -> dict[str, Any]:
    """The configuration that the request makes of the user's, without secrets: a result depends on it."""
    asked = {name: value for name, value in asdict(request).items() if value is not None and name not in NOT_SETTINGS}
    return {**settings.raw, **asked}


def _identity(settings: Settings, name: str, config: Mapping[str, Any]) -> tuple[str, str | None]:
    """The run's id, and the strategy's parameter file. Raises ``StrategyError``."""
    strategy = find_strategy(name, settings)
    parameters = strategy.path.with_suffix(".json")
    text = parameters.read_text(encoding="utf-8") if parameters.is_file() else None
    return run_id({**config, "strategy": name}, strategy.text(), text), text


def _identified(outcome: Outcome, identity: str, parameters: str | None) -> Outcome:
    return replace(outcome, run_id=identity, parameter_file=parameters)


def _known(directory: Path, request: BacktestRequest, ids: Mapping[str, str]) -> dict[str, Any] | None:
    """The stored result of the same run, if it is young enough to be used."""
    since = oldest_usable(request.cache, request.timerange, SystemClock().now())
    if since is None or len(ids) != 1:
        return None
    ((name, identity),) = ids.items()
    run = find_run(directory, name, identity, since)
    return None if run is None else load_strategy(directory, run.filename, name)
