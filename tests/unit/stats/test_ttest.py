"""The t-test against SciPy's values, and against what must hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stats.sample import Sample
from bot.stats.ttest import incomplete_beta, mean_p_value


def sample(*values: float) -> Sample:
    return Sample(np.array(values, dtype=np.float64))


@pytest.mark.parametrize(
    ("degrees", "t", "probability"),
    [
        (1, 12.7062, 0.0500000185607104),
        (10, 2.2281, 0.0500032935864745),
        (30, 2.75, 0.009999894526931183),
        (458, 2.8, 0.005326287056197291),
        (200, 40, 2.2487396535202197e-97),
    ],
)
def test_it_gives_the_probabilities_of_scipy(degrees, t, probability):
    assert incomplete_beta(degrees / (degrees + t * t), degrees / 2, 0.5) == pytest.approx(probability, rel=1e-11)


def test_one_degree_of_freedom_is_an_arctangent():
    t = sample(1, 3).mean / sample(1, 3).deviation(is_sample=True) * math.sqrt(2)
    assert mean_p_value(sample(1, 3)) == pytest.approx(1 - 2 / math.pi * math.atan(t))


@pytest.mark.parametrize("values", [(), (1,), (2, 2, 2)])
def test_what_can_not_be_tested_is_likely(values):
    assert mean_p_value(sample(*values)) == 1.0


def test_a_mean_of_zero_is_likely():
    assert mean_p_value(sample(-1, 1, -2, 2)) == pytest.approx(1.0)


@given(st.floats(0, 1), st.floats(0.5, 500), st.floats(0.5, 500))
def test_the_beta_function_is_a_probability_and_symmetric(x, a, b):
    one, other = incomplete_beta(x, a, b), incomplete_beta(1 - x, b, a)
    assert -1e-9 <= one <= 1 + 1e-9
    assert one + other == pytest.approx(1, abs=1e-6)
