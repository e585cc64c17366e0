"""The prices of the simulated exchange: minute candles of any pairs at any time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from bot.exchange.bars import Bars
from bot.exchange.coins import Listing
from bot.exchange.noise import Floats, Salts, bits, path

_MINUTE_NOISE = 0.00115
_LEVELS = 19  # the coarsest points lie 2**18 minutes, half a year, apart
_SWINGS = range(4, 8)  # a quarter of an hour to two hours: swings a 5m strategy can trade
_SWING_BOOST = 1.35
_FREE_LEVELS = 9  # up to eight hours the price walks freely, then it is held back a little
_AMPLITUDES = tuple(
    _MINUTE_NOISE
    * 2.0 ** (0.5 * min(level, _FREE_LEVELS) + 0.35 * max(0, level - _FREE_LEVELS))
    * (_SWING_BOOST if level in _SWINGS else 1.0)
    for level in range(_LEVELS)
)
_WICK = 0.0012  # longest shadow of a minute as a share of the price
_DETAIL_LANE = 100
_MASK = np.uint64((1 << 21) - 1)
_UNIT_21 = 2.0**-21
_MINUTES_A_DAY = 1440


class PricePaths:
    """A walk for each listing: about 0.15 % per minute, 4 % a day, within a factor of three of its middle price.

    Prices are rounded to ticks and volumes to amount steps, so neighbouring candles meet exactly.
    """

    def __init__(self, listings: Sequence[Listing]) -> None:
        self.salts: Salts = np.array([entry.salt for entry in listings], dtype=np.uint64)
        self.scales = _column(10.0**entry.price_decimals for entry in listings)
        self.amount_scales = _column(10.0**entry.amount_decimals for entry in listings)
        self._middles = np.log(_column(entry.price for entry in listings))
        self._liveliness = _column(entry.liveliness for entry in listings)
        self._volumes = _column(entry.daily_volume / entry.price / _MINUTES_A_DAY for entry in listings)

    def minutes(self, rows: slice, first: int, count: int) -> Bars:
        """Candles of the minutes from ``first`` (counted from 1970) on for the listings ``rows``: 5 x rows x count."""
        salts, scales = self.salts[rows], self.scales[rows]
        walk = path(salts, first, count + 1, _AMPLITUDES) * self._liveliness[rows]
        prices = np.exp(walk + self._middles[rows])
        words = bits(salts, first, count, _DETAIL_LANE)
        bars = np.empty((5, len(salts), count))
        bars[0], bars[3] = prices[:, :-1], prices[:, 1:]
        wick = _WICK * self._liveliness[rows]
        bars[1] = np.maximum(bars[0], bars[3]) * (1.0 + wick * _lane(words, 0) ** 2)
        bars[2] = np.minimum(bars[0], bars[3]) * (1.0 - wick * _lane(words, 21) ** 2)
        bars[:4] = np.maximum(1.0, np.rint(bars[:4] * scales)) / scales
        bars[4] = self._turnover(rows, walk, _lane(words, 42))
        return bars

    def _turnover(self, rows: slice, walk: Floats, luck: Floats) -> Floats:
        """Volumes in base currency, larger where the price moves more."""
        moves = np.abs(np.diff(walk, axis=1)) / _MINUTE_NOISE
        wanted = self._volumes[rows] * (0.2 + 0.8 * luck) * (0.5 + 0.6 * moves)
        return np.asarray(np.rint(wanted * self.amount_scales[rows]) / self.amount_scales[rows])


def _column(numbers: Iterable[float]) -> Floats:
    return np.fromiter(numbers, dtype=np.float64)[:, np.newaxis]


def _lane(words: Salts, shift: int) -> Floats:
    """21 of the random bits as numbers from 0 to 1."""
    return ((words >> np.uint64(shift)) & _MASK).astype(np.float64) * _UNIT_21
