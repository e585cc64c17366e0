"""File names in the layout that freqtrade's data folders have.

``<datadir>/BTC_USDT-5m.feather``, ``BTC_USDT-1Mo.feather`` for months, futures under
``<datadir>/futures/BTC_USDT_USDT-1h-mark.feather``; public trades in ``BTC_USDT-trades.feather``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.domain import timeframe as tf
from bot.domain.market_data import CANDLE_TYPES, DATA_FORMATS, is_futures
from bot.errors import Refused

FUTURES_FOLDER = "futures"
_NAME = re.compile(
    r"(?P<pair>[^.]+?)-(?P<length>[1-9][0-9]*)(?P<unit>s|m|h|d|w|Mo|y)(?:-(?P<type>[A-Za-z_]+))?"
    r"\.(?P<ending>feather|parquet|json|json\.gz)"
)
_TRADES_NAME = re.compile(r"(?P<pair>[^.]+)-trades\.(?P<ending>feather|parquet|json|json\.gz)")
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("/:.@$+ ", "_"))
_FORMAT_OF = {ending.removeprefix("."): name for name, ending in DATA_FORMATS.items()}


@dataclass(frozen=True, slots=True, order=True)
class StoredFile:
    """A candle file."""

    pair: str
    timeframe: str
    candle_type: str
    data_format: str
    path: Path


@dataclass(frozen=True, slots=True, order=True)
class StoredTrades:
    """A file of public trades."""

    pair: str
    data_format: str
    path: Path


def checked_format(data_format: str) -> str:
    """The format; raises ``Refused`` where it is none."""
    if data_format not in DATA_FORMATS:
        raise Refused(f"'{data_format}' is no format for candles (allowed: {', '.join(DATA_FORMATS)}).")
    return data_format


def candle_path(datadir: Path, pair: str, timeframe: str, candle_type: str, data_format: str) -> Path:
    """Where a candle file is; raises ``Refused`` for a timeframe or type that is none."""
    tf.seconds(timeframe)  # raises where the text is no timeframe: it becomes part of a path
    if candle_type not in CANDLE_TYPES:
        raise Refused(f"'{candle_type}' is no candle type (allowed: {', '.join(CANDLE_TYPES)}).")
    name = f"{_file_pair(pair)}-{timeframe.replace('M', 'Mo')}"
    if candle_type == "spot":
        return datadir / f"{name}{DATA_FORMATS[data_format]}"
    return datadir / FUTURES_FOLDER / f"{name}-{candle_type}{DATA_FORMATS[data_format]}"


def trades_path(datadir: Path, pair: str, data_format: str) -> Path:
    """Where a file of public trades is; those of a pair with a settlement coin lie with the futures."""
    folder = datadir / FUTURES_FOLDER if is_futures(pair) else datadir
    return folder / f"{_file_pair(pair)}-trades{DATA_FORMATS[data_format]}"


def candle_files_in(datadir: Path) -> list[StoredFile]:
    """All candle files, by pair; an absent folder has none."""
    return sorted([*_candles_in(datadir, "spot"), *_candles_in(datadir / FUTURES_FOLDER, "futures")])


def trade_files_in(datadir: Path) -> list[StoredTrades]:
    """All files of public trades, by pair."""
    found = []
    for folder in (datadir, datadir / FUTURES_FOLDER):
        for path in _files_in(folder):
            match = _TRADES_NAME.fullmatch(path.name)
            if match is not None:
                found.append(StoredTrades(_pair(match["pair"]), _FORMAT_OF[match["ending"]], path))
    return sorted(found)


def exists(path: Path) -> bool:
    """Whether there is such a file; a name that is too long has none."""
    return os.path.isfile(path)  # noqa: PTH113  (Path.is_file raises where a name is too long)


def _candles_in(folder: Path, usual_type: str) -> Iterator[StoredFile]:
    for path in _files_in(folder):
        match = _NAME.fullmatch(path.name)
        if match is not None and (match["type"] or usual_type) in CANDLE_TYPES:
            timeframe = match["length"] + match["unit"].removesuffix("o")
            candle_type = match["type"] or usual_type
            yield StoredFile(_pair(match["pair"]), timeframe, candle_type, _FORMAT_OF[match["ending"]], path)


def _files_in(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from folder.iterdir()


def _file_pair(pair: str) -> str:
    return pair.translate(_NOT_IN_NAMES)


def _pair(name: str) -> str:
    return name.replace("_", "/", 1).replace("_", ":", 1)
