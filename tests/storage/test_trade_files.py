"""Files of public trades, and one writer at a time."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys

import pandas as pd
import pytest

from bot.data.trades import no_trades
from bot.domain.market_data import DATA_FORMATS, TRADE_COLUMNS
from bot.errors import Refused, StorageError
from bot.storage.folder_lock import only_writer
from bot.storage.trade_files import TradeFiles

ROWS = [
    (1793491200000, "7", None, "buy", 0.1 + 0.2, 2.0, 0.6),
    (1793491200000, "8", "limit", "sell", 0.3, 2.0, 0.6),
    (1793491201000, None, None, "sell", 0.3, 2.0, 0.6),
]
TRADES = pd.DataFrame(ROWS, columns=list(TRADE_COLUMNS)).astype({"id": object, "type": object, "side": object})


@pytest.mark.parametrize("data_format", DATA_FORMATS)
def test_what_was_saved_is_loaded_again(tmp_path, data_format):
    files = TradeFiles(tmp_path / "data", data_format)
    files.save("BTC/USDT", TRADES)
    loaded = files.load("BTC/USDT")
    assert [tuple(row) for row in loaded.itertuples(index=False)] == ROWS
    assert [(file.pair, file.data_format) for file in files.files()] == [("BTC/USDT", data_format)]


def test_files_are_named_as_in_the_reference_layout(tmp_path):
    files = TradeFiles(tmp_path, "jsongz")
    files.save("BTC/USDT", TRADES)
    files.save("BTC/USDT:USDT", TRADES)
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.gz")}
    assert names == {"BTC_USDT-trades.json.gz", "futures/BTC_USDT_USDT-trades.json.gz"}
    rows = json.loads(gzip.decompress((tmp_path / "BTC_USDT-trades.json.gz").read_bytes()))
    assert rows[1] == [1793491200000, "8", "limit", "sell", 0.3, 2.0, 0.6]


def test_any_format_is_read_whatever_is_written(tmp_path):
    TradeFiles(tmp_path, "parquet").save("BTC/USDT", TRADES)
    assert len(TradeFiles(tmp_path).load("BTC/USDT")) == 3


def test_trades_come_by_time_each_once(tmp_path):
    files = TradeFiles(tmp_path)
    files.save("BTC/USDT", pd.concat([TRADES.iloc[[2]], TRADES]))
    assert list(files.load("BTC/USDT")["timestamp"]) == [row[0] for row in ROWS]


def test_no_file_is_no_trades(tmp_path):
    loaded = TradeFiles(tmp_path / "absent").load("BTC/USDT")
    pd.testing.assert_frame_equal(loaded, no_trades(), check_dtype=False)
    assert TradeFiles(tmp_path / "absent").files() == []


@pytest.mark.parametrize("name", ["BTC_USDT-trades.feather", "BTC_USDT-trades.json", "BTC_USDT-trades.json.gz"])
@pytest.mark.parametrize("content", [b"", b"cut", b"[[1]]"])
def test_a_corrupt_file_is_named(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(StorageError, match=name.replace(".", r"\.")):
        TradeFiles(tmp_path).load("BTC/USDT")


def test_a_folder_that_can_t_be_written_is_named(tmp_path):
    (tmp_path / "data").touch()
    with pytest.raises(StorageError, match=r"BTC_USDT-trades\.feather can't be written"):
        TradeFiles(tmp_path / "data").save("BTC/USDT", TRADES)
    with pytest.raises(StorageError, match="can't be written"), only_writer(tmp_path / "data"):
        raise AssertionError


def test_an_unknown_format_is_refused(tmp_path):
    with pytest.raises(Refused, match="allowed: feather"):
        TradeFiles(tmp_path, "csv")


def test_one_writer_at_a_time_whoever_ends(tmp_path):
    with only_writer(tmp_path), pytest.raises(Refused, match="is writing in"), only_writer(tmp_path):
        raise AssertionError
    code = (
        "import os, sys; from pathlib import Path; from bot.storage.folder_lock import only_writer\n"
        f"with only_writer(Path({str(tmp_path)!r})): os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    with only_writer(tmp_path):
        assert (tmp_path / ".writing").exists()
