"""What a client is told before the first new event: the bot as it is, or what it missed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.wire import pairs, trade
from app.ws.protocol import Broadcast, Notice
from bot.domain.events import Event, EventType
from bot.service import Services
from bot.state.feed import KEPT_IN_MEMORY, Feed

GAP, SNAPSHOT = "gap", "snapshot"
First = Broadcast | Notice
Picture = Callable[[], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Wish:
    """``after``: go on behind this event's number. ``has_snapshot``: begin with the bot as it is.

    With both, the snapshot comes only where the client would otherwise miss something.
    """

    after: int | None = None
    has_snapshot: bool = False

    @property
    def is_numbered(self) -> bool:
        """Whether the client wants to know the messages' numbers."""
        return self.has_snapshot or self.after is not None


class Opening:
    """First messages for every client; used on the hub's thread only. Clients share the bytes of old events."""

    def __init__(self, feed: Feed, picture: Picture) -> None:
        self._feed = feed
        self._picture = picture
        self._known: OrderedDict[int, Broadcast] = OrderedDict()
        self._snapshot: Notice | None = None

    def messages(self, wish: Wish, topics: frozenset[EventType]) -> tuple[Sequence[First], int]:
        """The messages, and the number up to which the client then knows everything."""
        if wish.after is None:
            return self._now() if wish.has_snapshot else ((), 0)
        missed = self._feed.resume(wish.after)
        if not missed.has_gap:
            return self._broadcasts(event for event in missed.events if event.type in topics), missed.last_seq
        gap = Notice(GAP, {"after": wish.after, "last_seq": missed.last_seq})
        if not wish.has_snapshot:
            return [gap], missed.last_seq
        messages, seq = self._now()
        return [gap, *messages], seq

    def _now(self) -> tuple[Sequence[First], int]:
        seq = self._feed.last_seq  # before the picture: it may show newer things too, and lacks none
        if self._snapshot is None or self._snapshot.seq != seq:
            self._snapshot = Notice(SNAPSHOT, self._picture(), seq)
        return [self._snapshot], seq

    def _broadcasts(self, events: Iterable[Event]) -> list[Broadcast]:
        found = []
        for event in events:
            known = self._known.get(event.seq)
            if known is None:
                known = self._known[event.seq] = Broadcast(event)
            found.append(known)
        while len(self._known) > KEPT_IN_MEMORY:
            self._known.popitem(last=False)
        return found


def picture(services: Services) -> Mapping[str, Any]:
    """The data of a snapshot: ``open_trades`` as in ``/status``, ``locks`` and ``whitelist`` as in their calls."""
    snapshot = services.snapshot()
    return {
        "state": snapshot.state,
        "runmode": snapshot.runmode,
        "market_time": snapshot.market_time,
        "whitelist": list(snapshot.whitelist),
        "open_trades": [trade.status(view) for view in services.trades.open()],
        "locks": pairs.locks(services.locks.current())["locks"],
    }
