"""The known differences to the exchange's account, open and settled."""

from __future__ import annotations

import json
import logging
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.clock import Clock
from bot.domain.reconciliation import Difference, Reconciliation, Settlement
from bot.errors import NotFound
from bot.ports import KeyValueStore

IGNORED = "reconciliation_ignored"
KEPT = 100
log = logging.getLogger(__name__)


class Differences:
    """What users chose to ignore outlives a restart, until the exchange's figure changes. ``revision`` moves."""

    def __init__(self, keys: KeyValueStore, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock
        self._open: dict[str, Difference] = {}
        self._settled: deque[Difference] = deque(maxlen=KEPT)
        self._checked_at: datetime | None = None
        self.revision = 0

    @property
    def checked_at(self) -> datetime | None:
        """When the account was last looked at."""
        return self._checked_at

    def view(self) -> Reconciliation:
        """For the picture."""
        return Reconciliation(
            is_paper=self._checked_at is None,
            checked_at=self._checked_at,
            differences=(*self._settled, *self._open.values()),
        )

    def blocking(self) -> list[Difference]:
        """The open ones that nobody has explained."""
        return [difference for difference in self._open.values() if difference.blocks]

    def reason_against(self, pair: str) -> str | None:
        """Why ``pair`` may not be entered."""
        found = next((difference for difference in self.blocking() if difference.pair == pair), None)
        if found is None:
            return None
        return f"{pair} differs from the exchange's account ({found.text}); see /api/v1/reconciliation."

    def found(self, differences: Iterable[Difference]) -> list[Difference]:
        """Replace the open ones by what a look at the account found; returns the new ones. Ignored ones stay out."""
        ignored = self._ignored()
        now = {entry.key: entry for entry in differences if ignored.get(entry.key) != _sign(entry)}
        new = [entry for key, entry in now.items() if key not in self._open]
        for key in self._open.keys() - now.keys():
            log.info("This difference to the exchange is over: %s", self._open[key].text)
        self._open = {key: replace(entry, found_at=self._since(key, entry)) for key, entry in now.items()}
        self._checked_at = self._clock.now()
        self.revision += 1
        return new

    def get(self, key: str) -> Difference:
        """An open one; raises ``NotFound``."""
        if key not in self._open:
            raise NotFound(f"There is no open difference '{key}'.")
        return self._open[key]

    def settle(self, difference: Difference, state: Settlement) -> Difference:
        """Note what became of one, open or not."""
        self._open.pop(difference.key, None)
        settled = replace(difference, state=state, settled_at=self._clock.now(), actions=(), blocks=False)
        if state is Settlement.IGNORED:
            self._keys.put(IGNORED, json.dumps({**self._ignored(), difference.key: _sign(difference)}))
        self._settled.append(settled)
        self.revision += 1
        return settled

    def _since(self, key: str, entry: Difference) -> datetime:
        return self._open[key].found_at if key in self._open else entry.found_at

    def _ignored(self) -> dict[str, str]:
        known: dict[str, str] = json.loads(str(self._keys.get(IGNORED) or "{}"))
        return known


def _sign(difference: Difference) -> str:
    return f"{difference.ours}/{difference.theirs}"
