"""Curves of the HTML report."""

from __future__ import annotations

import numpy as np
import pytest

from bot.backtest.report.html.charts import closed_curve, profits_by, profits_by_month
from bot.backtest.report.html.curve import Curve
from bot.backtest.report.result import strategy_result
from tests.outcomes import START_MS, a_sim_trade, an_outcome, trades_after


def a_curve(*values: float) -> Curve:
    return Curve(START_MS + 60_000 * np.arange(len(values)), np.array(values, dtype=np.float64))


def test_a_short_curve_stays_as_it_is():
    curve = a_curve(1, 2, 3)
    assert curve.thinned() is curve
    assert curve.dates()[1] == "2026-10-01T00:01:00"


def test_a_long_curve_keeps_ends_and_extremes():
    values = np.sin(np.linspace(0, 40, 10_000))
    values[1234], values[8765] = 50.0, -50.0
    thin = a_curve(*values).thinned(100)
    assert len(thin.values) <= 102
    assert (thin.values.max(), thin.values.min()) == (50.0, -50.0)
    assert (thin.values[0], thin.values[-1]) == (values[0], values[-1])
    assert (np.diff(thin.at_ms) > 0).all()


def test_falls_are_ratios_of_the_high():
    assert a_curve(100, 80, 110, 99).falls().values.tolist() == pytest.approx([0, -0.2, 0, -0.1])
    assert len(a_curve().falls().values) == 0


def test_closed_trades_make_a_curve_from_the_start():
    one = strategy_result(an_outcome(*trades_after((2, 5.0), (4, -1.0))))
    curve = closed_curve(one)
    assert curve.values.tolist() == [1000.0, 1005.0, 1004.0]
    assert curve.at_ms[0] == START_MS


def test_of_very_many_pairs_the_best_and_the_worst_are_drawn():
    trades = [a_sim_trade(float(number - 50), pair=f"P{number}/USDT") for number in range(100)]
    one = strategy_result(an_outcome(*trades, pairs=()))
    figure = profits_by("Profit by pair", one["results_per_pair"], "USDT")
    assert len(figure.data[0].x) == 40
    assert (figure.data[0].x[0], figure.data[0].x[-1]) == ("P99/USDT", "P0/USDT")
    assert "the best and the worst 20" in figure.layout.title.text


def test_months_are_drawn_in_order():
    one = strategy_result(an_outcome(*trades_after((1, 1.0), (24 * 40, -2.0))))
    assert list(profits_by_month(one).data[0].x) == ["2026-10", "2026-11"]
