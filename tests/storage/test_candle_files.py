"""Candle files: names, formats, repairs and refusals."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.frames import OHLCV
from bot.errors import Refused, StorageError
from bot.storage.candle_files import FORMATS, CandleFiles
from bot.storage.candle_formats import layout_faults
from tests.fakes.market import some_candles

START = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize("data_format", FORMATS)
def test_what_was_saved_is_loaded_again(tmp_path, data_format):
    files = CandleFiles(tmp_path / "data", data_format)
    candles = some_candles(START, "5m", [1.5, 2.25, 0.1 + 0.2])
    files.save("BTC/USDT", "5m", candles)
    pd.testing.assert_frame_equal(files.load("BTC/USDT", "5m"), candles)
    assert files.list() == [("BTC/USDT", "5m", "spot")]


@pytest.mark.parametrize("data_format", FORMATS)
def test_any_format_is_read_whatever_is_written(tmp_path, data_format):
    CandleFiles(tmp_path, data_format).save("BTC/USDT", "1h", some_candles(START, "1h", [1, 2]))
    assert len(CandleFiles(tmp_path).load("BTC/USDT", "1h")) == 2


def test_files_are_named_as_in_the_reference_layout(tmp_path):
    files = CandleFiles(tmp_path)
    candles = some_candles(START, "1h", [1])
    files.save("BTC/USDT", "1M", candles)
    files.save("A.B@C$D+E F/USDT", "1h", candles)
    files.save("BTC/USDT:USDT", "8h", candles, "mark")
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.feather")}
    assert names == {"BTC_USDT-1Mo.feather", "A_B_C_D_E_F_USDT-1h.feather", "futures/BTC_USDT_USDT-8h-mark.feather"}


def test_files_of_the_reference_are_listed(tmp_path):
    (tmp_path / "futures").mkdir()
    for name in (
        "BTC_USDT-1Mo.feather", "BTC_USDT-5m.json.gz", "BTC_USDT-5m.json", "ETH_BTC-1d.parquet",
        "BTC_USDT-trades.feather", "notes.txt", "BTC_USDT-5m-unknown.feather",
        "futures/BTC_USDT_USDT-1h-futures.feather", "futures/BTC_USDT_USDT-1h-funding_rate.feather",
        "futures/BTC_USDT_USDT-251226-1h-mark.feather",
    ):  # fmt: skip
        (tmp_path / name).touch()
    assert CandleFiles(tmp_path).list() == [
        ("BTC/USDT", "1M", "spot"),
        ("BTC/USDT", "5m", "spot"),
        ("BTC/USDT:USDT", "1h", "funding_rate"),
        ("BTC/USDT:USDT", "1h", "futures"),
        ("BTC/USDT:USDT-251226", "1h", "mark"),
        ("ETH/BTC", "1d", "spot"),
    ]


def test_an_absent_folder_has_no_files_and_no_candles(tmp_path):
    files = CandleFiles(tmp_path / "absent")
    assert files.list() == []
    candles = files.load("BTC/USDT", "5m")
    assert candles.empty
    assert tuple(candles.columns) == OHLCV
    assert str(candles["date"].dtype) == "datetime64[ms, UTC]"


def test_start_and_stop_belong_to_the_range(tmp_path):
    files = CandleFiles(tmp_path)
    files.save("BTC/USDT", "5m", some_candles(START, "5m", range(10)))
    part = files.load("BTC/USDT", "5m", START + timedelta(minutes=10), START + timedelta(minutes=20))
    assert list(part["close"]) == [2, 3, 4]
    assert list(files.load("BTC/USDT", "5m", start=START + timedelta(minutes=44))["close"]) == [9]
    assert list(files.load("BTC/USDT", "5m", stop=START)["close"]) == [0]


def test_missing_candles_are_filled_flat_without_volume(tmp_path):
    files = CandleFiles(tmp_path)
    files.save("BTC/USDT", "5m", some_candles(START, "5m", [1, 2, 3, 4]).drop(index=[1, 2]))
    filled = files.load("BTC/USDT", "5m")
    assert list(filled["close"]) == [1, 1, 1, 4]
    assert filled.loc[1, ["open", "high", "low", "close", "volume"]].tolist() == [1, 1, 1, 1, 0]
    assert list(filled["date"].diff().dropna().unique()) == [timedelta(minutes=5)]


def test_the_gap_before_the_range_is_filled_from_the_candle_before_it(tmp_path):
    files = CandleFiles(tmp_path)
    files.save("BTC/USDT", "5m", some_candles(START, "5m", [7, 8, 9]).drop(index=[1]))
    assert list(files.load("BTC/USDT", "5m", start=START + timedelta(minutes=5))["close"]) == [7, 9]


def test_candles_that_appear_twice_are_merged_and_all_are_sorted(tmp_path):
    files = CandleFiles(tmp_path)
    one, two = some_candles(START, "5m", [2, 5]), some_candles(START, "5m", [4, 1])
    files.save("BTC/USDT", "5m", pd.concat([two.iloc[[1]], one.iloc[[0]], two.iloc[[0]]]))
    merged = files.load("BTC/USDT", "5m")
    assert list(merged["high"]) == [4, 4]
    assert list(merged["low"]) == [2, 1]
    assert list(merged["open"]) == [2, 4]
    assert list(merged["close"]) == [4, 1]
    assert list(merged["volume"]) == [10, 10]


def test_months_and_dates_beside_the_grid_are_left_as_they_are(tmp_path):
    files = CandleFiles(tmp_path)
    months = some_candles(START, "1d", [1, 2, 3])
    months["date"] = pd.to_datetime(["2026-01-01", "2026-02-01", "2026-04-01"], utc=True).as_unit("ms")
    files.save("BTC/USDT", "1M", months)
    files.save("BTC/USDT", "1d", months.assign(date=months["date"] + pd.to_timedelta([0, 1, 2], unit="h")))
    assert len(files.load("BTC/USDT", "1M")) == 3
    assert len(files.load("BTC/USDT", "1d")) == 3


CUT_OFF = gzip.compress(b"[[1]]", mtime=0)[:-9]


@pytest.mark.parametrize(
    "name", ["BTC_USDT-5m.feather", "BTC_USDT-5m.json", "BTC_USDT-5m.json.gz", "BTC_USDT-5m.parquet"]
)
@pytest.mark.parametrize("content", [b"", b"not candles", b'[["x"]]', b"[[1,2,3]]", CUT_OFF])
def test_a_corrupt_file_is_named(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(StorageError, match=name.replace(".", r"\.")):
        CandleFiles(tmp_path).load("BTC/USDT", "5m")


def test_a_file_without_the_candle_columns_is_refused(tmp_path):
    pd.DataFrame({"date": [START], "price": [1.0]}).to_feather(tmp_path / "BTC_USDT-5m.feather")
    with pytest.raises(StorageError, match=r"BTC_USDT-5m\.feather can't be read"):
        CandleFiles(tmp_path).load("BTC/USDT", "5m")


def test_a_wrong_date_does_not_fill_the_memory(tmp_path):
    files = CandleFiles(tmp_path)
    candles = some_candles(START, "1m", [1, 2])
    candles.loc[0, "date"] = pd.Timestamp("1970-01-01", tz="UTC")
    files.save("BTC/USDT", "1m", candles)
    with pytest.raises(StorageError, match="goes from 1970"):
        files.load("BTC/USDT", "1m")


def test_a_folder_that_can_t_be_written_is_named(tmp_path):
    (tmp_path / "data").touch()
    with pytest.raises(StorageError, match=r"data/BTC_USDT-5m\.feather can't be written"):
        CandleFiles(tmp_path / "data").save("BTC/USDT", "5m", some_candles(START, "5m", [1]))


def test_a_failed_save_leaves_the_old_file(tmp_path):
    files = CandleFiles(tmp_path)
    files.save("BTC/USDT", "5m", some_candles(START, "5m", [1]))
    (tmp_path / "BTC_USDT-5m.feather.tmp").mkdir()
    with pytest.raises(StorageError):
        files.save("BTC/USDT", "5m", some_candles(START, "5m", [2]))
    assert list(files.load("BTC/USDT", "5m")["close"]) == [1]


@pytest.mark.parametrize("timeframe", ["", "5x", "../5m", "5m/../../etc"])
def test_a_text_that_is_no_timeframe_is_refused(tmp_path, timeframe):
    with pytest.raises(Refused, match="not a timeframe"):
        CandleFiles(tmp_path).load("BTC/USDT", timeframe)


def test_unknown_formats_and_candle_types_are_refused(tmp_path):
    with pytest.raises(Refused, match="allowed: feather"):
        CandleFiles(tmp_path, "hdf5")
    with pytest.raises(Refused, match="allowed: spot"):
        CandleFiles(tmp_path).load("BTC/USDT", "5m", candle_type="../spot")


@pytest.mark.parametrize("pair", ["../../etc/passwd", "a\x00b", "x" * 5000])
def test_a_strange_pair_finds_nothing(tmp_path, pair):
    assert CandleFiles(tmp_path / "data").load(pair, "5m").empty


@given(kept=st.sets(st.integers(0, 40), min_size=1))
def test_loading_gives_an_unbroken_grid_with_the_stored_candles_on_it(kept, tmp_path_factory):
    files = CandleFiles(tmp_path_factory.mktemp("candles"))
    stored = some_candles(START, "1h", [float(10 + i) for i in range(41)]).iloc[sorted(kept)]
    files.save("BTC/USDT", "1h", stored)
    loaded = files.load("BTC/USDT", "1h")
    assert len(loaded) == max(kept) - min(kept) + 1
    assert loaded["date"].is_monotonic_increasing
    assert (
        loaded[loaded["volume"] > 0]
        .reset_index(drop=True)
        .equals(stored.astype({"open": float}).reset_index(drop=True))
    )


RATES = pd.DataFrame(
    {"date": some_candles(START, "8h", [1, 1, 1])["date"], "funding_rate": [1e-4, -2e-4, 0.0]},
)


@pytest.mark.parametrize("data_format", FORMATS)
def test_funding_rates_are_files_of_their_own(tmp_path, data_format):
    files = CandleFiles(tmp_path, data_format)
    files.save("BTC/USDT:USDT", "1h", RATES, "funding_rate")
    loaded = files.load("BTC/USDT:USDT", "1h", candle_type="funding_rate")
    pd.testing.assert_frame_equal(loaded, RATES, check_column_type=False)  # strategies choose how texts are kept
    assert files.list() == [("BTC/USDT:USDT", "1h", "funding_rate")]
    assert files.load("ETH/USDT:USDT", "1h", candle_type="funding_rate").columns.tolist() == ["date", "funding_rate"]


def test_older_files_of_funding_rates_keep_the_rate_in_the_open(tmp_path):
    (tmp_path / "futures").mkdir()
    old = some_candles(START, "8h", [1.0, 2.0]).assign(open=[1e-4, 2e-4])
    old.to_feather(tmp_path / "futures" / "BTC_USDT_USDT-8h-funding_rate.feather")
    loaded = CandleFiles(tmp_path).load("BTC/USDT:USDT", "8h", candle_type="funding_rate")
    assert list(loaded["funding_rate"]) == [1e-4, 2e-4]


@pytest.mark.parametrize("data_format", FORMATS)
def test_only_the_wanted_columns_are_given(tmp_path, data_format):
    files = CandleFiles(tmp_path, data_format)
    files.save("BTC/USDT", "5m", some_candles(START, "5m", [1, 2, 3]))
    assert files.load("BTC/USDT", "5m", columns=["close"]).columns.tolist() == ["date", "close"]
    assert files.load("ETH/USDT", "5m", columns=["close"]).columns.tolist() == ["date", "close"]


def test_gaps_are_filled_alike_with_some_columns(tmp_path):
    files = CandleFiles(tmp_path)
    files.save("BTC/USDT", "5m", some_candles(START, "5m", [1, 2, 3, 4]).iloc[[3, 0, 0]])
    some = files.load("BTC/USDT", "5m", columns=["open", "volume"])
    pd.testing.assert_frame_equal(some, files.load("BTC/USDT", "5m")[["date", "open", "volume"]])
    assert len(files.load("BTC/USDT", "5m", fill=False)) == 2
    assert len(files.stored("BTC/USDT", "5m")) == 3


@pytest.mark.parametrize("zone", ["Europe/Berlin", None])
def test_dates_of_another_time_zone_are_read_in_utc_and_told(tmp_path, zone):
    path = tmp_path / "BTC_USDT-5m.feather"
    candles = some_candles(START, "5m", [1.0, 2.0])
    dates = candles["date"].dt.tz_convert(zone) if zone else candles["date"].dt.tz_localize(None)
    candles.assign(date=dates, extra=1).to_feather(path)
    pd.testing.assert_frame_equal(CandleFiles(tmp_path).load("BTC/USDT", "5m"), candles)
    time_zone, columns = layout_faults(path)
    assert (zone or "without a time zone") in time_zone
    assert columns == "unknown columns: extra"


@pytest.mark.parametrize("data_format", ["feather", "parquet", "json"])
def test_files_that_were_written_here_have_no_faults(tmp_path, data_format):
    files = CandleFiles(tmp_path, data_format)
    files.save("BTC/USDT", "5m", some_candles(START, "5m", [1, 2, 3]))
    assert layout_faults(files.find("BTC/USDT", "5m")) == []


@pytest.mark.parametrize(
    ("dates", "text"), [([1.0, 2.0], "numbers instead of dates"), ([START, None], "candles without a date")]
)
def test_dates_that_are_none_are_refused(tmp_path, dates, text):
    candles = some_candles(START, "5m", [1.0, 2.0])
    candles.assign(date=dates).to_feather(tmp_path / "BTC_USDT-5m.feather")
    with pytest.raises(StorageError, match=text):
        CandleFiles(tmp_path).load("BTC/USDT", "5m")


@pytest.mark.parametrize("data_format", FORMATS)
def test_a_file_that_is_cut_off_anywhere_is_named(tmp_path, data_format):
    files = CandleFiles(tmp_path, data_format)
    files.save("BTC/USDT", "5m", some_candles(START, "5m", [float(n) for n in range(50)]))
    path = files.find("BTC/USDT", "5m")
    whole = path.read_bytes()
    for share in (0.1, 0.5, 0.9, 0.99):
        path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(StorageError, match="can't be read"):
            files.load("BTC/USDT", "5m")


def test_loaded_candles_may_be_changed(tmp_path):
    files = CandleFiles(tmp_path)
    files.save("BTC/USDT", "5m", some_candles(START, "5m", [1.0, 2.0]))
    candles = files.load("BTC/USDT", "5m")
    candles.loc[0, "close"] = 9.0
    candles["close"].to_numpy()
    assert candles.loc[0, "close"] == 9.0
