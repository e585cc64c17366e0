"""Pair locks."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.lock import Lock
from bot.errors import Refused
from bot.service.picture import bot_picture
from bot.state.commands import AddLocks, LockRequest, ReleaseLocks
from bot.state.shared import SharedState


class Locks:
    """Reads come from the picture, changes go to the bot; each change answers with the locks that are left."""

    def __init__(self, state: SharedState) -> None:
        self._state = state

    def current(self) -> list[Lock]:
        """Locks that hold at the market's present time, by id."""
        snapshot = bot_picture(self._state)
        return [lock for lock in snapshot.locks if lock.active and lock.until > snapshot.market_time]

    def current_ids(self) -> tuple[int, ...]:
        """Ids of the current locks: they change by themselves when a lock ends."""
        return tuple(lock.id for lock in self.current())

    def add(self, locks: Sequence[LockRequest]) -> list[Lock]:
        """Lock pairs; raises ``Refused`` where an end lies in the past, and then locks nothing."""
        now = bot_picture(self._state).market_time
        for lock in locks:
            if lock.until <= now:
                raise Refused(
                    f"The lock on {lock.pair} would end at {lock.until:%Y-%m-%d %H:%M:%S} UTC, "
                    f"which is past (it is {now:%Y-%m-%d %H:%M:%S} UTC on this market)."
                )
        if locks:
            self._state.ask(AddLocks(tuple(locks)))
        return self.current()

    def release(self, *, lock_id: int | None = None, pair: str | None = None) -> list[Lock]:
        """End one lock by id, all locks of a pair, or both; unknown ones are ignored."""
        bot_picture(self._state)
        if lock_id is not None or pair is not None:
            self._state.ask(ReleaseLocks(lock_id=lock_id, pair=pair))
        return self.current()
