"""Turns checked JSON into typed settings, section by section."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.domain.enums import BotState, RunMode, TradingMode
from bot.domain.risk import RiskLimits
from bot.settings.consumer import consumer_settings
from bot.settings.exchange import exchange_settings
from bot.settings.keys import STRATEGY_KEYS
from bot.settings.merge import absolute, chosen, renamed
from bot.settings.model import (
    ApiSettings,
    CoinGeckoSettings,
    Internals,
    JobSettings,
    OrderTypes,
    Pricing,
    Secret,
    Settings,
)
from bot.settings.notifications import notification_settings
from bot.settings.redact import redacted

LIVE_DB, DRY_RUN_DB = "tradesv3.sqlite", "tradesv3.dryrun.sqlite"
_PLAIN = (
    "bot_name",
    "force_entry_enable",
    "margin_mode",
    "stake_currency",
    "stake_amount",
    "timeframe",
    "tradable_balance_ratio",
    "available_capital",
    "amend_last_stake_amount",
    "last_stake_amount_min_ratio",
    "amount_reserve_percent",
    "fiat_display_currency",
    "cancel_open_orders_on_exit",
    "fee",
    "custom_price_max_distance_ratio",
    "strategy",
    "recursive_strategy_search",
    "log_config",
    "logfile",
)


def build_settings(raw: Mapping[str, Any], given: Mapping[str, Any], runmode: RunMode, cwd: Path) -> Settings:
    """Settings from ``raw`` (with defaults) and ``given`` (without); relative folders start at ``cwd``."""
    dry_run = bool(raw["dry_run"])
    folder = cwd / raw.get("user_data_dir", "user_data")
    exchange = exchange_settings(raw["exchange"], dry_run=dry_run, cwd=cwd)
    return Settings(
        **chosen(raw, _PLAIN),
        runmode=_runmode(runmode, dry_run=dry_run),
        dry_run=dry_run,
        initial_state=BotState(raw.get("initial_state", BotState.STOPPED)),
        trading_mode=TradingMode(raw.get("trading_mode", TradingMode.SPOT)),
        max_open_trades=int(raw["max_open_trades"]),
        dry_run_wallet=_wallet(raw["dry_run_wallet"], raw["stake_currency"]),
        entry_pricing=pricing(raw["entry_pricing"]),
        exit_pricing=pricing(raw["exit_pricing"]),
        pairlists=tuple(MappingProxyType(dict(entry)) for entry in raw["pairlists"]),
        strategy_path=absolute(raw.get("strategy_path"), cwd),
        strategy_values=MappingProxyType({key: given[key] for key in STRATEGY_KEYS if given.get(key) is not None}),
        user_data_dir=folder,
        datadir=absolute(raw.get("datadir"), cwd) or folder / "data" / exchange.name,
        db_url=_db_url(raw.get("db_url"), folder, dry_run=dry_run),
        data_format=raw.get("dataformat_ohlcv", "feather"),
        trades_format=raw.get("dataformat_trades", "feather"),
        new_pairs_days=raw.get("new_pairs_days"),
        exchange=exchange,
        api=api_settings(raw.get("api_server", {})),
        consumer=consumer_settings(raw.get("external_message_consumer", {})),
        coingecko=_coingecko(raw.get("coingecko", {})),
        internals=_internals(raw.get("internals", {})),
        jobs=_jobs(raw.get("jobs", {})),
        risk=_risk(raw.get("risk", {})),
        notifications=notification_settings(raw),
        verbosity=int(raw.get("verbosity", 0)),
        raw=MappingProxyType(redacted(raw)),
    )


def api_settings(section: Mapping[str, Any]) -> ApiSettings:
    """``api_server``, with the secrets as they were given."""
    tokens = section.get("ws_token", ())
    numbers = {name: name for name in ("listen_port", "trusted_proxies", "max_ws_clients", "threads")}
    return ApiSettings(
        **chosen(section, ("enabled", "listen_ip_address", "username", "verbosity", "enable_openapi")),
        **chosen(section, ("allow_custom_messages", "unix_socket", "rate_limit_login", "rate_limit_write")),
        **renamed(section, numbers, int),
        password=Secret(section.get("password", "")),
        jwt_secret_key=Secret(section.get("jwt_secret_key", "")),
        ws_tokens=tuple(Secret(text) for text in ([tokens] if isinstance(tokens, str) else tokens) if text),
        cors_origins=tuple(origin.rstrip("/") for origin in section.get("CORS_origins", ())),
    )


def pricing(section: Mapping[str, Any]) -> Pricing:
    """``entry_pricing`` or ``exit_pricing``; ``given`` keeps the keys that stand in the config."""
    depth = section.get("check_depth_of_market", {})
    return Pricing(
        **chosen(section, ("price_side", "use_order_book", "price_last_balance")),
        **renamed(section, {"order_book_top": "order_book_top"}, int),
        check_depth_of_market=depth.get("enabled", False),
        bids_to_ask_delta=float(depth.get("bids_to_ask_delta", 0.0)),
        given=MappingProxyType(dict(section)),
    )


def order_types(section: Mapping[str, Any], below: OrderTypes | None = None) -> OrderTypes:
    """``order_types`` as config or strategy write it; purposes that are not named are taken from ``below``."""
    base = below or OrderTypes()
    fields = set(OrderTypes.__dataclass_fields__) - {"given"}
    values = {name: section.get(name, getattr(base, name)) for name in fields}
    return OrderTypes(**values, given=tuple(section) or base.given)


def _runmode(asked: RunMode, *, dry_run: bool) -> RunMode:
    if not asked.trades:
        return asked
    return RunMode.DRY_RUN if dry_run else RunMode.LIVE


def _wallet(value: float | Mapping[str, float], stake_currency: str) -> Mapping[str, float]:
    coins = value if isinstance(value, Mapping) else {stake_currency: value}
    return MappingProxyType({coin: float(amount) for coin, amount in coins.items()})


def _coingecko(section: Mapping[str, Any]) -> CoinGeckoSettings:
    return CoinGeckoSettings(is_demo=section.get("is_demo", True), api_key=Secret(section.get("api_key", "")))


def _internals(section: Mapping[str, Any]) -> Internals:
    names = {"process_throttle_secs": "process_throttle_s", "heartbeat_interval": "heartbeat_interval_s"}
    return Internals(**renamed(section, names, float))


def _jobs(section: Mapping[str, Any]) -> JobSettings:
    whole = {"memory_limit": "memory_limit_mb", "cpu_limit": "cpu_limit", "nice": "nice"}
    given = {key: value for key, value in section.items() if value is not None}
    return JobSettings(**renamed(given, whole, int), **renamed(given, {"time_limit": "time_limit_s"}, float))


def _risk(section: Mapping[str, Any]) -> RiskLimits:
    names = ("max_order_notional", "max_pair_notional", "price_collar", "max_orders_per_minute", "max_daily_loss")
    given = {name: section[name] for name in names if name in section}
    return RiskLimits(**given, dead_man_timeout_s=section.get("dead_man_timeout"))


def _db_url(given: str | None, folder: Path, *, dry_run: bool) -> str:
    """The database; paper trades never get into the default database of real ones."""
    if given is None:
        return f"sqlite:///{folder / (DRY_RUN_DB if dry_run else LIVE_DB)}"
    return f"sqlite:///{DRY_RUN_DB}" if dry_run and given == f"sqlite:///{LIVE_DB}" else given
