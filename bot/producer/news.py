"""What the producers have told so far."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

Key = tuple[str, str, str]
MAX_FRAMES = 1000


class TooMany(Exception):
    """No room for a further pair."""


class News:
    """One producer's pairs and candles; from any thread. Frames are never changed once they are here."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._pairs: tuple[str, ...] = ()
        self._frames: dict[Key, tuple[pd.DataFrame, datetime]] = {}

    @property
    def pairs(self) -> Sequence[str]:
        """The whitelist that came last."""
        return self._pairs

    def frame(self, key: Key) -> tuple[pd.DataFrame, datetime] | None:
        """Candles and when they were analysed."""
        with self._guard:
            return self._frames.get(key)

    def take_pairs(self, pairs: Iterable[str]) -> None:
        """A new whitelist; candles of other pairs are forgotten, nobody renews them."""
        listed = tuple(pairs)
        kept = frozenset(listed)
        with self._guard:
            self._pairs = listed
            self._frames = {key: known for key, known in self._frames.items() if key[0] in kept}

    def take_frame(self, key: Key, frame: pd.DataFrame, analyzed_at: datetime) -> None:
        """Newer candles; raises ``TooMany``."""
        with self._guard:
            if key not in self._frames and len(self._frames) >= MAX_FRAMES:
                raise TooMany(f"candles of more than {MAX_FRAMES} pairs")
            self._frames[key] = frame, analyzed_at
