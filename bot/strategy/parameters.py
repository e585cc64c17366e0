"""Parameters that strategy files declare, and the files that hold their values."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from inspect import getattr_static
from pathlib import Path
from typing import Any

from bot.errors import StrategyError
from bot.strategy.base import IStrategy

SPACES = ("buy", "sell", "enter", "exit", "protection")
log = logging.getLogger(__name__)


class BaseParameter:
    """A named value of a strategy; ``space`` says to which group of values it belongs."""

    def __init__(
        self, *, default: Any, space: str | None = None, optimize: bool = True, load: bool = True, **kwargs: Any
    ) -> None:
        if "name" in kwargs:
            raise StrategyError("A parameter is named by the attribute it is given to, not by a name argument.")
        self.name = ""
        self.default = default
        self.space = space
        self.optimize = optimize
        self.load = load
        self.value = self.checked(default)

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.value})"

    @property
    def range(self) -> Sequence[Any]:
        """The values to try; the one in force outside of an optimisation."""
        return [self.value]

    @property
    def param_type(self) -> str:
        """The class name, as clients read it."""
        return type(self).__name__

    def checked(self, value: Any) -> Any:
        """``value`` in this parameter's type; raises ``StrategyError``."""
        return value

    def described(self) -> dict[str, Any]:
        """What clients read beyond name, space, value and type."""
        return {}

    def refusal(self, value: Any, allowed: str) -> StrategyError:
        """An error that names the parameter."""
        return StrategyError(f"Parameter {self.name or type(self).__name__} is {value!r}; allowed: {allowed}.")


class NumericParameter(BaseParameter):
    """A number between ``low`` and ``high``; ``low`` may be both as a pair."""

    number: type = float

    def __init__(self, low: Any, high: Any = None, *, default: Any, **kwargs: Any) -> None:
        if high is None and not isinstance(low, Sequence):
            raise StrategyError(f"{type(self).__name__} needs a low and a high bound.")
        if isinstance(low, Sequence) and (high is not None or len(low) != 2):
            raise StrategyError(f"{type(self).__name__} takes low and high, or [low, high].")
        self.low, self.high = low if isinstance(low, Sequence) else (low, high)
        super().__init__(default=default, **kwargs)

    def checked(self, value: Any) -> Any:
        """A number; values beside the bounds are kept, they only guide an optimisation."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.refusal(value, "a number")
        return self.number(value)

    def described(self) -> dict[str, Any]:
        return {"low": self.low, "high": self.high}


class IntParameter(NumericParameter):
    """A whole number."""

    number = int


class RealParameter(NumericParameter):
    """Any number."""


class DecimalParameter(NumericParameter):
    """A number with ``decimals`` places."""

    def __init__(self, low: Any, high: Any = None, *, default: Any, decimals: int = 3, **kwargs: Any) -> None:
        self.decimals = decimals
        super().__init__(low, high, default=default, **kwargs)

    def checked(self, value: Any) -> float:
        """Rounded."""
        return float(round(super().checked(value), self.decimals))

    def described(self) -> dict[str, Any]:
        return {**super().described(), "decimals": self.decimals}


class CategoricalParameter(BaseParameter):
    """One of several values."""

    def __init__(self, categories: Sequence[Any], *, default: Any = None, **kwargs: Any) -> None:
        if len(categories) < 2:
            raise StrategyError(f"{type(self).__name__} needs at least two values to choose from.")
        self.opt_range = list(categories)
        super().__init__(default=categories[0] if default is None else default, **kwargs)

    def described(self) -> dict[str, Any]:
        return {"opt_range": self.opt_range}


class BooleanParameter(CategoricalParameter):
    """Yes or no."""

    def __init__(self, *, default: Any = None, **kwargs: Any) -> None:
        super().__init__([True, False], default=default, **kwargs)


def parameters_in(strategy: IStrategy) -> dict[str, BaseParameter]:
    """A strategy's parameters by name; properties are not asked, they may need a bot that is not there yet."""
    names = [name for cls in reversed(type(strategy).__mro__) for name in vars(cls)]
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


def load_parameters(strategy: IStrategy, path: Path) -> None:
    """Give every parameter its value: of the file beside the strategy, of the class, else its default.

    Options that the file holds (ROI, stop loss, trailing stop, open trades) become the strategy's own.
    Raises ``StrategyError``.
    """
    stored = _stored(type(strategy).__name__, path.with_suffix(".json"))
    _set_options(strategy, stored)
    for name, parameter in parameters_in(strategy).items():
        parameter.space = parameter.space or _space_of(name)
        values = {**getattr(strategy, f"{parameter.space}_params", {}), **stored.get(parameter.space, {})}
        if name not in values:
            continue
        if parameter.load:
            parameter.value = parameter.checked(values[name])
        else:
            log.warning("Parameter %s is not loaded, because load is False; it stays %s.", name, parameter.value)


def _space_of(name: str) -> str:
    for space in SPACES:
        if name.startswith(f"{space}_"):
            return space
    raise StrategyError(f"Parameter {name} needs a space: begin its name with {'_, '.join(SPACES)}_, or give space=.")


def _stored(strategy: str, path: Path) -> Mapping[str, Any]:
    """The values in a parameter file, by space; empty without a file."""
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
    log.info("Parameters of %s are read from %s.", strategy, path)
    params: Mapping[str, Any] = content["params"]
    return params


def _set_options(strategy: IStrategy, stored: Mapping[str, Any]) -> None:
    if "roi" in stored:
        strategy.minimal_roi = stored["roi"]
    for section, names in {
        "stoploss": ("stoploss",),
        "trailing": (
            "trailing_stop",
            "trailing_stop_positive",
            "trailing_stop_positive_offset",
            "trailing_only_offset_is_reached",
        ),
        "max_open_trades": ("max_open_trades",),
    }.items():
        for name in names:
            if name in stored.get(section, {}):
                setattr(strategy, name, stored[section][name])
