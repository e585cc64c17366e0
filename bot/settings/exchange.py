"""Typed settings of the exchange; raises ``ConfigError`` for files with secrets that can't be read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.settings.check import refusal
from bot.settings.keys import EXCHANGE_SECRETS, SECRET_PATHS
from bot.settings.merge import absolute, all_merged, chosen, renamed
from bot.settings.model import CCXT_SECRETS, ExchangeSettings, Secret, SimulationSettings


def exchange_settings(section: Mapping[str, Any], *, dry_run: bool, cwd: Path) -> ExchangeSettings:
    """``exchange``; a dry run forgets the keys of the account."""
    keys = {} if dry_run else {**section, **_secret_files(section)}
    return ExchangeSettings(
        **renamed(section, {"outdated_offset": "outdated_offset_min"}, int),
        **renamed(section, {"markets_refresh_interval": "markets_refresh_interval_min"}, int),
        **renamed(section, {"reconcile_interval": "reconcile_interval_min"}, float),
        **chosen(section, ("demo_trading", "skip_open_order_update", "enable_ws", "log_responses", "unknown_fee_rate")),
        name=section["name"].lower(),
        **_secrets(keys),
        key=Secret(keys.get("key") or keys.get("api_key", "")),
        ccxt_config=MappingProxyType(_ccxt_config(section, dry_run=dry_run)),
        pair_whitelist=tuple(section["pair_whitelist"]),
        pair_blacklist=tuple(section["pair_blacklist"]),
        sim=_simulation(section.get("sim", {}), cwd),
        options=MappingProxyType(_options(section)),
    )


def _simulation(section: Mapping[str, Any], cwd: Path) -> SimulationSettings:
    return SimulationSettings(
        **renamed(section, {"seed": "seed", "pairs": "pairs"}, int),
        **renamed(section, {"speed": "speed"}, float),
        replay_dir=absolute(section.get("replay_dir"), cwd),
    )


def _options(section: Mapping[str, Any]) -> dict[str, Any]:
    """What the exchange's library may want; never a secret."""
    return {name: value for name, value in section.items() if f"exchange.{name}" not in SECRET_PATHS}


def _secrets(section: Mapping[str, Any]) -> dict[str, Any]:
    """All but the key, which has two names."""
    return {name: Secret(section.get(name, "")) for name in EXCHANGE_SECRETS if name != "key"}


def _secret_files(section: Mapping[str, Any]) -> dict[str, str]:
    """The secrets that are kept in files of their own; raises ``ConfigError`` for a file that can't be read."""
    return {
        name: _secret_file(name, section[f"{name}_file"]) for name in EXCHANGE_SECRETS if section.get(f"{name}_file")
    }


def _secret_file(name: str, path: str) -> str:
    try:
        text = Path(path).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise refusal(f"exchange.{name}_file", path, f"a file that can be read ({error})") from None
    if not text:
        raise refusal(f"exchange.{name}_file", path, "a file that is not empty")
    return text


def _ccxt_config(section: Mapping[str, Any], *, dry_run: bool) -> dict[str, Any]:
    """What goes to the exchange's library; the settings for its asynchronous client win, a dry run has no keys."""
    parts = [section.get(name, {}) for name in ("ccxt_config", "ccxt_sync_config", "ccxt_async_config")]
    values = all_merged(parts)
    return {name: value for name, value in values.items() if not (dry_run and name in CCXT_SECRETS)}
