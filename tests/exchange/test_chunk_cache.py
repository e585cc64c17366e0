"""The cache of candles."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bot.exchange.chunk_cache import ChunkCache
from bot.exchange.coins import listings
from bot.exchange.price_paths import PricePaths
from bot.exchange.synthetic_candles import SyntheticCandles


def a_chunk(candles: int) -> np.ndarray:
    return np.zeros((5, candles))


def test_what_was_used_last_is_kept_within_the_bound():
    cache = ChunkCache(max_candles=25)
    cache.put("a", a_chunk(10))
    cache.put("b", a_chunk(10))
    assert cache.get("a") is not None
    cache.put("c", a_chunk(10))
    assert cache.get("b") is None
    assert cache.get("a") is not None
    assert cache.held == 20


def test_a_replaced_chunk_is_counted_once():
    cache = ChunkCache(max_candles=25)
    cache.put("a", a_chunk(10))
    cache.put("a", a_chunk(5))
    assert cache.held == 5


def test_a_chunk_larger_than_the_bound_is_still_kept():
    cache = ChunkCache(max_candles=5)
    cache.put("a", a_chunk(10))
    assert cache.get("a") is not None


def test_candles_are_the_same_with_and_without_a_cache():
    paths = PricePaths(listings(1, 3))
    large, none = SyntheticCandles(paths), SyntheticCandles(paths, max_candles=0)
    for timeframe in ("1m", "5m", "1h", "1d", "1w"):
        for first in (100, 101, 150):
            one, other = large.bars(1, timeframe, first, first + 50), none.bars(1, timeframe, first, first + 50)
            pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(other))
