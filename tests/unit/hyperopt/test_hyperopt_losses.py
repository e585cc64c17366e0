"""Loss functions: better trades have a smaller loss."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from bot.errors import Refused
from bot.hyperopt.losses.registry import SHIPPED, loss_function, loss_functions
from tests.builders import T0

NAMES = [loss.__name__ for loss in SHIPPED]
DAYS = 30


def trades(*profits: float, pairs: Sequence[str] = ("BTC/USDT",), minutes: int = 60) -> pd.DataFrame:
    """One trade a day with these profits; the pairs take turns."""
    closed = [T0 + timedelta(days=day, minutes=minutes) for day in range(len(profits))]
    return pd.DataFrame(
        {
            "pair": [pairs[day % len(pairs)] for day in range(len(profits))],
            "profit_abs": list(profits),
            "profit_ratio": [profit / 100 for profit in profits],
            "trade_duration": [minutes] * len(profits),
            "open_date": pd.to_datetime([T0 + timedelta(days=day) for day in range(len(profits))], utc=True),
            "close_date": pd.to_datetime(closed, utc=True),
        }
    )


def loss(name: str, results: pd.DataFrame) -> float:
    """By the function of this name, on an account of 1000 and over 30 days."""
    return loss_function(name, []).hyperopt_loss_function(
        results=results,
        trade_count=len(results),
        min_date=T0,
        max_date=T0 + timedelta(days=DAYS),
        config={},
        processed={},
        backtest_stats={},
        starting_balance=1000.0,
    )


GOOD = trades(5, 6, -1, 5, 7, -1, 5, 6)
BAD = trades(-5, 3, -6, 2, -5, 1, -4, 2)


@pytest.mark.parametrize("name", NAMES)
def test_a_good_run_is_better_than_a_bad_one(name: str) -> None:
    assert loss(name, GOOD) < loss(name, BAD)


@pytest.mark.parametrize("name", NAMES)
def test_no_run_breaks_a_function(name: str) -> None:
    for profits in ((5.0,), (-5.0,), (0.0, 0.0), (5.0, 5.0), (-1e-9, 5.0)):
        assert abs(loss(name, trades(*profits))) < 100_000


def test_only_profit_is_the_profit() -> None:
    assert loss("OnlyProfitHyperOptLoss", GOOD) == -32


def test_a_deep_fall_costs() -> None:
    even, deep = trades(5, 5, 5, 5, 5, 5), trades(30, -40, -20, 20, 20, 20)
    for name in NAMES:
        if "Draw" in name or "Calmar" in name or "Sortino" in name:
            assert loss(name, even) < loss(name, deep), name


def test_the_worst_pair_counts() -> None:
    both, one = trades(5, 5, -1, -1, 5, 5, pairs=("A", "B")), trades(9, -1, -1, -1, 9, -1, pairs=("A", "B"))
    assert loss("MaxDrawDownPerPairHyperOptLoss", both) < loss("MaxDrawDownPerPairHyperOptLoss", one)


def test_short_trades_are_better_than_long_ones() -> None:
    name = "ShortTradeDurHyperOptLoss"
    assert loss(name, trades(5, 5, minutes=10)) < loss(name, trades(5, 5, minutes=200))
    assert loss("DefaultHyperOptLoss", GOOD) == loss(name, GOOD)


def test_days_without_a_trade_count() -> None:
    busy, idle = trades(*[5, 4] * 15), trades(75, 60)
    assert loss("SharpeHyperOptLossDaily", busy) < loss("SharpeHyperOptLossDaily", idle)


OWN = """
from freqtrade.optimize.hyperopt import IHyperOptLoss

class Mine(IHyperOptLoss):
    '''What I like.'''

    @staticmethod
    def hyperopt_loss_function(results, trade_count, *args, **kwargs):
        return -trade_count
"""


def test_a_file_of_the_users_brings_another(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(OWN)
    (tmp_path / "broken.py").write_text("x = 1 / 0\n")
    assert loss_function("Mine", [tmp_path]).__name__ == "Mine"
    found = {one.name: one for one in loss_functions([tmp_path])}
    assert (found["Mine"].description, found["Mine"].path) == ("What I like.", tmp_path / "mine.py")
    assert "line 1: ZeroDivisionError" in str(found["broken"].error)
    assert set(NAMES) < set(found)


def test_an_unknown_name_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="did you mean SharpeHyperOptLoss"):
        loss_function("SharpHyperOptLoss", [tmp_path])
    with pytest.raises(Refused, match="allowed: CalmarHyperOptLoss, DefaultHyperOptLoss"):
        loss_function("?", [tmp_path])


def test_positional_arguments_are_not_needed() -> None:
    values: dict[str, Any] = {"results": GOOD, "starting_balance": 1000.0, "unknown": 1}
    assert loss_function("OnlyProfitHyperOptLoss", []).hyperopt_loss_function(**values) == -32
