"""What a config that says little means: paper money on the simulated exchange, traded by the sample strategy.

So a file that holds nothing but ``api_server`` starts a bot. Where ``exchange.name`` is missing, the exchange is the
simulated one and the bot starts trading at once; a config that names its exchange waits for the start command
unless ``initial_state`` says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.settings.merge import found

STAKE_CURRENCY = "USDT"
SAMPLE_STRATEGY = "SampleStrategy"
PRICING = {"price_side": "same", "use_order_book": True, "order_book_top": 1}


def defaults_for(given: Mapping[str, Any]) -> dict[str, Any]:
    """The values that fill the gaps of ``given``."""
    stake = given.get("stake_currency") or STAKE_CURRENCY
    values: dict[str, Any] = {
        "dry_run": True,
        "dry_run_wallet": 1000,
        "stake_currency": stake,
        "stake_amount": "unlimited",
        "max_open_trades": 3,
        "strategy": SAMPLE_STRATEGY,
        "exchange": {"name": "simulated", "pair_whitelist": [f".*/{stake}"], "pair_blacklist": []},
        "pairlists": [{"method": "StaticPairList"}],
        "entry_pricing": PRICING,
        "exit_pricing": PRICING,
    }
    if not found(given, "exchange.name"):
        values["initial_state"] = "running"
    return values
