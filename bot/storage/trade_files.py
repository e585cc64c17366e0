"""Files of an exchange's public trades, in the layout that freqtrade's data folders have."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

import orjson
import pandas as pd
from pyarrow import ArrowException

from bot.domain.market_data import DATA_FORMATS, TRADE_COLUMNS
from bot.errors import StorageError
from bot.storage.candle_formats import UNREADABLE
from bot.storage.data_names import StoredTrades, checked_format, exists, trade_files_in, trades_path

_NUMBERS = ("price", "amount", "cost")
_TEXTS = ("id", "type", "side")


class TradeFiles:
    """Reads any of the formats, writes ``data_format``. Columns timestamp (ms), id, type, side, price, amount, cost."""

    def __init__(self, datadir: Path, data_format: str = "feather") -> None:
        self._datadir = datadir
        self._format = checked_format(data_format)

    def files(self) -> Sequence[StoredTrades]:
        """All files of all formats, by pair."""
        return trade_files_in(self._datadir)

    def load(self, pair: str) -> pd.DataFrame:
        """By time, each trade once; empty without a file. Raises ``StorageError``, which names the file."""
        for data_format in (self._format, *DATA_FORMATS):
            path = trades_path(self._datadir, pair, data_format)
            if exists(path):
                return read_trades(path)
        return typed_trades(pd.DataFrame(columns=list(TRADE_COLUMNS)))

    def save(self, pair: str, trades: pd.DataFrame) -> None:
        """Replace a file; a crash leaves the old file or the new one, never half of it."""
        write_trades(trades, trades_path(self._datadir, pair, self._format), self._format)


def read_trades(path: Path) -> pd.DataFrame:
    """Raises ``StorageError``, which names the file."""
    try:
        if path.suffix in (".json", ".gz"):
            raw = path.read_bytes()
            rows = orjson.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
            stored = pd.DataFrame([row[: len(TRADE_COLUMNS)] for row in rows], columns=list(TRADE_COLUMNS))
        else:
            stored = pd.read_feather(path) if path.suffix == ".feather" else pd.read_parquet(path)
        return unique_trades(typed_trades(stored[list(TRADE_COLUMNS)]))
    except UNREADABLE as error:
        raise StorageError(f"The trades file {path} can't be read: {str(error) or type(error).__name__}") from error


def write_trades(trades: pd.DataFrame, path: Path, data_format: str) -> None:
    """Raises ``StorageError``."""
    draft = path.with_name(path.name + ".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(trades.loc[:, list(TRADE_COLUMNS)].reset_index(drop=True), draft, data_format)
        draft.replace(path)
    except (OSError, ArrowException) as error:
        raise StorageError(f"The trades file {path} can't be written: {error}") from error


def typed_trades(trades: pd.DataFrame) -> pd.DataFrame:
    """The columns' types; what an exchange does not tell is empty."""
    texts = {name: trades[name].astype(object).where(trades[name].notna(), None) for name in _TEXTS}
    numbers = trades.astype({"timestamp": "int64", **dict.fromkeys(_NUMBERS, "float64")})
    return numbers.assign(**texts)


def unique_trades(trades: pd.DataFrame) -> pd.DataFrame:
    """By time; a trade that appears twice counts once, known by its id where it has one."""
    ordered = trades.sort_values("timestamp", kind="stable")
    return ordered.drop_duplicates(["timestamp", "id", "side", "price", "amount"]).reset_index(drop=True)


def _write(trades: pd.DataFrame, path: Path, data_format: str) -> None:
    if data_format == "feather":
        trades.to_feather(path, compression="lz4", compression_level=9)
    elif data_format == "parquet":
        trades.to_parquet(path)
    else:
        rows = orjson.dumps(trades.astype(object).where(trades.notna(), None).to_numpy().tolist())
        path.write_bytes(rows if data_format == "json" else gzip.compress(rows))
