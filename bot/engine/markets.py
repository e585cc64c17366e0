"""The markets on offer, read again now and then."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.market import Market
from bot.errors import TemporaryError
from bot.ports import MarketData

log = logging.getLogger(__name__)


class MarketKeeper:
    """``current()`` never asks the exchange; ``refresh()`` does when ``interval_min`` wall minutes are over."""

    def __init__(self, market: MarketData, wall: Clock, interval_min: int) -> None:
        self._market = market
        self._wall = wall
        self._interval = timedelta(minutes=interval_min)
        self._markets: Mapping[str, Market] = {}
        self._read_at: datetime | None = None
        self.revision = 0

    def current(self) -> Mapping[str, Market]:
        """Markets by pair; none before the first refresh."""
        return self._markets

    def refresh(self) -> None:
        """Read the markets if they are old. Raises ``TemporaryError`` only while none are known at all."""
        now = self._wall.now()
        if self._read_at is not None and now - self._read_at < self._interval:
            return
        try:
            markets = self._market.markets()
        except TemporaryError as error:
            if not self._markets:
                raise
            log.warning("The markets could not be read again, the known ones are used: %s", error)
            return
        self._read_at = now
        if markets != self._markets:
            self._markets = dict(markets)
            self.revision += 1
