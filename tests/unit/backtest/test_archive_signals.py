"""Pickled signals: tables come out, nothing else runs."""

from __future__ import annotations

import io
import os
import pickle
import zipfile
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from bot.backtest.archive import contents, signals
from bot.backtest.archive.pickles import FrameUnpickler, zone_builder
from bot.backtest.archive.store import store
from bot.backtest.report.result import results
from bot.errors import NotFound, StorageError
from tests.outcomes import an_outcome
from tests.unit.backtest.recordings import FOLDER, POSITION, PROTECTED

AT = datetime(2026, 11, 22, 22, 28, 48, tzinfo=UTC)


def a_table() -> pd.DataFrame:
    dates = pd.date_range("2026-10-01", periods=4, freq="5min", tz="UTC")
    table = pd.DataFrame(
        {"date": dates, "close": 1.5, "enter_long": 1, "tag": list("abcd"), "odd": [1, "a", None, 2.5]}
    )
    return table.assign(flag=[True, False, True, True], kind=pd.Categorical(list("aabb")), small=np.float32(2))


def stored(folder, **kinds: dict[str, pd.DataFrame]) -> str:
    outcomes = [an_outcome(signals=kinds)]
    return store(folder, outcomes, results(outcomes), config={}, at=AT)


def test_signals_are_written_and_read(tmp_path):
    stem = stored(tmp_path, signals={"BTC/USDT": a_table()}, rejected={"ETH/USDT": a_table().iloc[[0, 2]]})
    (one,) = signals.load(tmp_path, stem, "signals").values()
    pd.testing.assert_frame_equal(one["BTC/USDT"], a_table())
    pd.testing.assert_frame_equal(
        signals.load(tmp_path, stem, "rejected")["SampleStrategy"]["ETH/USDT"], a_table().iloc[[0, 2]]
    )
    assert signals.load(tmp_path, stem, "exited") == {"SampleStrategy": {}}


@pytest.mark.parametrize(("stem", "rows"), [(POSITION, None), (PROTECTED, 59)])
def test_signals_of_the_reference_are_read(stem, rows):
    for kind in signals.KINDS:
        ((_, tables),) = signals.load(FOLDER, stem, kind).items()
        assert all("close" in table.columns and len(table) for table in tables.values())
    if rows:
        table = signals.load(FOLDER, stem, "signals")["RefProtected"]["BTC/USDT"]
        assert len(table) == rows
        assert table["date"].is_monotonic_increasing
        assert (table["low"] <= table["high"]).all()


def test_signals_that_were_not_stored_say_how_they_are(tmp_path):
    stem = stored(tmp_path)
    with pytest.raises(NotFound, match="has no signals: they are stored by a backtest with --export signals"):
        signals.load(tmp_path, stem, "signals")


class Evil:
    def __init__(self, function, *arguments):
        self._call = (function, arguments)

    def __reduce__(self):
        return self._call


@pytest.mark.parametrize(
    "content",
    [
        Evil(os.system, "true"),
        Evil(eval, "1"),
        Evil(getattr, pd.DataFrame, "to_pickle"),
        Evil(pd.read_pickle, "x"),
        Evil(pd.eval, "1"),
        Evil(np.load, "x"),
        {"A": {"BTC/USDT": Evil(os.getcwd)}},
    ],
)
def test_a_file_that_names_anything_else_is_refused(tmp_path, content):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a_signals.pkl", pickle.dumps(content))
    with pytest.raises(StorageError, match="signals of a can't be read"):
        signals.load(tmp_path, "a", "signals")


def test_dotted_names_do_not_reach_methods():
    evil = pickle.PROTO + b"\x04\x8c\x06pandas\x8c\x11DataFrame.to_json\x93."
    with pytest.raises(pickle.UnpicklingError, match=r"DataFrame\.to_json"):
        FrameUnpickler(io.BytesIO(evil)).load()


def test_attributes_are_not_looked_up():
    with pytest.raises(pickle.UnpicklingError, match="looks up attributes"):
        zone_builder(pd, "io")


@pytest.mark.parametrize("content", [b"", b"\x80\x04", b"nonsense", pickle.dumps([1])])
def test_a_damaged_file_is_refused(tmp_path, content):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a_signals.pkl", content)
    with pytest.raises(StorageError, match="can't be read"):
        signals.load(tmp_path, "a", "signals")


def test_the_parameter_file_of_the_reference_is_no_result():
    assert contents.member(FOLDER, PROTECTED, "_RefProtected.json").startswith(b"{")
