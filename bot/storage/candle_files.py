"""Candle files in the layout that freqtrade's data folders have.

``<datadir>/BTC_USDT-5m.feather``, futures under ``<datadir>/futures/BTC_USDT_USDT-1h-mark.feather``. Formats: feather
(lz4), parquet, json and jsongz (rows of milliseconds, open, high, low, close, volume).
"""

from __future__ import annotations

import gzip
import os
import re
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import orjson
import pandas as pd
from pyarrow import ArrowException

from bot.domain import timeframe as tf
from bot.domain.frames import OHLCV
from bot.errors import Refused, StorageError

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

FORMATS: Mapping[str, str] = MappingProxyType(
    {"feather": ".feather", "parquet": ".parquet", "json": ".json", "jsongz": ".json.gz"}
)
CANDLE_TYPES = ("spot", "futures", "mark", "index", "premiumIndex", "funding_rate", "open_interest")

_NAME = re.compile(
    r"(?P<pair>[^.]+?)-(?P<length>[1-9][0-9]*)(?P<unit>s|m|h|d|w|Mo|y)(?:-(?P<type>[A-Za-z_]+))?"
    r"\.(?:feather|parquet|json|json\.gz)"
)
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("/:.@$+ ", "_"))
_MERGED = {"open": "first", "high": "max", "low": "min", "close": "last", "volume": "max"}
_MAX_ROWS = 20_000_000  # more than 38 years of minutes: the dates must be wrong
_UNREADABLE = (OSError, EOFError, ValueError, KeyError, TypeError, ArrowException, zlib.error)


