"""Student's t-test of a mean against 0, without SciPy: one integral does not justify its weight.

The two-sided probability is the regularized incomplete beta function I_x(n / 2, 1 / 2) at x = n / (n + t^2) with n
degrees of freedom (Abramowitz and Stegun, 26.7.1); its continued fraction (26.5.8) is summed as Lentz does.
"""

from __future__ import annotations

import math

from bot.stats.ratios import Values

ENOUGH = 1e-16
MAX_TERMS = 10_000
SMALLEST = 1e-300


def mean_p_value(profits: Values) -> float:
    """How likely a mean at least this far from 0 is if 0 is the truth; 1 where that can't be told."""
    deviation = profits.deviation(is_sample=True)
    if not deviation:
        return 1.0
    degrees = profits.count - 1
    t = profits.mean / deviation * math.sqrt(profits.count)
    return incomplete_beta(degrees / (degrees + t * t), degrees / 2, 0.5)


def incomplete_beta(x: float, a: float, b: float) -> float:
    """I_x(a, b) for 0 <= x <= 1."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # the fraction converges quickly below this point only
        return 1 - incomplete_beta(1 - x, b, a)
    logarithm = a * math.log(x) + b * math.log1p(-x) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    return math.exp(logarithm) * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    numerator, denominator = 1.0, 1 / _kept(1 - (a + b) * x / (a + 1))
    result = denominator
    for step in range(1, MAX_TERMS):
        for term in _terms(step, x, a, b):
            denominator = 1 / _kept(1 + term * denominator)
            numerator = _kept(1 + term / numerator)
            result *= numerator * denominator
        if abs(numerator * denominator - 1) < ENOUGH:
            break
    return result


def _terms(step: int, x: float, a: float, b: float) -> tuple[float, float]:
    """The even and the odd coefficient."""
    twice = a + 2 * step
    even = step * (b - step) * x / ((twice - 1) * twice)
    odd = -(a + step) * (a + b + step) * x / (twice * (twice + 1))
    return even, odd


def _kept(value: float) -> float:
    """Away from 0, so that it can be divided by."""
    return value if abs(value) > SMALLEST else SMALLEST
