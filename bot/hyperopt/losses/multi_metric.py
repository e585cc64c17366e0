"""A loss that looks at many sides at once."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from bot.hyperopt.losses.curves import fall_of
from bot.strategy.loss import IHyperOptLoss

if TYPE_CHECKING:
    import pandas as pd

ENOUGH_TRADES = 50
FACTOR_CAP = 10.0  # profit factors and expectancies above say little more


class MultiMetricHyperOptLoss(IHyperOptLoss):
    """Profit, times how good each side of it is: profit factor, expectancy, share of winners, drawdown, number."""

    @staticmethod
    def hyperopt_loss_function(*, results: pd.DataFrame, starting_balance: float, **_: Any) -> float:
        profits = results["profit_abs"].to_numpy(dtype=float)
        total = float(profits.sum())
        if not len(profits) or total <= 0:
            return -total
        won, lost = float(profits[profits > 0].sum()), -float(profits[profits < 0].sum())
        factor = min(won / lost, FACTOR_CAP) if lost else FACTOR_CAP
        win_rate = float((profits > 0).mean())
        expectancy = min(total / lost, FACTOR_CAP) if lost else FACTOR_CAP
        kept = 1 - min(fall_of(results, starting_balance).greatest_ratio, 1.0)
        enough = min(len(profits) / ENOUGH_TRADES, 1.0)
        return -total * math.log1p(factor) * math.log1p(expectancy) * win_rate * kept * enough
