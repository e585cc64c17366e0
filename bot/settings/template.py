"""The config that ``tradepost new-config`` writes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from bot.settings.credentials import NewSecrets
from bot.settings.defaults import PRICING

PAIRS = 40  # as many as a small machine analyses with ease at sixty times real time


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a new config may be asked about; ``speed`` is market time per real time."""

    bot_name: str = "tradepost"
    username: str = "freqtrader"
    listen_ip_address: str = "127.0.0.1"
    listen_port: int = 8080
    speed: float = 60
    max_open_trades: int = 50
    stake_amount: float = 100
    dry_run_wallet: float = 10_000


def new_config(choices: Choices, secrets: NewSecrets) -> str:
    """A config for paper money on the simulated exchange; plain JSON, so that any program can read it."""
    config = {
        "bot_name": choices.bot_name,
        "initial_state": "running",
        "force_entry_enable": True,
        "dry_run": True,
        "dry_run_wallet": choices.dry_run_wallet,
        "stake_currency": "USDT",
        "stake_amount": choices.stake_amount,
        "max_open_trades": choices.max_open_trades,
        "strategy": "SampleStrategy",
        "exchange": {
            "name": "simulated",
            "pair_whitelist": [".*/USDT"],
            "pair_blacklist": [],
            "sim": {"seed": 1, "speed": choices.speed, "pairs": 100},
        },
        "pairlists": [{"method": "StaticPairList"}, {"method": "OffsetFilter", "number_assets": PAIRS}],
        "entry_pricing": PRICING,
        "exit_pricing": PRICING,
        "unfilledtimeout": {"entry": 10, "exit": 10, "exit_timeout_count": 0, "unit": "minutes"},
        "api_server": {
            "enabled": True,
            "listen_ip_address": choices.listen_ip_address,
            "listen_port": choices.listen_port,
            "verbosity": "error",
            "enable_openapi": False,
            "CORS_origins": [],
            "username": choices.username,
            **asdict(secrets),
        },
        "internals": {"process_throttle_secs": 1},
    }
    return json.dumps(config, indent=2, ensure_ascii=False) + "\n"
