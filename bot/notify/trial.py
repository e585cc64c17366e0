"""A test message to a target, as the command line sends it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.notify.fields import EXAMPLES, example
from bot.notify.target import NotDelivered, Target
from bot.settings.notification_model import Level

DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a test message; ``event`` is the kind it looked like."""

    target: str
    event: str
    result: str

    @property
    def is_delivered(self) -> bool:
        """Whether the other side took it."""
        return self.result == DELIVERED


def try_target(target: Target) -> Outcome:
    """Send the first kind of event that the target wants, once: a status if it may be."""
    wanted = next((kind for kind in EXAMPLES if target.level(example(kind)) is not Level.OFF), None)
    if wanted is None:
        return Outcome(target.name, "", "it wants no event, so it will never be told anything")
    try:
        target.sender.send(example(wanted), is_silent=False)
    except NotDelivered as error:
        return Outcome(target.name, wanted.value, str(error))
    return Outcome(target.name, wanted.value, DELIVERED)
