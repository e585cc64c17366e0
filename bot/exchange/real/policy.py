"""What is done about each kind of failure of an exchange: one table, applied by ``client.py`` and nowhere else.

docs/guide/failures.md shows it to the user.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from types import MappingProxyType

from bot.errors import (
    AccountError,
    ExchangeError,
    InsufficientFunds,
    InvalidOrder,
    OrderNotFound,
    TemporaryError,
)


class Failure(StrEnum):
    """Kinds of failure, from ours and the exchange's point of view."""

    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    MAINTENANCE = "maintenance"
    TOO_MANY = "too many requests"
    BANNED = "banned"
    CLOCK = "clock"
    GARBLED = "garbled reply"
    UNCLEAR = "unclear refusal"
    DUPLICATE = "duplicate order id"
    ACCESS = "no access"
    REFUSED = "refused"
    NO_MONEY = "insufficient funds"
    NOT_FOUND = "order not found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """``retries`` counts further attempts of calls that may be repeated; waits in seconds.

    ``breaks``: the failure counts against the exchange as a whole, see ``breaker.py``. ``pause_s``: no call at all is
    made for so long, or as long as the exchange asks. ``is_definite``: an order that got this answer does not exist.
    """

    error: type[ExchangeError]
    meaning: str
    retries: int = 0
    first_wait_s: float = 0.5
    max_wait_s: float = 8.0
    breaks: bool = False
    pause_s: float = 0.0
    is_definite: bool = False

    def wait_s(self, attempt: int, random: Random) -> float:
        """Before attempt ``attempt`` + 1, counted from 0: doubled each time, with a jitter of a half."""
        return min(self.max_wait_s, self.first_wait_s * 2.0**attempt) * random.uniform(0.5, 1.0)


TABLE: Mapping[Failure, Policy] = MappingProxyType(
    {
        Failure.UNREACHABLE: Policy(error=TemporaryError, meaning="can't be reached", retries=4, breaks=True),
        Failure.TIMEOUT: Policy(error=TemporaryError, meaning="did not answer in time", retries=2, breaks=True),
        Failure.MAINTENANCE: Policy(error=TemporaryError, meaning="is under maintenance", breaks=True, pause_s=30),
        Failure.TOO_MANY: Policy(
            error=TemporaryError, meaning="was asked too often", retries=4, first_wait_s=1, max_wait_s=30, pause_s=1
        ),
        Failure.BANNED: Policy(error=TemporaryError, meaning="has banned this address for a while", pause_s=120),
        Failure.CLOCK: Policy(
            error=TemporaryError, meaning="finds this machine's clock wrong", retries=1, is_definite=True
        ),
        Failure.GARBLED: Policy(error=TemporaryError, meaning="sent an unreadable reply", retries=2, breaks=True),
        Failure.UNCLEAR: Policy(error=ExchangeError, meaning="refused without a clear reason"),
        Failure.DUPLICATE: Policy(error=TemporaryError, meaning="has an order of that id already"),
        Failure.ACCESS: Policy(error=AccountError, meaning="does not accept the account's keys", is_definite=True),
        Failure.REFUSED: Policy(error=InvalidOrder, meaning="refused", is_definite=True),
        Failure.NO_MONEY: Policy(error=InsufficientFunds, meaning="says the balance is too small", is_definite=True),
        Failure.NOT_FOUND: Policy(error=OrderNotFound, meaning="does not know the order", is_definite=True),
    }
)
