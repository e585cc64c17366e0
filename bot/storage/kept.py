"""Closed trades that were read lately: pages of them are asked for again whenever one more has closed."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence

from bot.domain.trade import Trade

MAX_TRADES = 1000  # about 4 kB each


class KeptTrades:
    """For the one process that writes the database; any thread may use it.

    A reader takes ``edits`` before it reads and hands it back with what it read: if a trade was written in between,
    nothing is kept, so that an old version is never shown for a newer one.
    """

    def __init__(self, max_trades: int = MAX_TRADES) -> None:
        self._max_trades = max_trades
        self._lock = threading.Lock()
        self._trades: OrderedDict[int, Trade] = OrderedDict()
        self._edits = 0

    @property
    def edits(self) -> int:
        """Grows with each written trade."""
        return self._edits

    def known(self, ids: Iterable[int]) -> dict[int, Trade]:
        """Those of ``ids`` that are kept."""
        with self._lock:
            found = {key: self._trades[key] for key in ids if key in self._trades}
            for key in found:
                self._trades.move_to_end(key)
        return found

    def keep(self, trades: Sequence[Trade], edits: int) -> None:
        """Remember closed trades, the least used are dropped."""
        with self._lock:
            if edits == self._edits:
                self._trades.update((trade.id, trade) for trade in trades)
                while len(self._trades) > self._max_trades:
                    self._trades.popitem(last=False)

    def forget(self, trade_id: int) -> None:
        """A trade was written or deleted."""
        with self._lock:
            self._edits += 1
            self._trades.pop(trade_id, None)
