"""The commands about data: ``download-data``, ``list-data``, ``check-data``, ``convert-data`` and what is left."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from bot.storage.candle_files import CandleFiles
from bot.storage.folder_lock import only_writer
from tests.cli.conftest import Run
from tests.fakes.config import write_config

SPAN = ("--timerange", "20261101-20261103")


@pytest.fixture
def data(folder: Path) -> Path:
    return folder / "user_data" / "data" / "simulated"


def names(data: Path) -> list[str]:
    return sorted(path.relative_to(data).as_posix() for path in data.rglob("*.*") if path.suffix)


def row_of(text: str, *cells: str) -> str:
    return next(line for line in text.splitlines() if all(f" {cell} " in line for cell in cells))


def test_candles_are_downloaded_listed_and_sound(run: Run, data: Path) -> None:
    ended = run("download-data", "-p", "BTC/USDT", "ETH/.*", "-t", "1h", "5m", *SPAN)
    assert (ended.code, ended.err) == (0, "")
    assert "49" in row_of(ended.out, "ETH/BTC", "1h")
    assert "BTC_USDT-5m.feather" in names(data)
    listed = run("list-data").out
    assert "Found 8 pair / timeframe combinations." in listed
    assert "5m, 1h" in row_of(listed, "BTC/USDT", "spot")
    line = row_of(run("list-data", "--show-timerange", "-p", "BTC/USDT").out, "BTC/USDT", "1h")
    assert "2026-11-01 00:00:00" in line
    assert "2026-11-03 00:00:00" in line
    assert run("check-data").code == 0


def test_one_and_five_minutes_are_usual(run: Run, data: Path) -> None:
    run("download-data", "-p", "BTC/USDT", "--timerange", "20261101-20261101T0100")
    assert names(data) == ["BTC_USDT-1m.feather", "BTC_USDT-5m.feather"]


def test_a_pair_that_fails_is_told_and_stops_no_other(run: Run, data: Path) -> None:
    ended = run("download-data", "-p", "NO/USDT", "BTC/USDT", "FTT/USDT", "-t", "1h", *SPAN)
    assert ended.code == 1
    assert "error: NO/USDT 1h: simulated has no market NO/USDT." in ended.err
    assert "FTT/USDT was left out: it is not active" in ended.err
    assert names(data) == ["BTC_USDT-1h.feather"]


def test_nothing_that_came_is_a_failure(run: Run) -> None:
    assert run("download-data", "-p", "BTC/USDT", "-t", "1h", "--timerange", "19700101-19700102").code == 1


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (["--days", "2", *SPAN], "days is 2 and timerange is 20261101-20261103; allowed: one of them"),
        (["--timerange", "soon"], "Incorrect syntax for timerange"),
        (["-t", "7m"], "simulated has no candles of 7m (allowed: 1m"),
        (["--trading-mode", "futures"], "no futures on 'simulated'"),
        (["--dl-trades", "--prepend"], "--erase"),
        (["--exchange", "krakn"], '"kraken"'),
        (["-p", "("], "neither a pair nor a pattern"),
        (["-p", "FTT/USDT"], "nothing to download from simulated: FTT/USDT: it is not active"),
    ],
)
def test_what_can_t_be_meant_is_refused(run: Run, options: list[str], text: str) -> None:
    pairs = [] if "-p" in options else ["-p", "BTC/USDT"]
    ended = run("download-data", *pairs, *options)
    assert (ended.code, ended.out) == (2, "")
    assert text in ended.text


def test_pairs_come_from_a_file_the_config_or_the_data_folder(run: Run, folder: Path, data: Path) -> None:
    assert "No pairs are given; allowed: --pairs" in run("download-data").err
    data.mkdir(parents=True)
    (data / "pairs.json").write_text('["ETH/USDT"] // mine')
    run("download-data", "-t", "1h", *SPAN)
    assert names(data) == ["ETH_USDT-1h.feather", "pairs.json"]
    config = write_config(folder, exchange={"name": "simulated", "pair_whitelist": ["SOL/USDT"]})
    run("download-data", "-c", config, "-t", "1h", *SPAN)
    (folder / "some.json").write_text('["XRP/USDT"]')
    run("download-data", "-c", config, "-t", "1h", *SPAN, "--pairs-file", "some.json")
    assert names(data) == ["ETH_USDT-1h.feather", "SOL_USDT-1h.feather", "XRP_USDT-1h.feather", "pairs.json"]


@pytest.mark.parametrize("content", [None, "{", '{"pairs": []}', "[]", "[1]"])
def test_a_file_of_pairs_that_is_none_is_refused(run: Run, folder: Path, content: str | None) -> None:
    if content is not None:
        (folder / "some.json").write_text(content)
    ended = run("download-data", "--pairs-file", "some.json")
    assert ended.code == 2
    assert "some.json" in ended.err
    assert '["BTC/USDT", "ETH/USDT"]' in ended.err


def test_a_second_writer_is_refused(run: Run, data: Path) -> None:
    with only_writer(data):
        ended = run("download-data", "-p", "BTC/USDT", "-t", "1h", *SPAN)
    assert ended.code == 2
    assert "Another download or repair is writing" in ended.err


def test_trades_are_downloaded_and_make_the_exchange_s_candles(run: Run, data: Path) -> None:
    span = ("--timerange", "20261101-20261101T0400")
    ended = run("download-data", "-p", "BTC/USDT", "--dl-trades", *span)
    assert ended.code == 0
    assert names(data) == ["BTC_USDT-trades.feather"]
    listed = run("list-data", "--trades", "--show-timerange").out
    assert "Found trades data for 1 pair." in listed
    assert "2026-11-01 00:00:00" in row_of(listed, "BTC/USDT", "spot")
    assert run("trades-to-ohlcv", "-t", "5m").code == 0
    made = CandleFiles(data).load("BTC/USDT", "5m")
    run("download-data", "-p", "BTC/USDT", "-t", "5m", "--erase", *span)
    real = CandleFiles(data).load("BTC/USDT", "5m").iloc[: len(made)]
    assert len(made) == 48
    pd.testing.assert_frame_equal(made, real, check_exact=False)


def test_trades_may_be_converted_at_once(run: Run, data: Path) -> None:
    run(
        "download-data",
        "-p",
        "BTC/USDT",
        "--dl-trades",
        "--convert",
        "-t",
        "1h",
        "--timerange",
        "20261101-20261101T0400",
    )
    assert names(data) == ["BTC_USDT-1h.feather", "BTC_USDT-trades.feather"]


def test_there_must_be_trades_to_make_candles_of(run: Run) -> None:
    ended = run("trades-to-ohlcv")
    assert ended.code == 2
    assert "download-data --dl-trades" in ended.err


def test_formats_are_converted(run: Run, data: Path) -> None:
    run("download-data", "-p", "BTC/USDT", "-t", "1h", "1d", *SPAN)
    before = CandleFiles(data).load("BTC/USDT", "1h")
    ended = run("convert-data", "--format-from", "feather", "--format-to", "json", "-t", "1h", "--erase")
    assert ended.code == 0
    assert "Converted 1 files" in ended.out
    assert names(data) == ["BTC_USDT-1d.feather", "BTC_USDT-1h.json"]
    rows = json.loads((data / "BTC_USDT-1h.json").read_text())
    assert rows[0][0] == 1793491200000
    pd.testing.assert_frame_equal(CandleFiles(data).load("BTC/USDT", "1h"), before)
    run("convert-data", "--format-from", "json", "--format-to", "parquet")
    assert run("list-data").out.count("BTC/USDT") == 1, "in two formats, yet the same"


def test_formats_of_trades_are_converted(run: Run, data: Path) -> None:
    run("download-data", "-p", "BTC/USDT", "--dl-trades", "--timerange", "20261101-20261101T0100")
    run("convert-trade-data", "--format-from", "feather", "--format-to", "jsongz", "--erase")
    assert names(data) == ["BTC_USDT-trades.json.gz"]
    assert "Found trades data for 1 pair." in run("list-data", "--trades").out


@pytest.mark.parametrize("command", ["convert-data", "convert-trade-data"])
def test_the_same_format_twice_is_refused(run: Run, command: str) -> None:
    assert run(command, "--format-from", "json", "--format-to", "json").code == 2


def test_the_download_writes_the_wanted_format(run: Run, data: Path) -> None:
    run("download-data", "-p", "BTC/USDT", "-t", "1h", *SPAN, "--data-format-ohlcv", "parquet")
    assert names(data) == ["BTC_USDT-1h.parquet"]
    assert run("list-data", "--data-format-ohlcv", "json").out.startswith("Found 0 pair")


def test_gaps_are_found_and_repaired(run: Run, data: Path) -> None:
    run("download-data", "-p", "BTC/USDT", "ETH/USDT", "-t", "1h", *SPAN)
    files = CandleFiles(data)
    whole = files.stored("BTC/USDT", "1h")
    files.save("BTC/USDT", "1h", pd.concat([whole.iloc[:5], whole.iloc[9:], whole.iloc[-2:]]))
    found = run("check-data")
    assert found.code == 1
    assert "2 repeated, 1 out of order, 4 missing" in found.text
    assert "missing from 2026-11-01 05:00:00 to 2026-11-01 08:00:00, 4 candles" in found.text
    repaired = run("check-data", "--repair")
    assert repaired.code == 0
    assert "BTC/USDT 1h: repaired, 4 candles of simulated." in repaired.err
    pd.testing.assert_frame_equal(files.stored("BTC/USDT", "1h"), whole)


def test_what_can_t_be_repaired_is_told(run: Run, data: Path) -> None:
    run("download-data", "-p", "BTC/USDT", "-t", "1h", *SPAN)
    files = CandleFiles(data)
    files.save("NO/USDT", "1h", files.stored("BTC/USDT", "1h").drop(index=[3]))
    (data / "ETH_USDT-1h.feather").write_bytes((data / "BTC_USDT-1h.feather").read_bytes()[:500])
    ended = run("check-data", "--repair")
    assert ended.code == 1
    assert "NO/USDT 1h spot: not all could be repaired: simulated has no market NO/USDT." in ended.text
    assert "ETH_USDT-1h.feather can't be read" in ended.text
    assert (data / "ETH_USDT-1h.feather").stat().st_size == 500, "left alone"


def test_a_long_list_of_gaps_is_cut(run: Run, data: Path) -> None:
    run("download-data", "-p", "BTC/USDT", "-t", "15m", *SPAN)
    files = CandleFiles(data)
    files.save("BTC/USDT", "15m", files.stored("BTC/USDT", "15m").iloc[::2])
    assert "and 76 more gaps" in run("check-data").text
    assert run("check-data", "--all-gaps").out.count("missing from") == 96


def test_listing_tells_files_that_can_t_be_read_after_the_others(run: Run, data: Path) -> None:
    run("download-data", "-p", "BTC/USDT", "-t", "1h", *SPAN)
    (data / "ETH_USDT-1h.feather").write_bytes(b"cut")
    ended = run("list-data", "--show-timerange")
    assert ended.code == 2
    assert "BTC/USDT" in ended.out
    assert "ETH_USDT-1h.feather can't be read" in ended.err


def test_an_empty_folder_lists_nothing(run: Run) -> None:
    assert run("list-data").out == "Found 0 pair / timeframe combinations.\n"
    assert run("list-data", "--trades").out == "Found trades data for 0 pairs.\n"
