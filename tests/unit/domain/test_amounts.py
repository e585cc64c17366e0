"""Rounding."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.amounts import round_amount, round_price, round_stop, to_float
from bot.domain.enums import PrecisionMode

TICK, PLACES, DIGITS = PrecisionMode.TICK_SIZE, PrecisionMode.DECIMAL_PLACES, PrecisionMode.SIGNIFICANT_DIGITS


@pytest.mark.parametrize(
    ("amount", "precision", "mode", "expected"),
    [
        (200.2002002, 0.0001, TICK, "200.2002"),
        (1.99, 1, TICK, "1"),
        (0.3, 0.1, TICK, "0.3"),
        (1.23456, 3, PLACES, "1.234"),
        (1.9, 0, PLACES, "1"),
        (1.9, 0, TICK, "1.9"),
        (123456.7, 3, DIGITS, "123000"),
        (0.00123456, 3, DIGITS, "0.00123"),
        (1.5, None, TICK, "1.5"),
    ],
)
def test_amounts_are_cut(amount: float, precision: float | None, mode: PrecisionMode, expected: str) -> None:
    assert round_amount(amount, precision, mode) == Decimal(expected)


def test_prices_are_rounded_to_the_nearest_step() -> None:
    assert round_price(1.005, 0.01, TICK) == Decimal("1.01")
    assert round_price(1.004, 0.01, TICK) == Decimal("1.00")


def test_stops_are_rounded_to_the_safe_side() -> None:
    assert round_stop(89.991, 0.01, TICK, is_short=False) == Decimal("90.00")
    assert round_stop(110.009, 0.01, TICK, is_short=True) == Decimal("110.00")


@given(st.floats(0, 1e12), st.sampled_from([1e-8, 1e-5, 0.001, 0.5, 1.0, 10.0]))
def test_a_cut_amount_is_never_larger_and_less_than_a_step_smaller(amount: float, step: float) -> None:
    cut = round_amount(amount, step, TICK)
    assert Decimal(0) <= Decimal(repr(amount)) - cut < Decimal(repr(step))


def test_results_have_eight_places() -> None:
    assert to_float(Decimal("1.123456789")) == 1.12345679
