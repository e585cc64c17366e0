"""A backtest as a job."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

from bot.backtest.archive import jsons
from bot.backtest.request import BacktestRequest
from bot.domain.enums import RunMode
from bot.ports.progress import Progress
from bot.runtime.backtesting import finished
from bot.settings.model import CCXT_SECRETS, ExchangeSettings, Secret, Settings

KEYS = ("key", "secret", "password", "uid", "account_id", "wallet_address", "private_key")


def backtested(settings: Settings, request: BacktestRequest, progress: Progress) -> bytes:
    """The result as JSON, stored as the command line stores it. Raises ``BotError``."""
    return jsons.dumped(finished(for_simulation(settings), request, progress).result)


def for_simulation(settings: Settings, runmode: RunMode = RunMode.BACKTEST) -> Settings:
    """The settings for a simulation: nothing in them opens the account."""
    return replace(settings, runmode=runmode, dry_run=True, exchange=without_keys(settings.exchange))


def without_keys(exchange: ExchangeSettings) -> ExchangeSettings:
    """The exchange's settings without what opens the account."""
    plain = {name: value for name, value in exchange.ccxt_config.items() if name not in CCXT_SECRETS}
    nothing: dict[str, Any] = dict.fromkeys(KEYS, Secret())
    return replace(exchange, **nothing, ccxt_config=MappingProxyType(plain))
