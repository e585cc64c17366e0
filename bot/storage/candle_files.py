"""Candle files in the layout that freqtrade's data folders have, see ``data_names.py``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd

from bot.domain import timeframe as tf
from bot.domain.frames import OHLCV
from bot.domain.market_data import CANDLE_TYPES as CANDLE_TYPES
from bot.domain.market_data import DATA_FORMATS
from bot.errors import StorageError
from bot.storage.candle_formats import Integers, columns_of, dated, is_ordered, opens_ms, read_candles, write_candles
from bot.storage.data_names import StoredFile, candle_files_in, candle_path, checked_format, exists

FORMATS = DATA_FORMATS
_MERGED = {"open": "first", "high": "max", "low": "min", "close": "last", "volume": "max"}
_MAX_ROWS = 20_000_000  # more than 38 years of minutes: the dates must be wrong


class CandleFiles:
    """Reads any of the formats, writes ``data_format``. Holds nothing, so any thread may use it.

    Funding rates are files like the others, with the columns date and funding_rate.
    """

    def __init__(self, datadir: Path, data_format: str = "feather") -> None:
        self._datadir = datadir
        self._format = checked_format(data_format)

    def list(self) -> list[tuple[str, str, str]]:
        """(pair, timeframe, candle type) of all files, sorted; an absent folder has none."""
        return sorted({(file.pair, file.timeframe, file.candle_type) for file in self.files()})

    def files(self) -> Sequence[StoredFile]:
        """All files of all formats, by pair."""
        return candle_files_in(self._datadir)

    def load(
        self,
        pair: str,
        timeframe: str,
        start: datetime | None = None,
        stop: datetime | None = None,
        candle_type: str = "spot",
        *,
        fill: bool = True,
        columns: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Candles that open from ``start`` to ``stop``, both included, by date; empty without a file.

        Columns date (UTC), open, high, low, close, volume, or those of them that ``columns`` names, which are all that
        is read of a file without gaps. Candles that appear twice are merged, with ``fill`` missing ones are filled
        with the close before and volume 0. Raises ``StorageError``, which names the file, where it can't be read.
        """
        path = self.find(pair, timeframe, candle_type)
        wanted = _wanted(candle_type, columns)
        if path is None:
            return _empty(wanted)
        candles = read_candles(path, candle_type, wanted)
        if len(wanted) < len(columns_of(candle_type)) and not _is_sound(candles, timeframe):
            candles = read_candles(path, candle_type)  # merging and filling need all columns
        whole = merged(candles)
        if fill:
            whole = _filled(whole, timeframe, path)
        return _between(whole[list(wanted)], start, stop)

    def stored(
        self, pair: str, timeframe: str, candle_type: str = "spot", columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """The candles as they stand in the file, neither merged nor filled; empty without one."""
        path = self.find(pair, timeframe, candle_type)
        if path is None:
            return _empty(_wanted(candle_type, columns))
        return read_candles(path, candle_type, columns)

    def save(self, pair: str, timeframe: str, frame: pd.DataFrame, candle_type: str = "spot") -> None:
        """Replace a file with ``frame``; a crash leaves the old file or the new one, never half of it."""
        path = candle_path(self._datadir, pair, timeframe, candle_type, self._format)
        write_candles(frame, path, self._format, candle_type)

    def find(self, pair: str, timeframe: str, candle_type: str = "spot") -> Path | None:
        """The file in the preferred format, else in another one."""
        for data_format in (self._format, *DATA_FORMATS):
            path = candle_path(self._datadir, pair, timeframe, candle_type, data_format)
            if exists(path):
                return path
        return None


def _wanted(candle_type: str, columns: Sequence[str] | None) -> Sequence[str]:
    return [name for name in columns_of(candle_type) if columns is None or name == "date" or name in columns]


def _empty(columns: Sequence[str]) -> pd.DataFrame:
    return dated(np.empty(0, dtype=np.int64), np.empty((0, len(columns) - 1)), columns)


def merged(candles: pd.DataFrame) -> pd.DataFrame:
    """Candles by date, each date once."""
    if is_ordered(candles):
        return candles
    rules = {name: _MERGED.get(name, "last") for name in candles.columns[1:]}
    return candles.sort_values("date", kind="stable").groupby("date", as_index=False).agg(rules)


def _is_sound(candles: pd.DataFrame, timeframe: str) -> bool:
    """Whether nothing has to be merged or filled."""
    if not is_ordered(candles):
        return False
    if len(candles) < 2 or timeframe.endswith(("M", "y")):
        return True
    moments = opens_ms(candles)
    return bool(moments[-1] - moments[0] == (len(moments) - 1) * tf.seconds(timeframe) * 1000)


def _filled(candles: pd.DataFrame, timeframe: str, path: Path) -> pd.DataFrame:
    """Missing candles added flat. Months, dates beside the grid and funding rates are left as they are."""
    if len(candles) < 2 or timeframe.endswith(("M", "y")) or len(candles.columns) < len(OHLCV):
        return candles
    step_ms = tf.seconds(timeframe) * 1000
    moments = opens_ms(candles)
    first, last = int(moments[0]), int(moments[-1])
    wanted = (last - first) // step_ms + 1
    if wanted > _MAX_ROWS:
        raise StorageError(f"The candle file {path} can't be right: it goes from {candles['date'].iloc[0]} on.")
    if wanted == len(candles) or ((moments - first) % step_ms).any():
        return candles
    return _with_flat_candles(candles, moments, np.arange(first, last + 1, step_ms))


def _between(candles: pd.DataFrame, start: datetime | None, stop: datetime | None) -> pd.DataFrame:
    begin = 0 if start is None else int(candles["date"].searchsorted(pd.Timestamp(start), side="left"))
    end = len(candles) if stop is None else int(candles["date"].searchsorted(pd.Timestamp(stop), side="right"))
    return candles.iloc[begin:end].reset_index(drop=True)


def _with_flat_candles(candles: pd.DataFrame, moments: Integers, wanted_ms: Integers) -> pd.DataFrame:
    """``wanted_ms`` holds all of ``moments``; candles without data stay at the close before them."""
    source = np.searchsorted(moments, wanted_ms, side="right") - 1
    values = candles[list(OHLCV[1:])].to_numpy()[source]
    is_missing = moments[source] != wanted_ms
    values[is_missing] = np.stack([values[is_missing, 3]] * 4 + [np.zeros(is_missing.sum())], axis=1)
    return dated(wanted_ms, values)
