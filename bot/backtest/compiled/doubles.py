"""Decimal arithmetic with doubles, exact enough to round as ``decimal`` does.

A number too fine for one double is an unevaluated sum of two (about 31 digits). A multiple of a step is a whole number
``units`` over a power of ten ``tens``: below ``MOST`` the quotient is the double whose shortest text is that decimal,
so comparing doubles compares the decimals.
"""

from __future__ import annotations

import numpy as np

from bot.backtest.compiled.cache import inner

MOST = 1e14
"""Whole numbers below this leave room for a half step more within the 15 digits that doubles tell apart."""
LARGEST_PROFIT = 1e6
"""Up to here a number with eight decimals has fewer than 15 digits."""
_SPLIT = 134217729.0  # 2^27 + 1
_NEARLY = 1 + 1e-10


@inner
def product(a: float, b: float) -> tuple[float, float]:
    """``a * b`` without loss."""
    whole = a * b
    a_cut, b_cut = _SPLIT * a, _SPLIT * b
    a_high, b_high = a_cut - (a_cut - a), b_cut - (b_cut - b)
    a_low, b_low = a - a_high, b - b_high
    return whole, ((a_high * b_high - whole) + a_high * b_low + a_low * b_high) + a_low * b_low


@inner
def normal(high: float, low: float) -> tuple[float, float]:
    """The same sum with ``high`` as near to it as a double can be."""
    whole = high + low
    return whole, low - (whole - high)


@inner
def fraction(units: float, tens: float) -> tuple[float, float]:
    """``units / tens``."""
    high = units / tens
    back, rest = product(high, tens)
    return normal(high, ((units - back) - rest) / tens)


@inner
def times(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    high, low = product(a[0], b[0])
    return normal(high, low + (a[0] * b[1] + a[1] * b[0]))


@inner
def over(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    first = a[0] / b[0]
    high, low = product(first, b[0])
    rest = ((a[0] - high) - low) + (a[1] - first * b[1])
    return normal(first, rest / b[0])


@inner
def is_certain(number: tuple[float, float]) -> bool:
    """Whether ``number[0]`` is surely the double that the exact number rounds to."""
    return bool(number[0] + number[1] * _NEARLY == number[0])


@inner
def steps_below(number: float, unit: float, tens: float) -> float:
    """How many steps fit into ``number``, which is not negative."""
    steps = float(np.floor(number * tens / unit))
    while (steps + 1) * unit / tens <= number:
        steps += 1
    while steps * unit / tens > number:
        steps -= 1
    return steps


@inner
def steps_above(number: float, unit: float, tens: float) -> float:
    """How many steps reach ``number``."""
    steps = steps_below(number, unit, tens)
    return steps if steps * unit / tens == number else steps + 1


@inner
def steps_near(number: float, unit: float, tens: float) -> float:
    """How many steps come nearest to ``number``; a half counts as one more."""
    steps = steps_below(number, unit, tens)
    half = (2 * steps + 1) * unit * 5 / (tens * 10)
    return steps + 1 if number >= half else steps


@inner
def rounded(number: float) -> float:
    """``round(number, 8)``; ``number`` within ``LARGEST_PROFIT``."""
    high, low = product(number, 1e8)
    whole = float(np.rint(high))
    if high - whole == 0.5 and low > 0:
        whole += 1
    elif high - whole == -0.5 and low < 0:
        whole -= 1
    return whole / 1e8
