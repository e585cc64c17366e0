"""Runs the machine code, asks protections in its pauses, and turns its records into trades."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np

from bot.backtest.compiled.inputs import run_of
from bot.backtest.compiled.kernel import simulate
from bot.backtest.compiled.layout import GAVE_UP, PAUSED, Run
from bot.backtest.compiled.trades import closed_facts, note_changes, rejected, sim_trades
from bot.backtest.guard import Guard
from bot.backtest.locks import SimLocks
from bot.backtest.outcome import SimTrade
from bot.backtest.parts import Parts
from bot.domain.enums import Direction
from bot.domain.lock import ALL_PAIRS, BOTH_SIDES
from bot.ports.progress import Progress

log = logging.getLogger(__name__)


def run(parts: Parts, start_ms: int, end_ms: int, step_ms: int, progress: Progress) -> Sequence[SimTrade] | None:
    """The closed trades; account, tallies and locks are left as after the other simulation.

    ``None`` where numbers came up that machine code can't round like ``decimal``: then nothing has changed.
    """
    work = run_of(parts, start_ms, end_ms, step_ms)
    last = float(work.rules["last_tick"][0])
    progress.step("backtest", last)
    locks = _Locks(parts, work)
    while (status := simulate(work)) == PAUSED:
        locks.ask()
    if status == GAVE_UP:
        parts.account.closed_profit = 0.0
        log.info("This run has numbers with too many digits for the compiled simulation; the other one takes over.")
        return None
    _settle(parts, work)
    parts.locks.all.extend(locks.all)
    progress.done(last, _count(work, "closed"))
    return sim_trades(parts, work, work.closed[: _count(work, "closed")])


class _Locks:
    """What protections say to each closed trade."""

    def __init__(self, parts: Parts, work: Run) -> None:
        self._parts = parts
        self._work = work
        self._locks = SimLocks(parts.clock)
        self._locks.timeframe = parts.locks.timeframe
        self._guard = Guard(parts.protections, parts.account, parts.clock, self._locks)
        self._places = {data.pair: place for place, data in enumerate(parts.pairs)}
        self._seen = 0

    @property
    def all(self) -> Sequence[Any]:
        """Every lock of the run."""
        return self._locks.all

    def ask(self) -> None:
        """Let the protections look at the trade that has just closed, and take over their locks."""
        parts, work = self._parts, self._work
        number = int(work.closed[_count(work, "closed") - 1])
        trade = closed_facts(parts, work, number)
        parts.clock.ms = round(trade.closed_at.timestamp() * 1000)
        parts.account.closed_profit = float(work.state["closed_profit"][0])
        self._guard.look(trade)
        for lock in self._locks.all[self._seen :]:
            if lock.side in (BOTH_SIDES, Direction.LONG.value):
                which = slice(None) if lock.pair == ALL_PAIRS else self._places[lock.pair]
                work.locked_ms[which] = np.maximum(work.locked_ms[which], round(lock.until.timestamp() * 1000))
        self._seen = len(self._locks.all)


def _settle(parts: Parts, work: Run) -> None:
    account = parts.account
    account.closed_profit = float(work.state["closed_profit"][0])
    account.tallies.rejected_signals = _count(work, "rejected")
    account.rejected.extend(rejected(work, _count(work, "rejected")))
    account.tallies.timedout_exit_orders = _count(work, "timedout_exits")
    note_changes(account.history, work, _count(work, "changes"))


def _count(work: Run, name: str) -> int:
    return int(work.state[name][0])
