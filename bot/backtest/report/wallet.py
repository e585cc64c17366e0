"""Statistics of the account's worth at each candle: they see what happens while trades are open."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from bot.backtest.report.account import DAY_MS
from bot.backtest.report.columns import Floats, Integers
from bot.backtest.report.falls import drawdown
from bot.backtest.report.spans import moment
from bot.stats.ratios import UNDEFINED, YEAR_DAYS
from bot.stats.sample import Sample


def wallet_stats(at_ms: Integers, balances: Floats) -> dict[str, Any]:
    """Nothing where the account was never looked at."""
    if not len(balances):
        return {}
    start = float(balances[0])
    fall = drawdown(np.diff(balances, prepend=start), at_ms, start)
    low, high = int(balances.argmin()), int(balances.argmax())
    growths = daily_growths(at_ms, balances)
    return {
        "start_balance": start,
        "end_balance": float(balances[-1]),
        "high_balance": float(balances[high]),
        "low_balance": float(balances[low]),
        "sharpe": growth_ratio(growths, growths),
        "sortino": growth_ratio(growths, growths[growths < 0]),
        "calmar": calmar(at_ms, balances, fall["max_relative_drawdown"]),
        "low_date": moment(int(at_ms[low])),
        "low_ts": int(at_ms[low]),
        "high_date": moment(int(at_ms[high])),
        "high_ts": int(at_ms[high]),
        **fall,
    }


def daily_growths(at_ms: Integers, balances: Floats) -> Floats:
    """Growth from each day's last balance to the next day's; a day without one keeps the balance."""
    days = at_ms // DAY_MS
    last = np.searchsorted(days, np.arange(days[0], days[-1] + 1), side="right") - 1
    closing = balances[last]
    before = closing[:-1]
    return np.divide(np.diff(closing), before, out=np.zeros(len(before)), where=before != 0)


def growth_ratio(growths: Floats, spread: Floats) -> float:
    """Mean daily growth over the deviation of ``spread``, per year: all days for Sharpe, losing ones for Sortino."""
    deviation = Sample(spread).deviation()
    return Sample(growths).mean / deviation * math.sqrt(YEAR_DAYS) if deviation else UNDEFINED


def calmar(at_ms: Integers, balances: Floats, max_drawdown_ratio: float) -> float:
    """Growth per day in percent over the deepest relative fall, per year."""
    days = max(1, int(at_ms[-1] - at_ms[0]) // DAY_MS)
    if not max_drawdown_ratio or not balances[0]:
        return UNDEFINED
    growth = float(balances[-1] - balances[0]) / float(balances[0])
    return growth / days * 100 / max_drawdown_ratio * math.sqrt(YEAR_DAYS)
