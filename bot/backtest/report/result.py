"""The whole result of backtests, as clients and result files have it."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import numpy as np

from bot.backtest.outcome import Outcome, SimTrade
from bot.backtest.report.account import Account, account_of
from bot.backtest.report.columns import Columns, columns_of
from bot.backtest.report.entries import lock_entries, trade_entries
from bot.backtest.report.falls import trade_falls
from bot.backtest.report.holding import holding
from bot.backtest.report.options import account_options, ran_with, strategy_options
from bot.backtest.report.periods import breakdown, daily, day_facts
from bot.backtest.report.row import figures, row
from bot.backtest.report.tables import tables
from bot.backtest.report.wallet import wallet_stats
from bot.domain.amounts import currency_decimals, plain
from bot.stats.curve import longest_runs

Result = dict[str, Any]


def results(outcomes: Sequence[Outcome]) -> Result:
    """``metadata`` and ``strategy`` by strategy's name, and ``strategy_comparison`` with a row for each."""
    return {
        "metadata": {outcome.strategy: metadata(outcome) for outcome in outcomes},
        "strategy": {outcome.strategy: strategy_result(outcome) for outcome in outcomes},
        "strategy_comparison": [comparison(outcome) for outcome in outcomes],
    }


def metadata(outcome: Outcome) -> Result:
    """What a list of results shows; moments in epoch seconds."""
    notes = {"notes": outcome.notes} if outcome.notes else {}
    return {
        "run_id": outcome.run_id,
        "backtest_start_time": outcome.began_at_s,
        "timeframe": outcome.options.timeframe,
        "timeframe_detail": outcome.timeframe_detail or None,
        "backtest_start_ts": outcome.start_ms // 1000,
        "backtest_end_ts": outcome.end_ms // 1000,
        **notes,
    }


def comparison(outcome: Outcome) -> Result:
    """The strategy's row; the amount of the drawdown is a text there, with the decimals of the currency."""
    one = row(outcome.strategy, columns_of(outcome.trades), account_of(outcome))
    amount = plain(one["max_drawdown_abs"], currency_decimals(outcome.options.stake_currency))
    return {**one, **_final(outcome), "max_drawdown_abs": amount}


def strategy_result(outcome: Outcome) -> Result:
    """Everything about one strategy."""
    trades = sorted(outcome.trades, key=attrgetter("closed_ms"))
    columns, account = columns_of(trades), account_of(outcome)
    wins, losses = longest_runs(columns.profits)
    return {
        "trades": trade_entries(trades),
        "locks": lock_entries(outcome.locks),
        **tables(outcome, trades, columns, account),
        **_totals(trades, columns, account),
        **_ratios(outcome, columns, account),
        **ran_with(outcome, account.days),
        **account_options(outcome),
        **strategy_options(outcome),
        "periodic_breakdown": breakdown(columns),
        **day_facts(daily(columns)),
        **_counted(columns),
        **holding(columns),
        "max_consecutive_wins": wins,
        "max_consecutive_losses": losses,
        **trade_falls(columns, account.starting_balance),
    }


def _totals(trades: Sequence[SimTrade], columns: Columns, account: Account) -> Result:
    is_short = np.array([trade.is_short for trade in trades], dtype=bool)
    long, short = float(columns.profits[~is_short].sum()), float(columns.profits[is_short].sum())
    count, total = len(trades), float(columns.profits.sum())
    return {
        "total_trades": count,
        "trade_count_long": count - int(is_short.sum()),
        "trade_count_short": int(is_short.sum()),
        "total_volume": float(sum(order.cost for trade in trades for order in trade.orders)),
        "avg_stake_amount": sum(trade.stake_amount for trade in trades) / count if count else 0.0,
        "profit_mean": float(columns.ratios.mean()) if count else 0.0,
        "profit_median": float(np.median(columns.ratios)) if count else 0.0,
        "profit_total": account.share(total),
        "profit_total_long": account.share(long),
        "profit_total_short": account.share(short),
        "profit_total_abs": total,
        "profit_total_long_abs": long,
        "profit_total_short_abs": short,
    }


def _ratios(outcome: Outcome, columns: Columns, account: Account) -> Result:
    known = figures(columns, account, outcome.final_balance)
    names = ("cagr", "expectancy", "expectancy_ratio", "sortino", "sharpe", "calmar", "sqn", "p_value")
    return {
        **{name: known[name] for name in names},
        "wallet_stats": wallet_stats(outcome.wallet_ms, outcome.wallet_total),
        "profit_factor": known["profit_factor"],
    }


def _final(outcome: Outcome) -> Result:
    account = account_of(outcome)
    return {"cagr": figures(columns_of(()), account, outcome.final_balance)["cagr"]}


def _counted(columns: Columns) -> Result:
    wins, losses = int((columns.profits > 0).sum()), int((columns.profits < 0).sum())
    count = len(columns)
    return {
        "wins": wins,
        "losses": losses,
        "draws": count - wins - losses,
        "winrate": wins / count if count else 0.0,
    }
