"""The values of a strategy's parameters: from its file of parameters, its class, else their defaults."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Mapping
from copy import copy
from inspect import getattr_static
from pathlib import Path
from typing import Any

from bot.errors import StrategyError
from bot.strategy.base import IStrategy
from bot.strategy.parameters import BaseParameter

PREFIXES = ("buy", "sell", "enter", "exit", "protection")
OPTION_SPACES: Mapping[str, tuple[str, ...]] = {
    "stoploss": ("stoploss",),
    "trailing": (
        "trailing_stop",
        "trailing_stop_positive",
        "trailing_stop_positive_offset",
        "trailing_only_offset_is_reached",
    ),
    "max_open_trades": ("max_open_trades",),
}
log = logging.getLogger(__name__)


def parameters_in(strategy: IStrategy) -> dict[str, BaseParameter]:
    """A strategy's parameters by name; properties are not asked, they may need a bot that is not there yet."""
    names = [name for cls in reversed(type(strategy).__mro__) for name in vars(cls)] + list(vars(strategy))
    found = {name: getattr_static(strategy, name) for name in names if not name.startswith("__")}
    return {name: value for name, value in found.items() if isinstance(value, BaseParameter)}


def parameters_of(strategy: IStrategy) -> list[dict[str, Any]]:
    """Name, type, space, value and bounds of every parameter, as clients read them."""
    return [
        {
            "name": name,
            "param_type": parameter.param_type,
            "space": parameter.space,
            "load": parameter.load,
            "optimize": parameter.optimize,
            "value": parameter.value,
            **parameter.described(),
        }
        for name, parameter in parameters_in(strategy).items()
    ]


def spaces_of(strategy: type[IStrategy]) -> dict[str, int]:
    """How many parameters a class has in each space, those without a space under an empty name."""
    names = dict.fromkeys(name for cls in reversed(strategy.__mro__) for name in vars(cls))
    found = {name: getattr_static(strategy, name) for name in names}
    spaces = [value.space or _prefix(name) or "" for name, value in found.items() if isinstance(value, BaseParameter)]
    return dict(Counter(spaces))


def parameter_file(path: Path) -> Path:
    """Where the values of the strategy in ``path`` are kept."""
    return path.with_suffix(".json")


def load_parameters(strategy: IStrategy, path: Path, *, tells: bool = True) -> None:
    """Give every parameter its value: of the file beside the strategy, of the class, else its default.

    Each strategy gets parameters of its own, so that another one of the same class keeps its values. Options that the
    file holds (ROI, stop loss, trailing stop, open trades) become the strategy's own. With ``tells`` the log says
    where values come from. Raises ``StrategyError``.
    """
    stored = stored_values(type(strategy).__name__, parameter_file(path))
    if stored and tells:
        log.info("Parameters of %s are read from %s.", type(strategy).__name__, parameter_file(path))
    set_options(strategy, stored)
    for name, shared in parameters_in(strategy).items():
        parameter = copy(shared)
        parameter.name = name
        parameter.space = parameter.space or _space_of(name)
        setattr(strategy, name, parameter)
        values = {**_of_class(strategy, parameter.space), **stored.get(parameter.space, {})}
        if name not in values:
            continue
        if parameter.load:
            parameter.value = parameter.checked(values[name])
        elif tells:
            log.warning("Parameter %s is not loaded, because load is False; it stays %s.", name, parameter.value)


def stored_values(strategy: str, path: Path) -> Mapping[str, Mapping[str, Any]]:
    """The values in a file of parameters, by space; empty without a file. Raises ``StrategyError``."""
    if not path.is_file():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StrategyError(f"The parameter file {path} can't be read: {error}") from error
    if not isinstance(content, dict) or not isinstance(content.get("params"), dict):
        raise StrategyError(f"The parameter file {path} must hold an object with strategy_name and params.")
    if content.get("strategy_name") != strategy:
        raise StrategyError(f"The parameter file {path} is of {content.get('strategy_name')!r}, not of {strategy}.")
    params: Mapping[str, Any] = content["params"]
    for space, values in params.items():
        if not isinstance(values, dict):
            raise StrategyError(f"The parameter file {path} has {values!r} for {space}; allowed: an object.")
    return params


def set_options(strategy: IStrategy, stored: Mapping[str, Mapping[str, Any]]) -> None:
    """Make stored ROI, stop loss, trailing stop and open trades the strategy's own; a property keeps its say."""
    options = {"minimal_roi": dict(stored["roi"])} if "roi" in stored else {}
    for space, names in OPTION_SPACES.items():
        values = stored.get(space, {})
        options |= {name: values[name] for name in names if name in values}
    for name, value in options.items():
        if not isinstance(getattr_static(strategy, name, None), property):
            setattr(strategy, name, value)


def _of_class(strategy: IStrategy, space: str) -> Mapping[str, Any]:
    """``buy_params`` and its like."""
    name = f"{space}_params"
    values = getattr(strategy, name, None) or {}
    if not isinstance(values, Mapping):
        raise StrategyError(f"Strategy {type(strategy).__name__}: {name} is {values!r}; allowed: a mapping.")
    return values


def _space_of(name: str) -> str:
    space = _prefix(name)
    if space is not None:
        return space
    raise StrategyError(f"Parameter {name} needs a space: begin its name with {'_, '.join(PREFIXES)}_, or give space=.")


def _prefix(name: str) -> str | None:
    """The space that the beginning of a name says."""
    return next((space for space in PREFIXES if name.startswith(f"{space}_")), None)
