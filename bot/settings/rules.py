"""Settings that are right one by one and wrong together."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from bot.domain.enums import TradingMode
from bot.errors import ConfigError
from bot.settings.check import check_pricing, check_stake, check_trailing, missing, refusal
from bot.settings.exchange_names import real_exchanges
from bot.settings.merge import found
from bot.settings.model import MADE_UP, REPLAY, Settings
from bot.settings.sections import order_types


def check_rules(settings: Settings, given: Mapping[str, Any]) -> None:
    """Raises ``ConfigError`` for the first rule that is broken; ``given`` is what the user wrote."""
    _check_exchange(settings, given)
    _check_money(settings)
    _check_trading_mode(settings)
    _check_strategy_values(settings)
    if settings.db_url == "sqlite:///":
        raise refusal("db_url", settings.db_url, "sqlite:///FILE, or sqlite:// for a database in memory")
    if settings.strategy_path is not None and not settings.strategy_path.is_dir():
        raise refusal("strategy_path", str(settings.strategy_path), "a folder that exists")


def _check_exchange(settings: Settings, given: Mapping[str, Any]) -> None:
    exchange = settings.exchange
    if exchange.name not in (*MADE_UP, *real_exchanges()):
        near = get_close_matches(exchange.name, (*MADE_UP, *real_exchanges()), n=3)
        words = ", ".join(f'"{name}"' for name in near or MADE_UP)
        allowed = f"{words}; `tradepost list-exchanges` lists all"
        raise refusal("exchange.name", exchange.name, allowed)
    if exchange.name == REPLAY:
        _check_replay(settings, given)
    if not exchange.is_made_up and not settings.dry_run and not any(exchange.secrets()):
        raise missing("exchange.key", "the account's key and secret, because dry_run is false")


def _check_replay(settings: Settings, given: Mapping[str, Any]) -> None:
    path = "exchange.sim.replay_dir"
    folder = settings.exchange.sim.replay_dir or (settings.datadir if found(given, "datadir") else None)
    if folder is None:
        message = f"{path} is missing: a replay needs the folder with its candle files (datadir will do as well)."
        raise ConfigError(message, key=path, allowed="a folder with candle files")
    if not folder.is_dir():
        raise refusal(path if settings.exchange.sim.replay_dir else "datadir", str(folder), "a folder that exists")


def _check_money(settings: Settings) -> None:
    if settings.exchange.is_made_up and not settings.dry_run:
        raise refusal(
            "dry_run", value=False, allowed=f"true, because the {settings.exchange.name} exchange has no money"
        )
    if settings.exchange.demo_trading and settings.dry_run:
        raise refusal("exchange.demo_trading", value=True, allowed="false together with dry_run")
    check_stake(settings.stake_amount, settings.max_open_trades)


def _check_trading_mode(settings: Settings) -> None:
    if settings.trading_mode is not TradingMode.SPOT:
        allowed = '"spot"; other modes are not available in this version yet'
        raise refusal("trading_mode", settings.trading_mode.value, allowed)


def _check_strategy_values(settings: Settings) -> None:
    """What the config alone decides; config and strategy together are checked when the strategy is loaded."""
    values = settings.strategy_values
    positive = values.get("trailing_stop_positive")
    if positive is not None:
        only_offset = bool(values.get("trailing_only_offset_is_reached", False))
        check_trailing(positive, values.get("trailing_stop_positive_offset", 0.0), only_offset)
    if "order_types" in values:
        check_pricing(order_types(values["order_types"]), settings.entry_pricing, settings.exit_pricing)
