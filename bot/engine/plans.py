"""What is to be done, before it is checked and priced."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.enums import Direction, ExitReason, OrderType
from bot.domain.trade import Trade
from bot.errors import Refused


class NotConfirmed(Refused):
    """The strategy has the last word on an entry or exit, and said no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPlan:
    """An entry that a signal or a user asks for; what is ``None`` the configuration decides.

    ``stake_amount`` is the user's word: it is refused where it does not fit, never cut or raised. With ``trade``
    the entry adds to it; ``adjustment`` is the stake that the strategy wants to add, brought within its limits.
    ``request`` is the user's that may come again.
    """

    pair: str
    direction: Direction = Direction.LONG
    tag: str | None = None
    price: float | None = None
    order_type: OrderType | None = None
    stake_amount: float | None = None
    adjustment: float | None = None
    trade: Trade | None = None
    request: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitPlan:
    """An exit; ``amount`` in base currency for a part of the position, ``price`` as the user's limit.

    ``request`` as above.
    """

    kind: ExitReason
    reason: str
    order_type: OrderType | None = None
    amount: float | None = None
    price: float | None = None
    request: str = ""
