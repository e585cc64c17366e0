"""Which clock the market runs on."""

from __future__ import annotations

from datetime import datetime

from bot.clock import Clock, ScaledClock, SystemClock
from bot.ports.storage import MARKET_TIME, KeyValueStore
from bot.runtime.lazy import deferred
from bot.settings.model import MADE_UP, SIMULATED, Settings

_replay_start = deferred("bot.runtime.trading", "replay_start")


def market_clock(settings: Settings, keys: KeyValueStore | None, wall: Clock, latest: datetime | None = None) -> Clock:
    """The wall clock, or a simulated market's own time, which goes on where an earlier run left it.

    A replay begins within its candles; a simulated market that was off never goes back in time: not behind
    ``latest`` either, the newest moment in the database, which a killed bot may have written after its last note.
    """
    name = settings.exchange.name
    if name not in MADE_UP:
        return SystemClock()
    noted = keys.get(MARKET_TIME) if keys else None
    known = [moment for moment in (noted, latest) if isinstance(moment, datetime)]
    if name == SIMULATED:
        known.append(wall.now())
    start = max(known) if known else _replay_start(settings, wall)
    return ScaledClock(start, settings.exchange.sim.speed)
