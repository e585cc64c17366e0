"""Doubles that round as ``decimal`` does."""

from __future__ import annotations

import sys
from decimal import ROUND_CEILING, ROUND_DOWN, Decimal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.backtest.compiled.account import summed
from bot.backtest.compiled.doubles import (
    fraction,
    is_certain,
    over,
    rounded,
    steps_above,
    steps_below,
    steps_near,
    times,
)
from bot.backtest.compiled.layout import TRADE
from bot.domain.amounts import ROUND_NEAREST, to_step
from bot.domain.enums import PrecisionMode

STEPS = {"1e-08": (1, 8), "0.001": (1, 3), "0.025": (25, 3), "0.5": (5, 1), "1": (1, 0), "10": (10, 0)}
WAYS = {ROUND_DOWN: steps_below, ROUND_CEILING: steps_above, ROUND_NEAREST: steps_near}
steps = st.sampled_from(sorted(STEPS))
numbers = st.floats(min_value=0, max_value=100_000)


def assert_rounds(number: float, step: str, way: str) -> None:
    unit, places = STEPS[step]

    result = WAYS[way](number, float(unit), 10.0**places) * unit / 10.0**places

    assert result == float(to_step(number, float(step), PrecisionMode.TICK_SIZE, way))


@given(number=numbers, step=steps, way=st.sampled_from(sorted(WAYS)))
def test_any_number_is_rounded_to_its_step_as_decimal_does(number: float, step: str, way: str) -> None:
    assert_rounds(number, step, way)


@given(halves=st.integers(min_value=0, max_value=2_000_000), step=steps, way=st.sampled_from(sorted(WAYS)))
def test_so_are_numbers_between_two_steps_and_on_them(halves: int, step: str, way: str) -> None:
    assert_rounds(float(Decimal(halves) * Decimal(step) / 2), step, way)


@given(number=st.floats(min_value=-1e6, max_value=1e6))
@example(number=0.5e-8)
@example(number=-1.5e-8)
@example(number=2.5e-8)
@example(number=1000.000000005)
def test_profits_are_rounded_as_python_does(number: float) -> None:
    assert rounded(number) == round(number, 8)


@given(units=st.tuples(*[st.integers(min_value=1, max_value=10**14)] * 2), places=st.tuples(*[st.integers(0, 12)] * 2))
def test_products_and_quotients_of_decimals_are_the_nearest_doubles(
    units: tuple[int, int], places: tuple[int, int]
) -> None:
    exact = [Decimal(unit).scaleb(-place) for unit, place in zip(units, places, strict=True)]
    pairs = [fraction(float(unit), 10.0**place) for unit, place in zip(units, places, strict=True)]

    for result, wanted in ((times(*pairs), exact[0] * exact[1]), (over(*pairs), exact[0] / exact[1])):
        assert not is_certain(result) or result[0] == float(wanted)


def test_what_lies_half_way_between_two_doubles_is_uncertain() -> None:
    assert not is_certain((1.0, 2.0**-53))
    assert is_certain((1.0, 2.0**-54))


@pytest.mark.parametrize("stakes", [[], [0.1] * 10, [1e16, 1.0, 1.0, -1e16], [99.99, 0.01, 33.3]])
def test_stakes_are_added_as_this_python_adds(stakes: list[float]) -> None:
    trades = np.zeros(len(stakes), TRADE)
    trades["stake"] = stakes

    assert summed(trades, np.arange(len(stakes)), len(stakes), sys.version_info >= (3, 12)) == sum(stakes)


def test_later_pythons_lose_nothing() -> None:
    exactly, trades = True, np.zeros(4, TRADE)
    trades["stake"] = [1e16, 1.0, 1.0, -1e16]

    assert summed(trades, np.arange(4), 4, exactly) == 2.0
