"""Profits by tag, reason and pair: the groups 0 to 5 that users of such tools know."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import pandas as pd

from bot.errors import Refused

KEYS: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {
        1: ("enter_reason",),
        2: ("enter_reason", "exit_reason"),
        3: ("pair", "enter_reason"),
        4: ("pair", "enter_reason", "exit_reason"),
        5: ("exit_reason",),
    }
)
GROUPS = (0, *KEYS)


def group(number: int, trades: pd.DataFrame) -> pd.DataFrame:
    """One of the tables; raises ``Refused`` for another number."""
    if number not in GROUPS:
        raise Refused(f"'{number}' is no group of an analysis (allowed: {', '.join(map(str, GROUPS))}).")
    return _wins_and_losses(trades) if number == 0 else _profits(number, trades)


def _wins_and_losses(trades: pd.DataFrame) -> pd.DataFrame:
    """The tag with the fewest trades first."""
    rows = [
        {"enter_reason": reason, **_tally(profits)} for reason, profits in trades.groupby("enter_reason")["profit_abs"]
    ]
    table = pd.DataFrame(rows, columns=["enter_reason", *_tally(pd.Series(dtype=float))])
    return table.sort_values("total_num_buys", kind="stable", ignore_index=True)


def _tally(profits: pd.Series[float]) -> dict[str, float]:
    """What is no win counts as a loss; the expectancy ratio is per unit lost, without end where nothing is."""
    won, lost = profits[profits > 0], profits[profits <= 0]
    count = len(profits)
    mean_win, mean_loss = _mean(won), _mean(lost)
    rate = len(won) / count if count else 0.0
    return {
        "total_num_buys": count,
        "wins": len(won),
        "losses": len(lost),
        "profit_abs_wins": float(won.sum()),
        "profit_abs_loss": float(lost.sum()),
        "profit_tot": float(profits.sum()),
        "wl_ratio_pct": rate * 100,
        "avg_win": mean_win,
        "avg_loss": mean_loss,
        "exp_ratio": (1 + mean_win / abs(mean_loss)) * rate - 1 if mean_loss else math.inf,
    }


def _mean(values: pd.Series[float]) -> float:
    return float(values.mean()) if len(values) else 0.0


def _profits(number: int, trades: pd.DataFrame) -> pd.DataFrame:
    """The least profitable first; by exit reason alone, in the order of the alphabet."""
    keys = list(KEYS[number])
    made: Mapping[str, tuple[str, str | Callable[[pd.Series[float]], float]]] = {
        "num_buys": ("profit_abs", "count"),
        "profit_abs_sum": ("profit_abs", "sum"),
        "profit_abs_median": ("profit_abs", "median"),
        "profit_abs_mean": ("profit_abs", "mean"),
        "median_profit_pct": ("profit_ratio", "median"),
        "mean_profit_pct": ("profit_ratio", "mean"),
        "total_profit_pct": ("profit_ratio", "sum"),
    }
    table = trades.astype({"profit_abs": float, "profit_ratio": float}).groupby(keys).agg(**made).reset_index()
    percents = [name for name in table.columns if name.endswith("_pct")]
    table[percents] = table[percents] * 100
    return table if number == 5 else table.sort_values("profit_abs_sum", kind="stable", ignore_index=True)
