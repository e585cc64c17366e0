"""Trades by the day, week, month, year and weekday of their closing (UTC)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from bot.backtest.report.account import DAY_MS
from bot.backtest.report.columns import Columns, Floats, Integers
from bot.backtest.report.row import profit_factor

EPOCH = date(1970, 1, 1)  # a Thursday
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PERIODS = ("day", "week", "month", "year", "weekday")
PLACES = 8


@dataclass(frozen=True, slots=True)
class Period:
    """Trades of one period; ``day`` is its label, in days since 1970, or 0 for Monday to 6 for Sunday."""

    day: int
    profit: float
    ratio: float
    wins: int
    draws: int
    losses: int
    profit_factor: float


def breakdown(columns: Columns) -> dict[str, list[dict[str, Any]]]:
    """All periods from the first closing to the last; of weekdays, those on which something closed."""
    days = columns.closed_ms // DAY_MS
    calendar: Mapping[str, list[Period]] = {
        "day": daily(columns),
        "week": _weekly(columns, days),
        "month": _by_calendar(columns, days, "M"),
        "year": _by_calendar(columns, days, "Y"),
    }
    shown = {name: [_shown(one) for one in periods] for name, periods in calendar.items()}
    return {**shown, "weekday": [_weekday(one) for one in _weekdays(columns, days)]}


def daily(columns: Columns) -> list[Period]:
    """Every day from the first closing to the last."""
    days = columns.closed_ms // DAY_MS
    return _periods(columns, days, np.arange(days.min(), days.max() + 1)) if len(columns) else []


def _weekly(columns: Columns, days: Integers) -> list[Period]:
    """Weeks from Tuesday to Monday, which is their label: what closes on a Monday belongs to that day."""
    if not len(columns):
        return []
    mondays = days + (4 - days) % 7
    return _periods(columns, mondays, np.arange(mondays.min(), mondays.max() + 1, 7))


def _by_calendar(columns: Columns, days: Integers, unit: str) -> list[Period]:
    """Months or years, labelled by their last day."""
    if not len(columns):
        return []
    numbers = days.astype("M8[D]").astype(f"M8[{unit}]").astype(np.int64)
    labels = np.arange(numbers.min(), numbers.max() + 1)
    found = _periods(columns, numbers, labels)
    lasts = (labels + 1).astype(f"M8[{unit}]").astype("M8[D]").astype(np.int64) - 1
    return [_labelled(one, int(last)) for one, last in zip(found, lasts, strict=True)]


def _weekdays(columns: Columns, days: Integers) -> list[Period]:
    found = _periods(columns, (days + 3) % 7, np.arange(7)) if len(columns) else []
    return [one for one in found if one.wins or one.draws or one.losses]


def _periods(columns: Columns, numbers: Integers, labels: Integers) -> list[Period]:
    """Sums for each of ``labels``, which stand at even distances; ``numbers`` says where a trade belongs."""
    step = int(labels[1] - labels[0]) if len(labels) > 1 else 1
    places = (numbers - labels[0]) // step
    profits = columns.profits

    def sums(values: Floats) -> list[float]:
        return list(map(float, np.bincount(places, values, minlength=len(labels))))

    def counts(is_hit: Any) -> list[int]:
        return list(map(int, np.bincount(places[is_hit], minlength=len(labels))))

    won, lost = sums(np.maximum(profits, 0)), sums(np.minimum(profits, 0))
    wins, draws, losses = counts(profits > 0), counts(profits == 0), counts(profits < 0)
    factors = map(profit_factor, won, lost)
    table = zip(labels, sums(profits), sums(columns.ratios), wins, draws, losses, factors, strict=True)
    return [Period(int(label), *rest) for label, *rest in table]


def _labelled(one: Period, day: int) -> Period:
    return Period(day, one.profit, one.ratio, one.wins, one.draws, one.losses, one.profit_factor)


def _shown(one: Period) -> dict[str, Any]:
    label = EPOCH + timedelta(days=one.day)
    return {"date": f"{label:%d/%m/%Y}", "date_ts": one.day * DAY_MS, **_numbers(one)}


def _weekday(one: Period) -> dict[str, Any]:
    return {"date": WEEKDAYS[one.day], "date_ts": one.day, **_numbers(one)}


def _numbers(one: Period) -> dict[str, Any]:
    return {
        "profit_abs": round(one.profit, PLACES),
        "wins": one.wins,
        "draws": one.draws,
        "losses": one.losses,
        "trades": one.wins + one.draws + one.losses,
        "profit_factor": round(one.profit_factor, PLACES),
    }


def day_facts(days: Sequence[Period]) -> dict[str, Any]:
    """The best and the worst day, and how many ended with a profit, without one, and with a loss."""
    profits = [round(one.profit, PLACES) for one in days]
    ratios = [one.ratio for one in days]
    facts = {
        "backtest_best_day": max(ratios, default=0.0),
        "backtest_worst_day": min(ratios, default=0.0),
        "backtest_best_day_abs": max(profits, default=0.0),
        "backtest_worst_day_abs": min(profits, default=0.0),
        "winning_days": sum(profit > 0 for profit in profits),
        "draw_days": sum(profit == 0 for profit in profits),
        "losing_days": sum(profit < 0 for profit in profits),
    }
    if not days:
        return {**facts, "daily_profit_list": []}
    labels = [(EPOCH + timedelta(days=one.day)).isoformat() for one in days]
    return {**facts, "daily_profit": [list(pair) for pair in zip(labels, profits, strict=True)]}
