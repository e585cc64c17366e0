"""Keeps the producers of the settings in force followed, over reloads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from bot.runtime.lazy import deferred
from bot.settings.model import Settings

T = TypeVar("T")
_followers = deferred("bot.producer.followers", "Followers")


class Following:
    """The producers that are followed now; nobody where the settings name none."""

    def __init__(self) -> None:
        self._current: Any = None

    def renewed(self, settings: Settings, build: Callable[..., T]) -> T:
        """What ``build`` makes of ``settings`` and its ``producers``; where it fails, all goes on as before.

        A producer list that has not changed stays connected.
        """
        old, new = self._current, None
        if settings.consumer.producers:
            is_same = old is not None and old.consumer == settings.consumer
            new = old if is_same else _followers(settings.consumer)
        built = build(settings, producers=new)
        if new is not old:
            self._current = new
            if old is not None:
                old.stop()
            if new is not None:
                new.start()
        return built

    def stop(self) -> None:
        """Hang up."""
        if self._current is not None:
            self._current.stop()
