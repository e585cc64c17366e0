"""The compiled simulation makes the trades of the other one, to the last bit of every number."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.backtest.compiled.run import run
from bot.backtest.locks import SimLocks
from bot.backtest.loop import Simulation
from bot.backtest.parts import Parts
from bot.backtest.records import sim_trade
from bot.ports.progress import NoProgress
from tests.unit.backtest.random_runs import RandomRun

BATCH = 20


def changed(parts: Parts) -> tuple[object, ...]:
    """All that a simulation leaves behind beside its trades."""
    account, locks = parts.account, parts.locks
    assert isinstance(locks, SimLocks)
    history = account.history
    return (
        account.tallies.frozen(), account.closed_profit, account.rejected, history.totals, history.amounts, locks.all,
    )  # fmt: skip


def compare(made: RandomRun) -> int | None:
    """How many trades both make; nothing where the compiled one refuses."""
    compiled, stepwise = made.parts(), made.parts()
    trades = run(compiled, *made.span, NoProgress())
    if trades is None:
        assert changed(compiled) == changed(made.parts())
        return None
    Simulation(stepwise, *made.span).run(NoProgress())
    assert trades == [sim_trade(position) for position in stepwise.account.closed]
    assert changed(compiled) == changed(stepwise)
    return len(trades)


@given(batch=st.integers(min_value=0, max_value=1_000_000))
@settings(max_examples=100)
def test_any_run_without_callbacks_gives_the_same_trades_balances_and_locks(batch: int) -> None:
    for seed in range(BATCH * batch, BATCH * (batch + 1)):
        compare(RandomRun(seed))


def test_most_random_runs_are_ones_it_can_do() -> None:
    counts = [compare(RandomRun(seed)) for seed in range(100)]

    assert counts.count(None) < 20
    assert sum(count or 0 for count in counts) > 200


@pytest.mark.parametrize("broken", ["nan_step", "open_outside"])
def test_what_it_cannot_round_it_leaves_to_the_other_one(broken: str) -> None:
    made = RandomRun(next(seed for seed in range(100) if compare(RandomRun(seed))))
    for data in made.pairs:
        if broken == "nan_step":
            data.price_step[:] = np.nan
        else:
            data.high[:] = data.low / 2

    assert compare(made) is None
