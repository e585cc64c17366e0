"""Parameters that strategy files declare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from bot.errors import StrategyError


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
        self.in_space = False
        self.value = self.checked(default)

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.value})"

    @property
    def range(self) -> Sequence[Any]:
        """The values that may be tried: all where ``in_space`` says that they are, else the one in force."""
        return self.choices() if self.in_space and self.optimize else [self.value]

    def choices(self) -> Sequence[Any]:
        """Every value of the space, or its steps."""
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
        self.opt_range = [self.low, self.high]
        super().__init__(default=default, **kwargs)

    def checked(self, value: Any) -> Any:
        """A number; values beside the bounds are kept, they only guide an optimisation."""
        if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
            raise self.refusal(value, "a number")
        return self.number(value)

    def described(self) -> dict[str, Any]:
        return {"low": self.low, "high": self.high}


class IntParameter(NumericParameter):
    """A whole number."""

    number = int

    def choices(self) -> Sequence[int]:
        """From ``low`` to ``high``, both included."""
        return range(self.low, self.high + 1)


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

    def choices(self) -> Sequence[float]:
        """From ``low`` to ``high``, both included, a unit of the last decimal apart."""
        scale = 10**self.decimals
        return [step / scale for step in range(round(self.low * scale), round(self.high * scale) + 1)]

    def described(self) -> dict[str, Any]:
        return {**super().described(), "decimals": self.decimals}


class CategoricalParameter(BaseParameter):
    """One of several values."""

    def __init__(self, categories: Sequence[Any], *, default: Any = None, **kwargs: Any) -> None:
        if len(categories) < 2:
            raise StrategyError(f"{type(self).__name__} needs at least two values to choose from.")
        self.opt_range = list(categories)
        super().__init__(default=default, **kwargs)

    def choices(self) -> Sequence[Any]:
        """The values to choose from."""
        return self.opt_range

    def described(self) -> dict[str, Any]:
        return {"opt_range": self.opt_range}


class BooleanParameter(CategoricalParameter):
    """Yes or no."""

    def __init__(self, *, default: Any = None, **kwargs: Any) -> None:
        super().__init__([True, False], default=default, **kwargs)
