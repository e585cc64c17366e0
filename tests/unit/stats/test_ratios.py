"""Ratios over arrays and over running sums are the same; what is not defined says so."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stats.ratios import Moments, yearly_growth
from bot.stats.sample import Sample

values = st.lists(st.integers(-5000, 5000).map(lambda cents: cents / 100), max_size=30)


@given(values)
def test_both_ways_of_adding_up_agree(profits):
    moments, sample = Moments(), Sample(np.array(profits, dtype=np.float64))
    for profit in profits:
        moments = moments.with_value(profit)
    assert (sample.count, sample.total, sample.mean) == pytest.approx((moments.count, moments.total, moments.mean))
    for is_sample in (False, True):
        assert sample.deviation(is_sample=is_sample) == pytest.approx(moments.deviation(is_sample=is_sample), abs=1e-4)


def test_equal_values_have_no_spread_whatever_rounding_says():
    assert Sample(np.full(7, 0.1)).deviation() == 0.0


def test_nearly_equal_values_have_one():
    assert Sample(np.array([1.00001, 1.00002])).deviation() == pytest.approx(5e-6, rel=1e-9)


def test_growth_is_per_year():
    assert yearly_growth(100.0, 110.0, 365) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("starting", "final", "days"), [(0.0, 1.0, 1), (-1.0, 1.0, 1), (1.0, -1.0, 1), (1e-5, 1e300, 1), (1.0, 2.0, 0)]
)
def test_growth_that_means_nothing_is_zero(starting, final, days):
    assert yearly_growth(starting, final, days) == 0.0
