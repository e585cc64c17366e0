"""Makes a strategy's protections from its list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from bot.errors import ConfigError
from bot.protection.base import Protection
from bot.protection.chain import Protections, Rule
from bot.protection.cooldown import CooldownPeriod
from bot.protection.low_profit import LowProfitPairs
from bot.protection.max_drawdown import MaxDrawdown
from bot.protection.options import Options
from bot.protection.stoploss_guard import StoplossGuard

Maker = Callable[[Options], Protection]
METHODS: Mapping[str, tuple[Sequence[str], Maker]] = {
    maker.__name__: (maker.PARAMETERS, maker) for maker in (CooldownPeriod, LowProfitPairs, MaxDrawdown, StoplossGuard)
}


def build_protections(configs: object, timeframe: str) -> Protections:
    """The protections of ``configs``, the strategy's list; candles are those of ``timeframe``.

    Raises ``ConfigError`` naming protection, parameter and what is allowed.
    """
    if not isinstance(configs, Sequence) or isinstance(configs, str):
        raise _refusal("protections", configs, "a list of mappings such as {'method': 'CooldownPeriod'}")
    return Protections([_rule(position, config, timeframe) for position, config in enumerate(configs)])


def _rule(position: int, config: Any, timeframe: str) -> Rule:
    key = f"protections[{position}]"
    if not isinstance(config, Mapping):
        raise _refusal(key, config, "a mapping such as {'method': 'CooldownPeriod'}")
    name = config.get("method")
    if not isinstance(name, str) or name not in METHODS:
        near = get_close_matches(str(name), METHODS, n=1)
        hint = f", did you mean {near[0]}?" if near else ""
        raise _refusal(f"{key}.method", name, f"one of {', '.join(METHODS)}{hint}")
    parameters, make = METHODS[name]
    options = Options(config, position, timeframe)
    options.warn_of_unknown(parameters)
    return Rule(name, make(options))


def _refusal(key: str, value: object, allowed: str) -> ConfigError:
    return ConfigError(f"{key} is {value!r}; allowed: {allowed}.", key=key, value=value, allowed=allowed)
