"""What a hyperopt minimises: the class that files in ``hyperopts/`` derive from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


class IHyperOptLoss:
    """``results`` has a row per closed trade: pair, profit_ratio, profit_abs, stake_amount, open_date, close_date,
    trade_duration (minutes), exit_reason, enter_tag, is_short, leverage, amount, open_rate and close_rate.
    ``backtest_stats`` holds the totals of the result file; ``processed`` the candles by pair.
    """

    timeframe: str

    @staticmethod
    def hyperopt_loss_function(
        *,
        results: pd.DataFrame,
        trade_count: int,
        min_date: datetime,
        max_date: datetime,
        config: dict[str, Any],
        processed: Mapping[str, pd.DataFrame],
        backtest_stats: Mapping[str, Any],
        starting_balance: float,
        **kwargs: Any,
    ) -> float:
        """Smaller is better."""
        raise NotImplementedError  # users' classes give the loss; files that only name this one are told so
