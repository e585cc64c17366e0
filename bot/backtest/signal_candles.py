"""The analysed candles behind entries, exits and rejected signals, for whoever looks into a result later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from bot.backtest.data import PairData
from bot.backtest.outcome import SimTrade

Frames = Mapping[str, pd.DataFrame]


def signal_candles(
    trades: Iterable[SimTrade], unused: Iterable[tuple[int, int]], frames: Frames, pairs: Sequence[PairData]
) -> Mapping[str, Frames]:
    """By kind and pair: the last candle that was closed at each entry, rejected signal (``unused``) and exit."""
    opened, closed, rejected = _table(pairs), _table(pairs), _table(pairs)
    for trade in trades:
        opened[trade.pair].append(trade.opened_ms)
        closed[trade.pair].append(trade.closed_ms)
    for index, at_ms in unused:
        rejected[pairs[index].pair].append(at_ms)
    kinds = {"signals": opened, "rejected": rejected, "exited": closed}
    return {kind: _before(frames, moments) for kind, moments in kinds.items()}


def _table(pairs: Sequence[PairData]) -> dict[str, list[int]]:
    return {data.pair: [] for data in pairs}


def _before(frames: Frames, moments: Mapping[str, Iterable[int]]) -> Frames:
    return {pair: _rows(frames[pair], sorted(at_ms)) for pair, at_ms in moments.items() if at_ms}


def _rows(frame: pd.DataFrame, moments_ms: Sequence[int]) -> pd.DataFrame:
    time_ms = frame["date"].dt.as_unit("ms").astype("int64").to_numpy()
    places = np.searchsorted(time_ms, np.asarray(moments_ms), side="left") - 1
    return frame.iloc[np.maximum(places, 0)]
