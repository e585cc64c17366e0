"""Falls and runs of a column of profits."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stats.curve import DeepestFall, deepest_fall, longest_runs
from bot.stats.drawdown import FallTrack
from tests.builders import T0

amounts = st.lists(st.integers(-5000, 5000).map(lambda cents: cents / 100), max_size=40)


def column(*profits: float) -> np.ndarray:
    return np.array(profits, dtype=np.float64)


def test_the_deepest_fall_is_the_one_with_the_greatest_amount():
    fall = deepest_fall(column(10, -30, 50, -40, 5), 100.0)
    assert (fall.amount, fall.high, fall.low, fall.high_at, fall.low_at) == (40, 30, -10, 2, 3)
    assert fall.ratio == pytest.approx(40 / 130)


def test_a_shallower_fall_may_have_the_greater_ratio():
    fall = deepest_fall(column(-50, 1000, -60), 100.0)
    assert (fall.amount, fall.ratio, fall.greatest_ratio) == (60, pytest.approx(60 / 1050), 0.5)


def test_a_fall_from_the_start_begins_with_the_first_trade():
    fall = deepest_fall(column(-1, -2), 100.0)
    assert (fall.amount, fall.high, fall.low, fall.high_at, fall.low_at) == (3, 0, -3, 0, 1)


@pytest.mark.parametrize("profits", [(), (1, 2, 0, 3), (0, 0)])
def test_what_never_falls_has_no_fall(profits):
    assert deepest_fall(column(*profits), 100.0) == DeepestFall()


def test_without_a_balance_a_fall_relates_to_its_high():
    assert deepest_fall(column(-1, 5, -2), 0.0).ratio == 0.5


@given(amounts)
def test_it_agrees_with_the_running_picture_of_live_trading(profits):
    track = FallTrack()
    for hour, profit in enumerate(profits):
        track.add(profit, T0 + timedelta(hours=hour))
    live, column_ = track.picture().deepest(1000.0), deepest_fall(column(*profits), 1000.0)
    assert column_.amount == pytest.approx(live.amount, abs=1e-9)
    assert column_.ratio == pytest.approx(live.ratio, abs=1e-12)


@pytest.mark.parametrize(
    ("profits", "runs"),
    [((), (0, 0)), ((1, 2, -1, 0, -1, 3), (2, 3)), ((0.0,), (0, 1)), ((1,), (1, 0))],
)
def test_runs_of_winners_and_of_all_others(profits, runs):
    assert longest_runs(column(*profits)) == runs
