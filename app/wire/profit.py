"""Profit: each number under the names that clients of each age read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.wire.dates import ago, milliseconds, text
from bot.service.profit import Period, Periods, ProfitByDirection, ProfitSummary, Ratios, Result
from bot.stats.model import Drawdown


def summary(profit: ProfitSummary) -> dict[str, Any]:
    """``/profit``."""
    best = profit.best
    best_ratio = (best.profit_ratio or 0.0) if best else 0.0
    return {
        **_result("closed", profit.closed),
        **_result("all", profit.all),
        "trade_count": profit.trade_count,
        "closed_trade_count": profit.closed_count,
        **_moment("first_trade", profit.first_at, profit.now),
        **_moment("latest_trade", profit.last_at, profit.now),
        "avg_duration": str(profit.duration_mean),
        "best_pair": best.key if best else "",
        "best_rate": round(best_ratio * 100, 2),
        "best_pair_profit_ratio": best_ratio,
        "best_pair_profit_abs": float(best.profit_amount) if best else 0.0,
        "winning_trades": profit.wins,
        "losing_trades": profit.losses,
        "profit_factor": profit.profit_factor,
        "winrate": float(profit.win_ratio),
        **_ratios(profit.ratios),
        **_drawdown(profit.drawdown),
        "trading_volume": float(profit.volume),
        "bot_start_timestamp": milliseconds(profit.bot_start_at) or 0,
        "bot_start_date": text(profit.bot_start_at) or "",
    }


def by_direction(found: ProfitByDirection) -> dict[str, Any]:
    """``/profit_all``."""
    return {
        "all": summary(found.all),
        "long": summary(found.long) if found.long else None,
        "short": summary(found.short) if found.short else None,
    }


def periods(found: Periods) -> dict[str, Any]:
    """``/daily``, ``/weekly`` and ``/monthly``."""
    return {
        "data": [_period(row) for row in found.rows],
        "fiat_display_currency": found.fiat_currency,
        "stake_currency": found.stake_currency,
    }


def _result(name: str, result: Result) -> dict[str, Any]:
    return {
        f"profit_{name}_coin": _number(result.amount),
        f"profit_{name}_percent_mean": _percent(result.ratio_mean),
        f"profit_{name}_ratio_mean": _number(result.ratio_mean),
        f"profit_{name}_percent_sum": _percent(result.ratio_sum),
        f"profit_{name}_ratio_sum": _number(result.ratio_sum),
        f"profit_{name}_percent": _percent(result.account_ratio),
        f"profit_{name}_ratio": _number(result.account_ratio),
        f"profit_{name}_fiat": 0.0,
    }


def _moment(name: str, moment: datetime | None, now: datetime) -> dict[str, Any]:
    return {
        f"{name}_date": text(moment) or "",
        f"{name}_humanized": ago(moment, now) if moment else "",
        f"{name}_timestamp": milliseconds(moment) or 0,
    }


def _ratios(ratios: Ratios) -> dict[str, Any]:
    return {
        "expectancy": float(ratios.expectancy),
        "expectancy_ratio": float(ratios.expectancy_ratio),
        "sharpe": float(ratios.sharpe),
        "sortino": float(ratios.sortino),
        "sqn": float(ratios.sqn),
        "calmar": float(ratios.calmar),
        "cagr": float(ratios.cagr),
    }


def _drawdown(drawdown: Drawdown) -> dict[str, Any]:
    return {
        "max_drawdown": float(drawdown.ratio),
        "max_drawdown_abs": float(drawdown.amount),
        "max_drawdown_start": text(drawdown.high_at) or "",
        "max_drawdown_start_timestamp": milliseconds(drawdown.high_at) or 0,
        "max_drawdown_end": text(drawdown.low_at) or "",
        "max_drawdown_end_timestamp": milliseconds(drawdown.low_at) or 0,
        "current_drawdown": float(drawdown.current_ratio),
        "current_drawdown_abs": float(drawdown.current_amount),
        "current_drawdown_high": float(drawdown.current_high),
        "current_drawdown_start": text(drawdown.current_high_at) or "",
        "current_drawdown_start_timestamp": milliseconds(drawdown.current_high_at) or 0,
    }


def _period(row: Period) -> dict[str, Any]:
    return {
        "date": row.first_day.isoformat(),
        "abs_profit": float(row.amount),
        "rel_profit": float(row.ratio),
        "starting_balance": float(row.starting_balance),
        "fiat_value": 0.0,
        "trade_count": row.trade_count,
    }


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _percent(ratio: float | None) -> float | None:
    return None if ratio is None else round(ratio * 100, 2)
