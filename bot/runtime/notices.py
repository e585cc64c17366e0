"""Joins the bot's events with those who are notified of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bot.clock import Clock
from bot.logs import mask_more
from bot.notify.notifier import LAST_CHANCE_S, Notifier
from bot.runtime.lazy import deferred
from bot.settings.model import Settings
from bot.settings.notification_model import NotificationSettings
from bot.state.shared import SharedState

T = TypeVar("T")
_build_targets = deferred("bot.notify.build", "build_targets")


class Notices:
    """The notifier, and what it has to know of the bot."""

    def __init__(self, state: SharedState, wall: Clock, *, last_chance_s: float = LAST_CHANCE_S) -> None:
        self._state = state
        self._wall = wall
        self._notifier = Notifier(state.feed, last_chance_s=last_chance_s)

    def use(self, settings: Settings) -> None:
        """Tell those whom ``settings`` name; raises ``ConfigError``."""
        self._notifier.use(self._targets(settings))

    def renewed(self, settings: Settings, build: Callable[[Settings], T]) -> T:
        """What ``build`` makes of settings read again; where it fails, those told before go on being told."""
        mask_more(settings.secrets())
        targets = self._targets(settings)
        built = build(settings)
        self._notifier.use(targets)
        return built

    def before(self, on_fatal: Callable[[str], None]) -> Callable[[str], None]:
        """``on_fatal``, which may end the program at once, after the last messages have had their chance."""

        def told(reason: str) -> None:
            self.stop()
            on_fatal(reason)

        return told

    def stop(self) -> None:
        """Give what waits a short last chance, and end."""
        self._notifier.stop()

    def _targets(self, settings: Settings) -> Any:
        if settings.notifications == NotificationSettings():
            return ()  # no HTTP library is imported for nobody

        def facts() -> Mapping[str, Any]:
            return {"bot_name": settings.bot_name, **self._strategy(settings)}

        return _build_targets(settings.notifications, facts, self._wall)

    def _strategy(self, settings: Settings) -> Mapping[str, Any]:
        """Name and timeframe: the strategy decides on the latter where the config does not."""
        strategy = self._state.snapshot().strategy
        timeframe = settings.timeframe or (strategy.options.timeframe if strategy else None)
        return {"strategy": settings.strategy_name, "timeframe": timeframe}