class CandleFiles:
    """Reads any of the formats, writes ``data_format``. Holds nothing, so any thread may use it."""

    def __init__(self, datadir: Path, data_format: str = "feather") -> None:
        if data_format not in FORMATS:
            raise Refused(f"'{data_format}' is no format for candles (allowed: {', '.join(FORMATS)}).")
        self._datadir = datadir
        self._format = data_format

    def list(self) -> list[tuple[str, str, str]]:
        """(pair, timeframe, candle type) of all files, sorted; an absent folder has none."""
        found = [*_entries(self._datadir, "spot"), *_entries(self._datadir / "futures", "futures")]
        return sorted(set(found))

    def load(
        self,
        pair: str,
        timeframe: str,
        start: datetime | None = None,
        stop: datetime | None = None,
        candle_type: str = "spot",
    ) -> pd.DataFrame:
        """Candles that open from ``start`` to ``stop``, both included, by date; empty without a file.

        Columns date (UTC), open, high, low, close, volume. Candles that appear twice are merged, missing ones filled
        with the close before and volume 0. Raises ``StorageError``, which names the file, where it can't be read.
        """
        path = self._existing(pair, timeframe, candle_type)
        if path is None:
            return _frame(np.empty(0, dtype=np.int64), np.empty((0, 5)))
        return _between(_filled(_merged(_read(path)), timeframe, path), start, stop)

    def save(self, pair: str, timeframe: str, frame: pd.DataFrame, candle_type: str = "spot") -> None:
        """Replace a file with ``frame``; a crash leaves the old file or the new one, never half of it."""
        path = self._path(pair, timeframe, candle_type, self._format)
        draft = path.with_name(path.name + ".tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(frame.loc[:, list(OHLCV)].reset_index(drop=True), draft, self._format)
            draft.replace(path)
        except (OSError, ArrowException) as error:
            raise StorageError(f"The candle file {path} can't be written: {error}") from error

    def _existing(self, pair: str, timeframe: str, candle_type: str) -> Path | None:
        """The file in the preferred format, else in another one."""
        for data_format in (self._format, *FORMATS):
            path = self._path(pair, timeframe, candle_type, data_format)
            if os.path.isfile(path):  # noqa: PTH113  (Path.is_file raises where a name is too long)
                return path
        return None

    def _path(self, pair: str, timeframe: str, candle_type: str, data_format: str) -> Path:
        tf.seconds(timeframe)  # raises where the text is no timeframe: it becomes part of a path
        if candle_type not in CANDLE_TYPES:
            raise Refused(f"'{candle_type}' is no candle type (allowed: {', '.join(CANDLE_TYPES)}).")
        name = f"{pair.translate(_NOT_IN_NAMES)}-{timeframe.replace('M', 'Mo')}"
        if candle_type == "spot":
            return self._datadir / f"{name}{FORMATS[data_format]}"
        return self._datadir / "futures" / f"{name}-{candle_type}{FORMATS[data_format]}"


def _entries(folder: Path, usual_type: str) -> Iterator[tuple[str, str, str]]:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        match = _NAME.fullmatch(path.name)
        if match is not None and (match["type"] or usual_type) in CANDLE_TYPES:
            pair = match["pair"].replace("_", "/", 1).replace("_", ":", 1)
            yield pair, match["length"] + match["unit"].removesuffix("o"), match["type"] or usual_type


def _read(path: Path) -> pd.DataFrame:
    """The file's candles as they stand there."""
    try:
        if path.suffix in (".json", ".gz"):
            raw = path.read_bytes()
            rows = orjson.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
            table = np.array(rows, dtype=np.float64).reshape(-1, len(OHLCV))
            return _frame(table[:, 0].astype(np.int64), table[:, 1:])
        stored = pd.read_feather(path) if path.suffix == ".feather" else pd.read_parquet(path)
        missing = [name for name in OHLCV if name not in stored.columns]
        if missing:
            raise ValueError(f"the columns {', '.join(missing)} are missing (needed: {', '.join(OHLCV)})")
        dates = pd.to_datetime(stored["date"], utc=True).dt.as_unit("ms")
        return stored[list(OHLCV)].assign(date=dates).astype(dict.fromkeys(OHLCV[1:], "float64"))
    except _UNREADABLE as error:
        raise StorageError(f"The candle file {path} can't be read: {error}") from error


def _frame(opens_ms: Integers, values: Floats) -> pd.DataFrame:
    candles = pd.DataFrame(values, columns=list(OHLCV[1:]))
    candles.insert(0, "date", pd.DatetimeIndex(opens_ms.astype("M8[ms]"), tz="UTC"))
    return candles


def _merged(candles: pd.DataFrame) -> pd.DataFrame:
    """Candles by date, each date once."""
    if candles["date"].is_monotonic_increasing and candles["date"].is_unique:
        return candles
    return candles.sort_values("date", kind="stable").groupby("date", as_index=False).agg(_MERGED)


def _filled(candles: pd.DataFrame, timeframe: str, path: Path) -> pd.DataFrame:
    """Missing candles added flat. Months, and dates beside the grid, are left as they are."""
    if len(candles) < 2 or timeframe.endswith(("M", "y")):
        return candles
    step_ms = tf.seconds(timeframe) * 1000
    opens_ms = _opens_ms(candles)
    first, last = int(opens_ms[0]), int(opens_ms[-1])
    wanted = (last - first) // step_ms + 1
    if wanted > _MAX_ROWS:
        raise StorageError(f"The candle file {path} can't be right: it goes from {candles['date'].iloc[0]} on.")
    if wanted == len(candles) or ((opens_ms - first) % step_ms).any():
        return candles
    return _with_flat_candles(candles, opens_ms, np.arange(first, last + 1, step_ms))


def _between(candles: pd.DataFrame, start: datetime | None, stop: datetime | None) -> pd.DataFrame:
    begin = 0 if start is None else int(candles["date"].searchsorted(pd.Timestamp(start), side="left"))
    end = len(candles) if stop is None else int(candles["date"].searchsorted(pd.Timestamp(stop), side="right"))
    return candles.iloc[begin:end].reset_index(drop=True)


def _with_flat_candles(candles: pd.DataFrame, opens_ms: Integers, wanted_ms: Integers) -> pd.DataFrame:
    """``wanted_ms`` holds all of ``opens_ms``; candles without data stay at the close before them."""
    source = np.searchsorted(opens_ms, wanted_ms, side="right") - 1
    values = candles[list(OHLCV[1:])].to_numpy()[source]
    is_missing = opens_ms[source] != wanted_ms
    values[is_missing] = np.stack([values[is_missing, 3]] * 4 + [np.zeros(is_missing.sum())], axis=1)
    return _frame(wanted_ms, values)


def _opens_ms(candles: pd.DataFrame) -> Integers:
    return np.asarray(candles["date"].dt.as_unit("ms").astype("int64"), dtype=np.int64)


def _write(candles: pd.DataFrame, path: Path, data_format: str) -> None:
    if data_format == "feather":
        candles.to_feather(path, compression="lz4", compression_level=9)
    elif data_format == "parquet":
        candles.to_parquet(path)
    else:
        path.write_bytes(_json(candles) if data_format == "json" else gzip.compress(_json(candles)))


def _json(candles: pd.DataFrame) -> bytes:
    values = candles[list(OHLCV[1:])].to_numpy().tolist()
    return orjson.dumps([[moment, *row] for moment, row in zip(_opens_ms(candles).tolist(), values, strict=True)])
