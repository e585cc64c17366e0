"""One row of a table: what a group of trades came to. The same numbers stand in every table."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.backtest.report.account import Account
from bot.backtest.report.columns import Columns
from bot.stats import ratios
from bot.stats.curve import deepest_fall
from bot.stats.sample import Sample
from bot.stats.ttest import mean_p_value

TOTAL = "TOTAL"


def row(key: object, columns: Columns, account: Account) -> dict[str, Any]:
    """The numbers of ``columns``, related to the account's starting balance and the backtest's days."""
    return {"key": key, **_profit(columns, account), **_counts(columns), **figures(columns, account)}


def figures(columns: Columns, account: Account, final_balance: float | None = None) -> dict[str, float]:
    """Ratios of a group of trades; without ``final_balance`` the account ends with the group's profit alone."""
    profits = Sample(columns.profits)
    won, lost = Sample(columns.profits[columns.profits > 0]), Sample(columns.profits[columns.profits < 0])
    starting, days = account.starting_balance, account.days
    fall = deepest_fall(columns.profits, starting)
    expected, expected_ratio = ratios.expectancy(len(columns), won, lost)
    final = starting + profits.total if final_balance is None else final_balance
    return {
        "cagr": ratios.yearly_growth(starting, final, days),
        "expectancy": expected,
        "expectancy_ratio": expected_ratio,
        "sortino": ratios.sharpe(profits, lost, starting, days),
        "sharpe": ratios.sharpe(profits, profits, starting, days),
        "calmar": ratios.calmar(profits, fall.ratio, starting, days),
        "sqn": ratios.sqn(profits, starting),
        "p_value": mean_p_value(profits),
        "profit_factor": profit_factor(won.total, lost.total),
        "max_drawdown_account": fall.ratio,
        "max_drawdown_abs": fall.amount,
    }


def profit_factor(won: float, lost: float) -> float:
    """Money won per unit of money lost; 0 without losses."""
    return won / abs(lost) if lost else 0.0


def _profit(columns: Columns, account: Account) -> dict[str, Any]:
    total = float(columns.profits.sum())
    mean = float(columns.ratios.mean()) if len(columns) else 0.0
    share = account.share(total)
    return {
        "trades": len(columns),
        "profit_mean": mean,
        "profit_mean_pct": round(mean * 100, 2),
        "profit_total_abs": total,
        "profit_total": share,
        "profit_total_pct": round(share * 100, 2),
        "duration_avg": str(mean_held(columns)) if len(columns) else "0:00",
    }


def mean_held(columns: Columns) -> timedelta:
    """In whole minutes."""
    return timedelta(minutes=round(float(columns.minutes.mean()))) if len(columns) else timedelta(0)


def _counts(columns: Columns) -> dict[str, Any]:
    wins, losses = int((columns.profits > 0).sum()), int((columns.profits < 0).sum())
    return {
        "wins": wins,
        "draws": len(columns) - wins - losses,
        "losses": losses,
        "winrate": wins / len(columns) if len(columns) else 0.0,
    }
