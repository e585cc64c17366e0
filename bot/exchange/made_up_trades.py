"""Public trades that fit given candles: nobody made them, but candles made of them are the same again."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from bot.exchange.bars import Bars

PER_CANDLE = 4  # open, low, high, close, a quarter of the volume each: a quarter adds up to the same number again


def trades_of(opens_ms: npt.NDArray[np.int64], step_ms: int, bars: Bars) -> pd.DataFrame:
    """The trades of whole candles by time; candles without volume have none."""
    has_volume = bars[4] > 0
    opens_ms, (opens, highs, lows, closes, volumes) = opens_ms[has_volume], bars[:, has_volume]
    rises = closes >= opens
    prices = np.stack((opens, np.where(rises, lows, highs), np.where(rises, highs, lows), closes), axis=1)
    moments = opens_ms[:, None] + np.arange(PER_CANDLE) * (step_ms // PER_CANDLE)
    amounts = np.repeat(volumes / PER_CANDLE, PER_CANDLE)
    flat, stamps = prices.ravel(), moments.ravel()
    return pd.DataFrame(
        {
            "timestamp": stamps,
            "id": stamps.astype(str).astype(object),
            "type": np.full(len(stamps), None, dtype=object),
            "side": np.where(np.diff(flat, prepend=flat[:1]) >= 0, "buy", "sell").astype(object),
            "price": flat,
            "amount": amounts,
            "cost": flat * amounts,
        }
    )
