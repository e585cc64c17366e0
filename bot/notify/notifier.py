"""Hands the bot's events to the couriers of all targets."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from bot.domain.events import Event
from bot.notify.courier import Courier
from bot.notify.target import Target
from bot.state.feed import Feed

LAST_CHANCE_S = 0.9


class Notifier:
    """Listens to ``feed`` from ``use()`` to ``stop()``; all calls may come from any thread."""

    def __init__(self, feed: Feed, *, last_chance_s: float = LAST_CHANCE_S) -> None:
        self._feed = feed
        self._last_chance_s = last_chance_s
        self._couriers: tuple[Courier, ...] = ()
        self._unsubscribe: Callable[[], None] | None = None

    def use(self, targets: Sequence[Target]) -> None:
        """Tell these from now on; the former ones are left when their queues are empty."""
        former, self._couriers = self._couriers, tuple(map(Courier, targets))
        for courier in self._couriers:
            courier.start()
        if self._unsubscribe is None and targets:
            self._unsubscribe = self._feed.subscribe(self._hear)
        for courier in former:
            courier.close()

    def stop(self) -> None:
        """Give what waits a short last chance, and end."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        until_s = time.monotonic() + self._last_chance_s
        couriers, self._couriers = self._couriers, ()
        for courier in couriers:
            courier.close()
        for courier in couriers:
            courier.leave(max(0.0, until_s - time.monotonic()))

    def _hear(self, event: Event) -> None:
        for courier in self._couriers:
            courier.put(event)
