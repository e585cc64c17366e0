"""Refuses settings that can't be meant; unknown keys are only pointed out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from bot.errors import ConfigError
from bot.settings.keys import KEYS, SECRET_PATHS, Key
from bot.settings.model import OrderTypes, Pricing, StrategyOptions
from bot.settings.redact import visible

MAX_SHOWN = 60
KNOWN: Mapping[str, Key] = {key.path: key for key in KEYS}
SECTIONS = frozenset(
    ".".join(names[:depth]) for names in (path.split(".") for path in KNOWN) for depth in range(1, len(names))
)
_GONE = {
    "ticker_interval": "the setting is called timeframe",
    "protections": "protections belong into the strategy, as its property of that name",
}
Origin = Callable[[str], str]


def refusal(path: str, value: object, allowed: str, origin: str = "") -> ConfigError:
    """The error for a wrong value; secrets are not shown."""
    shown = "***" if path in SECRET_PATHS else _shown(visible(path, value))
    where = f" (set in {origin})" if origin else ""
    return ConfigError(f"{path} is {shown}{where}; allowed: {allowed}.", key=path, value=shown, allowed=allowed)


def missing(path: str, allowed: str) -> ConfigError:
    """The error for a value that is needed and was not given."""
    return ConfigError(f"{path} is missing; allowed: {allowed}.", key=path, allowed=allowed)


def check_values(raw: Mapping[str, Any], origin: Origin) -> None:
    """Every known value is of its kind; raises ``ConfigError``. ``origin`` tells where a path was set."""
    _check_removed(raw)
    for path, value in _walk(raw):
        if path in KNOWN and not KNOWN[path].kind.accepts(value):
            raise refusal(path, value, KNOWN[path].kind.allowed, origin(path))
        if path in SECTIONS and not isinstance(value, Mapping):
            raise refusal(path, value, "an object", origin(path))


def unknown_keys(raw: Mapping[str, Any], origin: Origin) -> list[str]:
    """A sentence for each key that nobody reads, with the nearest known one."""
    return [_unknown(path, origin(path)) for path, _ in _walk(raw) if path not in KNOWN and path not in SECTIONS]


def idle_keys(raw: Mapping[str, Any]) -> list[str]:
    """Keys that are right for the reference and have no effect here yet."""
    return [path for path, _ in _walk(raw) if path in KNOWN and not KNOWN[path].is_used and path != "$schema"]


def check_options(options: StrategyOptions) -> None:
    """What config and strategy say together makes sense; raises ``ConfigError``."""
    check_trailing(
        options.trailing_stop_positive, options.trailing_stop_positive_offset, options.trailing_only_offset_is_reached
    )
    check_stake(options.stake_amount, options.max_open_trades)
    if not -1 <= options.stoploss < 0:
        raise refusal("stoploss", options.stoploss, KNOWN["stoploss"].kind.allowed)


def check_trailing(positive: float | None, offset: float, only_offset: bool) -> None:
    """The trailing stop's settings fit together; raises ``ConfigError``."""
    if only_offset and not positive:
        raise refusal(
            "trailing_only_offset_is_reached", value=True, allowed="true only with trailing_stop_positive above 0"
        )
    if positive and 0 < offset <= positive:
        allowed = f"more than trailing_stop_positive ({positive:g})"
        raise refusal("trailing_stop_positive_offset", offset, allowed)


def check_stake(stake_amount: float | str, max_open_trades: int) -> None:
    """An unlimited stake needs a number of trades to be shared among; raises ``ConfigError``."""
    if stake_amount == "unlimited" and max_open_trades < 0:
        raise refusal("stake_amount", stake_amount, 'a number, or "unlimited" with max_open_trades of 0 or more')


def check_pricing(order_types: OrderTypes, entry: Pricing, exit_: Pricing) -> None:
    """A market order takes the other side's price; raises ``ConfigError`` where the settings say otherwise."""
    _check_market_side("entry_pricing", order_types.entry, entry.price_side, ("ask", "other"))
    _check_market_side("exit_pricing", order_types.exit, exit_.price_side, ("bid", "other"))


def _check_market_side(section: str, order_type: str, side: str, allowed: tuple[str, str]) -> None:
    if order_type == "market" and side not in allowed:
        words = " or ".join(f'"{word}"' for word in allowed)
        raise refusal(
            f"{section}.price_side", side, f"{words}, because {section.removesuffix('_pricing')}s are market orders"
        )


def _check_removed(raw: Mapping[str, Any]) -> None:
    for name, advice in _GONE.items():
        if name in raw:
            raise ConfigError(f"{name} is not a setting: {advice}.", key=name, value=raw[name], allowed=advice)
    edge = raw.get("edge")
    if isinstance(edge, Mapping) and edge.get("enabled"):
        raise ConfigError("edge.enabled is true; edge was removed, set it to false.", key="edge.enabled", value=True)


def _walk(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every path down to the known keys, with its value; free objects are not entered."""
    for name, value in tree.items():
        path = f"{prefix}{name}"
        yield path, value
        if path in SECTIONS and isinstance(value, Mapping):
            yield from _walk(value, f"{path}.")


def _unknown(path: str, origin: str) -> str:
    parent, dot, name = path.rpartition(".")
    siblings = [known.removeprefix(parent + dot).partition(".")[0] for known in KNOWN if known.startswith(parent + dot)]
    near = get_close_matches(name, siblings, 1, 0.6) or get_close_matches(path, list(KNOWN), 1, 0.75)
    near = near or [known for known in KNOWN if known.rpartition(".")[2] == name][:1]
    hint = f"; did you mean {near[0] if '.' in near[0] else parent + dot + near[0]}?" if near else "."
    where = f" in {origin}" if origin else ""
    return f"Unknown setting {path}{where}{hint}"


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."
