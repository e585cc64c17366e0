"""Strategies: the running one from the picture, others from the strategy folder where no bot trades."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from bot.errors import NotFound, Refused, StrategyError
from bot.state.shared import SharedState
from bot.state.snapshot import StrategyPicture

ONLY_ACTIVE = "Only the currently active strategy is available in trade mode"


class FoundStrategy(Protocol):
    """A strategy class that was found in a file; ``error`` says why it can't be loaded."""

    @property
    def name(self) -> str: ...

    @property
    def error(self) -> str | None: ...


StrategyFinder = Callable[[], Sequence[FoundStrategy]]
StrategyLoader = Callable[[str], StrategyPicture]


class Strategies:
    """Reads of strategies. ``load`` may take its time: it imports the user's file."""

    def __init__(self, state: SharedState, find: StrategyFinder, load: StrategyLoader | None) -> None:
        self._state = state
        self._find = find
        self._load = load

    def names(self) -> list[str]:
        """Names of all strategies that can be loaded, sorted."""
        return sorted({found.name for found in self._find() if not found.error})

    def get(self, name: str) -> StrategyPicture:
        """One strategy with its source; a trading bot shows only its own. Raises ``NotFound``."""
        snapshot = self._state.snapshot()
        if snapshot.strategy is not None and snapshot.strategy.name == name:
            return snapshot.strategy
        if snapshot.runmode.trades:
            raise NotFound(ONLY_ACTIVE)
        if self._load is None or name not in self.names():
            raise NotFound("Strategy not found")
        return self._load(name)

    def plot_config(self, name: str | None = None) -> Mapping[str, Any]:
        """How the strategy wants to be drawn; the running one's without a ``name``. Empty where it does not say."""
        running = self._state.snapshot().strategy
        if name is None and running is None:
            raise Refused("Strategy is mandatory in webserver mode.")
        if running is not None and name in (None, running.name):
            return _complete(running.plot_config)
        return _complete(self._loaded(name or "").plot_config)

    def _loaded(self, name: str) -> StrategyPicture:
        if self._load is None or name not in self.names():
            raise StrategyError(
                f"Impossible to load Strategy '{name}'. This class does not exist or contains Python code errors."
            )
        return self._load(name)


def _complete(config: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"main_plot": {}, "subplots": {}, **config} if config else {}
