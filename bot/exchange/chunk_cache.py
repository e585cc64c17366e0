"""Candles computed before, in chunks, up to a bound."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from bot.exchange.bars import Bars


class ChunkCache:
    """Forgets the chunk that was not used for longest once it holds more than ``max_candles``. For any thread."""

    def __init__(self, max_candles: int) -> None:
        self._max_candles = max_candles
        self._held = 0
        self._chunks: OrderedDict[Hashable, Bars] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Bars | None:
        """The chunk, if it is still there."""
        with self._lock:
            if key in self._chunks:
                self._chunks.move_to_end(key)
            return self._chunks.get(key)

    def put(self, key: Hashable, chunk: Bars) -> None:
        """Keep a chunk, whose arrays nobody may change from now on."""
        with self._lock:
            old = self._chunks.pop(key, None)
            self._held += chunk.shape[1] - (0 if old is None else old.shape[1])
            self._chunks[key] = chunk
            while self._held > self._max_candles and len(self._chunks) > 1:
                self._held -= self._chunks.popitem(last=False)[1].shape[1]

    @property
    def held(self) -> int:
        """Number of candles kept."""
        return self._held
