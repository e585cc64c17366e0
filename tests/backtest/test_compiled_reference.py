"""The recorded runs without callbacks come out the same by machine code and step by step."""

from __future__ import annotations

import numpy as np
import pytest

from tests.backtest.running import run
from tests.backtest.test_reference_trades import pairs_of

PLAIN = ("RefRoiStop", "RefTrailing", "RefInformed", "RefProtected")


@pytest.mark.parametrize("dataset", ["waves", "walk"])
@pytest.mark.parametrize("strategy", PLAIN)
def test_both_simulations_give_one_outcome(strategy, dataset, candle_folders, caplog):
    compiled, stepwise = (
        run(
            strategy, candle_folders[dataset], pairs_of(dataset), timerange="20261001-20261031",
            enable_protections=True, compiled=is_compiled,
        )
        for is_compiled in (True, False)
    )  # fmt: skip

    assert len(compiled.trades) > 200
    assert compiled.trades == stepwise.trades
    assert compiled.counters == stepwise.counters
    assert compiled.locks == stepwise.locks
    assert compiled.final_balance == stepwise.final_balance
    assert np.array_equal(compiled.wallet_total, stepwise.wallet_total)
    assert "takes over" not in caplog.text
