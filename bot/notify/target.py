"""What a target is: somebody who is told, by some means, about some events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.domain.events import Event
from bot.errors import BotError
from bot.settings.notification_model import Level


class NotDelivered(BotError):
    """A message did not arrive; ``may_pass`` says whether trying again can help."""

    def __init__(self, message: str, *, may_pass: bool = True) -> None:
        super().__init__(message)
        self.may_pass = may_pass


class Sender(Protocol):
    """Carries a message out of the program; takes seconds where the other side is slow."""

    def send(self, event: Event, *, is_silent: bool) -> None:
        """Deliver it, or raise ``NotDelivered``."""
        ...


@dataclass(frozen=True, slots=True)
class Target:
    """``name`` may be logged. ``pauses_s`` are the waits before each further attempt."""

    name: str
    sender: Sender
    level: Callable[[Event], Level]
    pauses_s: tuple[float, ...] = ()


def doubling(first_s: float, retries: int, longest_s: float = 30.0) -> tuple[float, ...]:
    """Waits between attempts, each twice as long as the one before, in seconds."""
    return tuple(min(first_s * 2**attempt, longest_s) for attempt in range(retries))
