"""Order books around a price."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.domain.market import Level, OrderBook
from bot.exchange.noise import Salts, bits, unit

_SPREAD_LANE = 101
_BID_LANE = 102
_ASK_LANE = 103
_SIZES = 10
MAX_DEPTH = 1000
_GAP = 1e-4  # usual distance of two levels as a share of the price
_GROWTH = 0.08  # how much larger each level is than the one before it


@dataclass(frozen=True, slots=True)
class BookShape:
    """``scale`` is 1 / tick, ``level_amount`` the usual amount of the best level in base currency."""

    scale: float
    amount_scale: float
    level_amount: float


def best_ticks(
    last_ticks: npt.NDArray[np.int64], salts: Salts, second: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Best bid and ask in ticks, one to three ticks apart, with the last price between or on them."""
    words = bits(salts, second, 1, _SPREAD_LANE)[:, 0]
    below = (words & np.uint64(1)).astype(np.int64)
    above = 1 + ((words >> np.uint64(1)) & np.uint64(1)).astype(np.int64)
    bids = np.maximum(1, last_ticks - below)
    return bids, np.maximum(bids + 1, last_ticks + above)


def make_book(
    pair: str, bid_ticks: int, ask_ticks: int, shape: BookShape, salts: Salts, second: int, depth: int
) -> OrderBook:
    """``depth`` levels on each side, at most 1000, and fewer where a price would be zero."""
    bids = _side(bid_ticks, -1, shape, salts, second, depth, _BID_LANE)
    asks = _side(ask_ticks, 1, shape, salts, second, depth, _ASK_LANE)
    return OrderBook(pair, bids, asks)


def _side(
    best: int, direction: int, shape: BookShape, salts: Salts, second: int, depth: int, lane: int
) -> tuple[Level, ...]:
    number = min(depth, MAX_DEPTH)
    jitter = unit(bits(salts, second * MAX_DEPTH, number, lane))[0]
    sizes = unit(bits(salts, second * MAX_DEPTH, number, lane + _SIZES))[0]
    gaps = np.maximum(1, np.rint(best * _GAP * (0.5 + jitter))).astype(np.int64)
    gaps[:1] = 0
    ticks = best + direction * np.cumsum(gaps)
    wanted = shape.level_amount * (0.4 + 1.2 * sizes) * (1.0 + _GROWTH * np.arange(number))
    amounts = np.maximum(1.0, np.rint(wanted * shape.amount_scale)) / shape.amount_scale
    prices = (ticks / shape.scale)[ticks > 0]
    return tuple(map(Level, prices.tolist(), amounts.tolist()))
