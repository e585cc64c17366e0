"""A loss that looks at how long trades last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.strategy.loss import IHyperOptLoss

if TYPE_CHECKING:
    import pandas as pd

LONG_MIN = 300.0  # a mean duration beyond which nothing gets worse
DURATION_WEIGHT = 0.4
GREAT_PROFIT = 3.0  # a sum of the trades' profit ratios that leaves nothing to wish for


class ShortTradeDurHyperOptLoss(IHyperOptLoss):
    """Profit by ratios and short trades: 0 is a strategy that leaves nothing to wish for."""

    @staticmethod
    def hyperopt_loss_function(*, results: pd.DataFrame, **_: Any) -> float:
        missing = max(0.0, 1 - float(results["profit_ratio"].sum()) / GREAT_PROFIT)
        minutes = float(results["trade_duration"].mean()) if len(results) else LONG_MIN
        return missing + DURATION_WEIGHT * min(minutes / LONG_MIN, 1.0)


class DefaultHyperOptLoss(ShortTradeDurHyperOptLoss):
    """ShortTradeDurHyperOptLoss under its old name."""
