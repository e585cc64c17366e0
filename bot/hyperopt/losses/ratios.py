"""Losses that look at return over risk, by trade."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.hyperopt.losses.curves import NEVER, SMALL_DEVIATION, SMALL_FALL, days_between, fall_of, per_year
from bot.strategy.loss import IHyperOptLoss

if TYPE_CHECKING:
    import pandas as pd


class SharpeHyperOptLoss(IHyperOptLoss):
    """Return per day over the deviation of the trades' profits, scaled to a year."""

    @staticmethod
    def hyperopt_loss_function(
        *, results: pd.DataFrame, min_date: datetime, max_date: datetime, starting_balance: float, **_: Any
    ) -> float:
        returns = results["profit_abs"].to_numpy(dtype=float) / starting_balance
        deviation = float(np.std(returns))
        if not deviation:
            return NEVER
        return -per_year(returns.sum() / days_between(min_date, max_date), max(deviation, SMALL_DEVIATION))


class SortinoHyperOptLoss(IHyperOptLoss):
    """Return per day over the deviation of the losing trades, scaled to a year."""

    @staticmethod
    def hyperopt_loss_function(
        *, results: pd.DataFrame, min_date: datetime, max_date: datetime, starting_balance: float, **_: Any
    ) -> float:
        returns = results["profit_abs"].to_numpy(dtype=float) / starting_balance
        lost = returns[returns < 0]
        deviation = float(np.std(lost)) if len(lost) else 0.0
        return -per_year(returns.sum() / days_between(min_date, max_date), max(deviation, SMALL_DEVIATION))


class CalmarHyperOptLoss(IHyperOptLoss):
    """Return per day over the deepest relative fall of the account."""

    @staticmethod
    def hyperopt_loss_function(
        *, results: pd.DataFrame, min_date: datetime, max_date: datetime, starting_balance: float, **_: Any
    ) -> float:
        fall = fall_of(results, starting_balance)
        share = float(results["profit_abs"].sum()) / starting_balance
        return -per_year(share / days_between(min_date, max_date), max(fall.ratio, SMALL_FALL))
