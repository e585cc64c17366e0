"""Names that settings had before short positions existed; they still work, with a warning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.settings.merge import found, holds, merged, nested
from bot.settings.notification_keys import OLD_NOTIFICATION_NAMES

RENAMED = {
    "forcebuy_enable": "force_entry_enable",
    "use_sell_signal": "use_exit_signal",
    "sell_profit_only": "exit_profit_only",
    "sell_profit_offset": "exit_profit_offset",
    "ignore_roi_if_buy_signal": "ignore_roi_if_entry_signal",
    "ask_strategy": "exit_pricing",
    "bid_strategy": "entry_pricing",
    "unfilledtimeout.buy": "unfilledtimeout.entry",
    "unfilledtimeout.sell": "unfilledtimeout.exit",
    "order_time_in_force.buy": "order_time_in_force.entry",
    "order_time_in_force.sell": "order_time_in_force.exit",
    "order_types.buy": "order_types.entry",
    "order_types.sell": "order_types.exit",
    "order_types.forcebuy": "order_types.force_entry",
    "order_types.forcesell": "order_types.force_exit",
    "order_types.emergencysell": "order_types.emergency_exit",
    **OLD_NOTIFICATION_NAMES,
}


def with_new_names(raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """``raw`` under today's names, and a sentence for each old one; a new name that is given too wins."""
    result, notices = dict(raw), []
    for old, new in RENAMED.items():
        if not holds(result, old):
            continue
        moved = nested(new, found(result, old))
        result = merged(moved, _without(result, old))
        notices.append(f"The setting {old} is now called {new}.")
    return result, notices


def _without(tree: Mapping[str, Any], path: str) -> dict[str, Any]:
    name, dot, rest = path.partition(".")
    if not dot:
        return {key: value for key, value in tree.items() if key != name}
    return {**tree, name: _without(tree[name], rest)}
