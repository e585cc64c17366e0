"""Losses that look at profit, and at profit beside drawdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.hyperopt.losses.curves import fall_of
from bot.strategy.loss import IHyperOptLoss

if TYPE_CHECKING:
    import pandas as pd

DRAWDOWN_WEIGHT = 0.1  # how much of the profit a drawdown of the whole account takes away


class OnlyProfitHyperOptLoss(IHyperOptLoss):
    """The sum of all profits, and nothing else."""

    @staticmethod
    def hyperopt_loss_function(*, results: pd.DataFrame, **_: Any) -> float:
        return -float(results["profit_abs"].sum())


class ProfitDrawDownHyperOptLoss(IHyperOptLoss):
    """The sum of all profits, less the more the account fell in between."""

    @staticmethod
    def hyperopt_loss_function(*, results: pd.DataFrame, starting_balance: float, **_: Any) -> float:
        total = float(results["profit_abs"].sum())
        fall = fall_of(results, starting_balance)
        return -(total - abs(total) * fall.greatest_ratio * (1 - DRAWDOWN_WEIGHT))
