"""What a pair list method is: a step of the chain that makes pairs, or keeps and orders those before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.clock import Clock
from bot.pairlist.eligible import Eligible
from bot.pairlist.memory import Tickers
from bot.pairlist.view import BotView
from bot.pairlist.web import Web
from bot.ports import MarketData
from bot.settings.model import Settings

GENERATOR, FILTER = True, False


@dataclass(frozen=True, slots=True)
class Param:
    """One option; ``kind`` is ``number``, ``string``, ``boolean``, ``option`` or ``list``."""

    kind: str
    default: Any
    description: str
    help: str
    options: Sequence[str | None] = ()

    def described(self) -> dict[str, Any]:
        """As clients read it."""
        choices = {"options": list(self.options)} if self.options else {}
        said = {"description": self.description, "help": self.help}
        return {"type": self.kind, "default": self.default, **choices, **said}


@dataclass(frozen=True, slots=True)
class MethodInfo:
    """A method as the catalogue shows it."""

    name: str
    description: str
    is_generator: bool
    options: Mapping[str, Param] = field(default_factory=dict)

    @property
    def params(self) -> dict[str, Any]:
        """Options by name, as clients read them."""
        return {name: option.described() for name, option in self.options.items()}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a method may look at."""

    market: MarketData
    settings: Settings
    clock: Clock
    tickers: Tickers
    eligible: Eligible
    bot: BotView
    web: Web


class Method(Protocol):
    """One step of the chain; made from its options."""

    @property
    def summary(self) -> str:
        """What it does with its options, in a sentence."""
        ...

    def choose(self, pairs: Sequence[str] | None) -> Sequence[str]:
        """The pairs after this step; ``None`` asks a generator at the head of the chain for its own."""
        ...
