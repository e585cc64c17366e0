"""Losses that look at how far the account falls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.hyperopt.losses.curves import SMALL_FALL, fall_of
from bot.strategy.loss import IHyperOptLoss

if TYPE_CHECKING:
    import pandas as pd


class MaxDrawDownHyperOptLoss(IHyperOptLoss):
    """Profit per unit of the deepest fall of the account."""

    @staticmethod
    def hyperopt_loss_function(*, results: pd.DataFrame, starting_balance: float, **_: Any) -> float:
        return -profit_per_fall(results, starting_balance)


class MaxDrawDownRelativeHyperOptLoss(IHyperOptLoss):
    """Profit per unit of the deepest fall, less where that is deep beside what the account held."""

    @staticmethod
    def hyperopt_loss_function(*, results: pd.DataFrame, starting_balance: float, **_: Any) -> float:
        reached = profit_per_fall(results, starting_balance)
        kept = 1 - min(fall_of(results, starting_balance).greatest_ratio, 1.0)
        return -(reached * kept if reached > 0 else reached * (2 - kept))


class MaxDrawDownPerPairHyperOptLoss(IHyperOptLoss):
    """Profit per unit of the deepest fall of the worst pair, so that no pair pays for the others."""

    @staticmethod
    def hyperopt_loss_function(*, results: pd.DataFrame, starting_balance: float, **_: Any) -> float:
        pairs = (trades for _, trades in results.groupby("pair"))
        return -min((profit_per_fall(trades, starting_balance) for trades in pairs), default=0.0)


def profit_per_fall(results: pd.DataFrame, starting_balance: float) -> float:
    """Both in stake currency; a fall counts as a thousandth of the starting balance at least."""
    fall = fall_of(results, starting_balance)
    return float(results["profit_abs"].sum()) / max(fall.amount, SMALL_FALL * starting_balance)
