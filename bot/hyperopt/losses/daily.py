"""Losses that look at return over risk, by day: days without a trade count."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.hyperopt.losses.curves import NEVER, SMALL_DEVIATION, daily_returns, per_year
from bot.strategy.loss import IHyperOptLoss

if TYPE_CHECKING:
    import pandas as pd


class SharpeHyperOptLossDaily(IHyperOptLoss):
    """Mean return of a day over the deviation of all days, scaled to a year."""

    @staticmethod
    def hyperopt_loss_function(
        *, results: pd.DataFrame, min_date: datetime, max_date: datetime, starting_balance: float, **_: Any
    ) -> float:
        returns = daily_returns(results, min_date, max_date, starting_balance)
        deviation = float(np.std(returns))
        return -per_year(float(returns.mean()), max(deviation, SMALL_DEVIATION)) if deviation else NEVER


class SortinoHyperOptLossDaily(IHyperOptLoss):
    """Mean return of a day over how far falling days fall, scaled to a year."""

    @staticmethod
    def hyperopt_loss_function(
        *, results: pd.DataFrame, min_date: datetime, max_date: datetime, starting_balance: float, **_: Any
    ) -> float:
        returns = daily_returns(results, min_date, max_date, starting_balance)
        risk = float(np.sqrt(np.mean(np.minimum(returns, 0.0) ** 2)))
        return -per_year(float(returns.mean()), max(risk, SMALL_DEVIATION))
