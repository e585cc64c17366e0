"""Strategy files that speak of buying and selling (interface version 2), read as today's."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from bot.errors import StrategyError
from bot.strategy.base import IStrategy

if TYPE_CHECKING:
    import pandas as pd

METHODS = {
    "populate_buy_trend": "populate_entry_trend",
    "populate_sell_trend": "populate_exit_trend",
    "custom_sell": "custom_exit",
    "check_buy_timeout": "check_entry_timeout",
    "check_sell_timeout": "check_exit_timeout",
}
VALUES = {
    "use_sell_signal": "use_exit_signal",
    "sell_profit_only": "exit_profit_only",
    "sell_profit_offset": "exit_profit_offset",
    "ignore_roi_if_buy_signal": "ignore_roi_if_entry_signal",
}
KEYS = {
    "buy": "entry",
    "sell": "exit",
    "forcebuy": "force_entry",
    "forcesell": "force_exit",
    "emergencysell": "emergency_exit",
}
MAPPINGS = ("order_types", "order_time_in_force", "unfilledtimeout")
COLUMNS = {"buy": "enter_long", "sell": "exit_long", "buy_tag": "enter_tag"}
VERSIONS = (2, 3)
log = logging.getLogger(__name__)


def modernised(strategy: type[IStrategy]) -> type[IStrategy]:
    """The class itself, or where it uses old names one below it that has today's; raises ``StrategyError`` for v1."""
    _check_version(strategy)
    renamed = {new: old for old, new in (METHODS | VALUES).items() if _is_newer(strategy, old, new)}
    changes: dict[str, Any] = {new: inspect.getattr_static(strategy, old) for new, old in renamed.items()}
    keyed = {name: value for name in MAPPINGS if (value := _with_new_keys(strategy, name)) is not None}
    asks_why = _asks_for_sell_reason(strategy)
    if asks_why:
        changes["confirm_trade_exit"] = _told_the_sell_reason(strategy.confirm_trade_exit)
    if not changes and not keyed:
        return strategy
    said = [f"{old} is now {new}" for new, old in renamed.items()]
    said += [f"buy and sell in {name} are now entry and exit" for name in keyed]
    said += ["sell_reason of confirm_trade_exit is now exit_reason"] if asks_why else []
    log.warning("Strategy %s uses old names, which still work: %s.", strategy.__name__, "; ".join(said))
    return type(strategy.__name__, (strategy,), {"__module__": strategy.__module__, **keyed, **changes})


def with_new_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` with ``buy``, ``sell`` and ``buy_tag`` under today's names; today's win where both are used."""
    old = [name for name in COLUMNS if name in frame.columns]
    if not old:
        return frame
    doubled = [name for name in old if name != "buy_tag" and COLUMNS[name] in frame.columns]
    frame = frame.drop(columns=["enter_tag"] if "buy_tag" in old and "enter_tag" in frame.columns else [])
    return frame.drop(columns=doubled).rename(columns=COLUMNS)


def _check_version(strategy: type[IStrategy]) -> None:
    version = strategy.INTERFACE_VERSION
    names = ("populate_indicators", *METHODS, *METHODS.values())
    old = [name for name in names if name.startswith("populate_") and _takes_no_metadata(strategy, name)]
    if version == 1 or old:
        lacks = f"{old[0]} takes no metadata" if old else "INTERFACE_VERSION is 1"
        raise StrategyError(
            f"Strategy {strategy.__name__} is written for interface version 1 ({lacks}), which is not supported; write"
            " populate_indicators(self, dataframe, metadata) and set INTERFACE_VERSION = 3."
        )
    if version not in VERSIONS:
        raise StrategyError(f"Strategy {strategy.__name__} has INTERFACE_VERSION {version!r}; allowed: 2 or 3.")


def _takes_no_metadata(strategy: type[IStrategy], name: str) -> bool:
    method = getattr(strategy, name, None)
    if method is None or not callable(method):
        return False
    kinds = [parameter.kind for parameter in inspect.signature(method).parameters.values()]
    if inspect.Parameter.VAR_POSITIONAL in kinds or inspect.Parameter.VAR_KEYWORD in kinds:
        return False
    return len(kinds) < len(("self", "dataframe", "metadata"))


def _is_newer(strategy: type[IStrategy], old: str, new: str) -> bool:
    """Whether the old name was given by a class that lies below the one which gave the new name."""
    for cls in strategy.__mro__:
        if new in vars(cls):
            return False
        if old in vars(cls):
            return True
    return False


def _with_new_keys(strategy: type[IStrategy], name: str) -> dict[str, Any] | None:
    """The mapping under today's keys; ``None`` where it has no old ones, or is made when it is asked for."""
    value = inspect.getattr_static(strategy, name, None)
    if not isinstance(value, Mapping) or not KEYS.keys() & value.keys():
        return None
    kept = {key: entry for key, entry in value.items() if key not in KEYS}
    return {KEYS[key]: entry for key, entry in value.items() if key in KEYS} | kept


def _asks_for_sell_reason(strategy: type[IStrategy]) -> bool:
    return "sell_reason" in inspect.signature(strategy.confirm_trade_exit).parameters


def _told_the_sell_reason(method: Callable[..., bool]) -> Callable[..., bool]:
    def confirm_trade_exit(self: IStrategy, *, exit_reason: str, **arguments: Any) -> bool:
        return method(self, sell_reason=exit_reason, **arguments)

    return confirm_trade_exit
