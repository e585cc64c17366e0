"""The ways to simulate a run."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import cast

from bot.backtest.compiled.eligible import CODE, is_compilable, pays_off
from bot.backtest.loop import Detail, Simulation
from bot.backtest.outcome import SimTrade
from bot.backtest.parts import Parts
from bot.backtest.quiet import QuietSimulation, is_quiet
from bot.backtest.records import sim_trade
from bot.ports.progress import Progress

SCIPY = "scipy"


def simulated(
    parts: Parts,
    start_ms: int,
    end_ms: int,
    step_ms: int,
    progress: Progress,
    detail: Detail | None = None,
    *,
    compiled: bool | None = None,
    keeps_signals: bool = False,
) -> Sequence[SimTrade]:
    """The closed trades by the fastest way that gives them; all else is in the account afterwards.

    ``keeps_signals``: every rejected signal must be known.
    """
    is_wanted = pays_off(parts) if compiled is None else compiled
    if is_wanted and detail is None and is_compilable(parts):
        with _without_collecting(), _without_scipy():
            trades: Sequence[SimTrade] | None = import_module(CODE).run(parts, start_ms, end_ms, step_ms, progress)
        if trades is not None:
            return trades
    if detail is None and not keeps_signals and is_quiet(parts):
        QuietSimulation(parts, start_ms, end_ms, step_ms).run(progress)
    else:
        Simulation(parts, start_ms, end_ms, step_ms, detail).run(progress)
    return [sim_trade(position) for position in parts.account.closed]


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Loading machine code and making trades gives many objects that stay, and no user's code runs beside."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _without_scipy() -> Iterator[None]:
    """The compiler loads it for linear algebra wherever it is installed, and nothing here needs that.

    It takes a third as long as all else that the compiled simulation does. Who imports it later finds it.
    """
    if SCIPY in sys.modules:
        yield
        return
    sys.modules[SCIPY] = cast("ModuleType", None)
    try:
        yield
    finally:
        del sys.modules[SCIPY]
