"""A market's rules, derived from its candles: files tell prices, not precisions."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from bot.domain.market import Market, split_pair
from bot.exchange.bars import from_ms
from bot.exchange.series import Series

_SAMPLE = 5000
_MOST_DECIMALS = 8
_TICK_SHARE = 1e-3  # a tick is at most this share of the price, whatever the data look like


def market_from(pair: str, series: Series) -> Market:
    """Precisions are those of the newest candles' numbers; there is no minimal cost, as the data know none."""
    base, quote = split_pair(pair)
    price = float(series.bars[3, -1])
    step = 10.0 ** -amount_decimals(series.bars[4, -_SAMPLE:], price)
    return Market(
        symbol=pair,
        base=base,
        quote=quote,
        amount_precision=step,
        price_precision=10.0 ** -price_decimals(series.bars[:4, -_SAMPLE:], price),
        min_amount=step,
        listed_at=from_ms(int(series.opens_ms[0])),
    )


def price_decimals(prices: npt.NDArray[np.float64], price: float) -> int:
    """Decimal places of the prices."""
    finest = math.ceil(-math.log10(price * _TICK_SHARE))
    return _bounded(max(finest, _decimals(prices) or 0))


def amount_decimals(volumes: npt.NDArray[np.float64], price: float) -> int:
    """Decimal places of the volumes, at least so many that a step is worth no more than 1."""
    finest = math.ceil(math.log10(price))
    found = _decimals(volumes)
    return _bounded(finest + 1 if found is None else max(finest, found))


def _decimals(numbers: npt.NDArray[np.float64]) -> int | None:
    """The fewest decimal places that keep all numbers as they are; ``None`` where eight are not enough."""
    exact = (places for places in range(_MOST_DECIMALS + 1) if np.array_equal(np.round(numbers, places), numbers))
    return next(exact, None)


def _bounded(decimals: int) -> int:
    return max(0, min(_MOST_DECIMALS, decimals))
