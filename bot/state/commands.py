"""What requests may ask of the bot; a command's type says what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from bot.domain.enums import Direction, OrderSide, OrderType
from bot.domain.lock import BOTH_SIDES
from bot.domain.reconciliation import Action, Difference
from bot.domain.risk import OrderPreview, RiskPicture, RiskState
from bot.domain.trade import Trade
from bot.state.snapshot import OpenTrade

T_co = TypeVar("T_co", covariant=True)


class Command(Generic[T_co]):
    """Base of all commands; ``T_co`` is the type of the answer."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Start(Command[str]):
    """Trade, from stopped or paused. The answer is the sentence for the user, as with the next three."""


@dataclass(frozen=True, slots=True)
class Stop(Command[str]):
    """Do nothing until the next start."""


@dataclass(frozen=True, slots=True)
class Pause(Command[str]):
    """No more entries; exits and order management go on."""


@dataclass(frozen=True, slots=True)
class Reload(Command[str]):
    """Read the configuration again and rebuild the bot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForceEnter(Command[Trade]):
    """Open a trade (or add to one), whatever the strategy says; amounts in stake currency.

    ``request`` names a request that may come again, in 32 hexadecimal digits or more: it is carried out once.
    """

    pair: str
    direction: Direction = Direction.LONG
    price: float | None = None
    order_type: OrderType | None = None
    stake_amount: float | None = None
    tag: str = "force_entry"
    leverage: float | None = None
    request: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForceExit(Command[str]):
    """Leave one trade or, with ``trade_id`` ``None``, all of them; ``amount`` in base currency for a part of it.

    ``request`` as above.
    """

    trade_id: int | None
    order_type: OrderType | None = None
    amount: float | None = None
    price: float | None = None
    request: str = ""


@dataclass(frozen=True, slots=True)
class CancelOpenOrder(Command[OpenTrade]):
    """Cancel a trade's open orders. A trade without any fill is deleted; the answer shows its last state."""

    trade_id: int


@dataclass(frozen=True, slots=True)
class DeletedTrade:
    """What ``DeleteTrade`` did."""

    trade_id: int
    message: str
    canceled_orders: int


@dataclass(frozen=True, slots=True)
class DeleteTrade(Command[DeletedTrade]):
    """Cancel a trade's open orders and forget it; nothing is sold."""

    trade_id: int


@dataclass(frozen=True, slots=True)
class ReloadTrade(Command[OpenTrade]):
    """Read a trade's orders from the exchange again."""

    trade_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRequest:
    """One lock to add; ``until`` is moved up to the next candle."""

    pair: str
    until: datetime
    side: str = BOTH_SIDES
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AddLocks(Command[None]):
    """Lock pairs; one that is there already is not doubled."""

    locks: tuple[LockRequest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLocks(Command[None]):
    """End one lock by id, all locks of a pair, or both."""

    lock_id: int | None = None
    pair: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeBlacklist(Command[dict[str, str]]):
    """Add and remove blacklist patterns; the answer maps patterns that were refused to the reason."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowOrder(Command[None]):
    """The exchange says that an order has changed: look at it now. Nobody waits for the answer."""

    order_id: str


@dataclass(frozen=True, slots=True)
class Reconcile(Command[None]):
    """Compare the exchange's account with the trades now."""


@dataclass(frozen=True, slots=True)
class SettleDifference(Command[Difference]):
    """Do something about an open difference; the answer is what became of it."""

    key: str
    action: Action


@dataclass(frozen=True, slots=True)
class SetRiskState(Command[RiskPicture]):
    """Allow all orders, none that increase a position, or none at all."""

    state: RiskState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PanicExit(Command[int]):
    """Cancel all orders, leave all trades at the market, enter none; the answer is how many are still open."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class KeepAlive(Command[RiskPicture]):
    """A sign of life for the dead-man switch, good for ``timeout_s`` wall seconds; 0 disarms it."""

    timeout_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewOrder(Command[OrderPreview]):
    """What an order would do now; either ``stake_amount`` (quote currency) or ``amount`` (base currency)."""

    pair: str
    side: OrderSide = OrderSide.BUY
    order_type: OrderType = OrderType.LIMIT
    stake_amount: float | None = None
    amount: float | None = None
    price: float | None = None
