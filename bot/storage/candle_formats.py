"""Candles in files of each format: feather (lz4), parquet, json and jsongz (rows of milliseconds and numbers).

Files are read whole, not mapped into memory: compressed feather must be unpacked anyway, which takes as long and as
much memory either way, and a mapped file that another program cuts short ends the process.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pandas as pd
from pyarrow import ArrowException, feather, ipc, parquet

from bot.domain.frames import OHLCV
from bot.domain.market_data import FUNDING_RATE
from bot.errors import StorageError

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
UNREADABLE = (OSError, EOFError, ValueError, KeyError, TypeError, ArrowException, zlib.error)
FUNDING_COLUMNS = ("date", FUNDING_RATE)


def columns_of(candle_type: str) -> tuple[str, ...]:
    """The columns that a file of this type has."""
    return FUNDING_COLUMNS if candle_type == FUNDING_RATE else OHLCV


def read_candles(path: Path, candle_type: str = "spot", columns: Sequence[str] | None = None) -> pd.DataFrame:
    """The file's candles as they stand there, dates in UTC; ``columns`` reads only these.

    Raises ``StorageError``, which names the file, where it is no candle file.
    """
    wanted = [name for name in columns_of(candle_type) if columns is None or name == "date" or name in columns]
    try:
        stored = _packed(path, candle_type) if path.suffix in (".json", ".gz") else _table(path, wanted)
        return _checked(stored, wanted)
    except UNREADABLE as error:
        raise StorageError(f"The candle file {path} can't be read: {_reason(error)}") from error


def layout_faults(path: Path, candle_type: str = "spot") -> list[str]:
    """How a file that can be read differs from the usual layout. Raises ``StorageError``."""
    if path.suffix in (".json", ".gz"):
        return []
    try:
        schema = _schema(path)
    except UNREADABLE as error:
        raise StorageError(f"The candle file {path} can't be read: {_reason(error)}") from error
    faults = []
    zone = getattr(schema.field("date").type, "tz", None) if "date" in schema.names else "UTC"
    if zone is None:
        faults.append("dates without a time zone, read as UTC")
    elif str(zone) not in ("UTC", "+00:00"):
        faults.append(f"dates in the time zone {zone} instead of UTC")
    others = [name for name in schema.names if name not in columns_of(candle_type) and not name.startswith("__")]
    if others:
        faults.append(f"unknown columns: {', '.join(others)}")
    return faults


def write_candles(candles: pd.DataFrame, path: Path, data_format: str, candle_type: str = "spot") -> None:
    """Replace the file; a crash leaves the old one or the new one, never half of it. Raises ``StorageError``."""
    plain = candles.loc[:, list(columns_of(candle_type))].reset_index(drop=True)
    draft = path.with_name(path.name + ".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(plain, draft, data_format)
        draft.replace(path)
    except (OSError, ArrowException) as error:
        raise StorageError(f"The candle file {path} can't be written: {error}") from error


def opens_ms(candles: pd.DataFrame) -> Integers:
    """When each candle opens."""
    return np.asarray(candles["date"].dt.as_unit("ms").astype("int64"), dtype=np.int64)


def is_ordered(candles: pd.DataFrame) -> bool:
    """Whether every candle opens after the one before it."""
    return bool((np.diff(opens_ms(candles)) > 0).all())


def dated(moments_ms: Integers, values: Floats, columns: Sequence[str] = OHLCV) -> pd.DataFrame:
    """Candles out of bare numbers."""
    candles = pd.DataFrame(values, columns=list(columns[1:]))
    candles.insert(0, "date", pd.DatetimeIndex(moments_ms.astype("M8[ms]"), tz="UTC"))
    return candles


def _table(path: Path, wanted: Sequence[str]) -> pd.DataFrame:
    """Only the wanted columns are unpacked. Older files of funding rates keep the rate where candles have the open."""
    rates = FUNDING_RATE in wanted
    if not rates:
        _check_names(_schema(path).names, wanted)
    if path.suffix == ".feather":
        with path.open("rb") as file:
            table = feather.read_table(file, columns=None if rates else list(wanted))
    else:
        table = parquet.ParquetFile(path).read(columns=None if rates else list(wanted))
    frame: pd.DataFrame = table.to_pandas(self_destruct=True)  # the columns are freed one by one
    if rates and FUNDING_RATE not in frame and "open" in frame:
        return frame.rename(columns={"open": FUNDING_RATE})
    return frame


def _schema(path: Path) -> Any:
    if path.suffix == ".parquet":
        return parquet.read_schema(path)
    with path.open("rb") as file:
        return ipc.open_file(file).schema


def _packed(path: Path, candle_type: str) -> pd.DataFrame:
    raw = path.read_bytes()
    rows = orjson.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    columns = columns_of(candle_type)
    if candle_type == FUNDING_RATE:
        rows = [row[:2] for row in rows]
    table = np.array(rows, dtype=np.float64).reshape(-1, len(columns))
    return dated(table[:, 0].astype(np.int64), table[:, 1:], columns)


def _check_names(names: Sequence[str], wanted: Sequence[str]) -> None:
    missing = [name for name in wanted if name not in names]
    if missing:
        there = ", ".join(map(str, names)) or "none"
        raise ValueError(f"the columns {', '.join(missing)} are missing (needed: {', '.join(wanted)}; there: {there})")


def _checked(stored: pd.DataFrame, wanted: Sequence[str]) -> pd.DataFrame:
    _check_names(list(stored), wanted)
    if pd.api.types.is_numeric_dtype(stored["date"]):
        raise ValueError("its column date holds numbers instead of dates")
    dates = _utc(stored["date"]).dt.as_unit("ms")
    if dates.isna().any():
        raise ValueError("it has candles without a date")
    return stored[list(wanted)].assign(date=dates).astype(dict.fromkeys(wanted[1:], "float64"))


def _utc(dates: pd.Series) -> pd.Series:
    """Dates as they usually are need not be read one by one."""
    is_dated = isinstance(dates.dtype, pd.DatetimeTZDtype)
    found: pd.Series = dates.dt.tz_convert("UTC") if is_dated else pd.to_datetime(dates, utc=True)
    return found


def _write(candles: pd.DataFrame, path: Path, data_format: str) -> None:
    if data_format == "feather":
        candles.to_feather(path, compression="lz4", compression_level=9)
    elif data_format == "parquet":
        candles.to_parquet(path)
    else:
        path.write_bytes(_json(candles) if data_format == "json" else gzip.compress(_json(candles)))


def _json(candles: pd.DataFrame) -> bytes:
    values = candles[list(candles.columns[1:])].to_numpy().tolist()
    return orjson.dumps([[moment, *row] for moment, row in zip(opens_ms(candles).tolist(), values, strict=True)])


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
