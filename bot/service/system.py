"""The program itself: version, log, machine, health."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean
from typing import Protocol

import psutil

from bot import __version__
from bot.clock import Clock
from bot.errors import WrongMode
from bot.logs import LogLine
from bot.service.picture import WRONG_STATE
from bot.state.shared import SharedState


class LogRing(Protocol):
    """The newest log records."""

    def records(self, limit: int | None) -> Sequence[LogLine]:
        """The last ``limit`` records, oldest first; all of them with ``None``."""
        ...


@dataclass(frozen=True, slots=True)
class MachineLoad:
    """Use of the machine in percent; ``load_average`` over 1, 5 and 15 minutes in runnable processes."""

    core_pct: Sequence[float]
    load_average: tuple[float, float, float]
    memory_pct: float

    @property
    def mean_pct(self) -> float:
        """Mean over the cores."""
        return fmean(self.core_pct) if self.core_pct else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """When the bot last worked; ``failure`` says why its thread ended."""

    last_pass_at: datetime | None
    bot_start_at: datetime | None
    startup_at: datetime | None
    failure: str | None


class System:
    """Reads about the program; all but ``health`` work in every run mode."""

    def __init__(self, state: SharedState, ring: LogRing, wall: Clock) -> None:
        self._state = state
        self._ring = ring
        self._wall = wall
        self._sampled: tuple[datetime, MachineLoad] | None = None

    @property
    def version(self) -> str:
        """Tradepost's version."""
        return __version__

    def logs(self, limit: int | None) -> Sequence[LogLine]:
        """The last ``limit`` log records, oldest first; all of them with ``None``."""
        return self._ring.records(limit)

    def machine(self) -> MachineLoad:
        """Use of the machine since the last look, which is at least a second ago; never waits."""
        now = self._wall.now()
        if self._sampled is None or (now - self._sampled[0]).total_seconds() >= 1:
            self._sampled = (now, _measured())
        return self._sampled[1]

    def health(self) -> Health:
        """The bot's signs of life; raises ``WrongMode`` where there is no bot."""
        snapshot = self._state.snapshot()
        if not snapshot.runmode.trades:
            raise WrongMode(WRONG_STATE)
        return Health(
            last_pass_at=snapshot.last_pass_at,
            bot_start_at=snapshot.bot_start_at,
            startup_at=snapshot.startup_at,
            failure=snapshot.failure,
        )


def _measured() -> MachineLoad:
    one, five, fifteen = psutil.getloadavg()
    cores = psutil.cpu_percent(interval=None, percpu=True)
    return MachineLoad(cores, (one, five, fifteen), psutil.virtual_memory().percent)
