"""Spaces that a strategy's nested class ``HyperOpt`` gives for ROI, stop loss and trailing stop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Dimension:
    """A named set of values."""


@dataclass(frozen=True, slots=True)
class Integer(Dimension):
    """Whole numbers, both bounds included."""

    low: int
    high: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Real(Dimension):
    """Numbers, both bounds included."""

    low: float
    high: float
    prior: str = "uniform"
    base: int = 10
    transform: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class SKDecimal(Dimension):
    """Numbers with so many decimals, both bounds included."""

    low: float
    high: float
    step: float | None = None
    decimals: int | None = None
    name: str = ""

    @property
    def distance(self) -> float:
        """From one value to the next."""
        return self.step if self.step is not None else 10.0 ** -(3 if self.decimals is None else self.decimals)


@dataclass(frozen=True, slots=True)
class Categorical(Dimension):
    """One of several values."""

    categories: Sequence[Any] = field(default_factory=list)
    prior: Any = None
    transform: str | None = None
    name: str = ""
