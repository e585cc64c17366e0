"""``tradepost backtesting``, on the simulated exchange and a few hundred candles."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bot.storage.candle_files import CandleFiles
from tests.cli.conftest import Run

HOURS = 400
SPAN = ("--timerange", "20260903-20260915")
STRATEGIES = """
import logging
import os
import signal

from freqtrade.strategy import IStrategy


class Up(IStrategy):
    timeframe = "1h"
    minimal_roi = {"0": 0.02}
    stoploss = -0.02

    def populate_entry_trend(self, dataframe, metadata):
        dataframe.loc[dataframe.index % 7 == 0, ["enter_long", "enter_tag"]] = (1, "seventh")
        return dataframe


class Down(Up):
    stoploss = -0.01


class Talks(Down):
    def bot_start(self, **kwargs):
        logging.getLogger(__name__).warning("a word on the way")


class Dies(Up):
    def bot_start(self, **kwargs):
        os.kill(os.getpid(), signal.SIGKILL)


class Fails(Up):
    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        return self.nothing_of_this_name


class FailsBefore(Up):
    def populate_indicators(self, dataframe, metadata):
        return dataframe["no such column"]


class Shortens(Up):
    def populate_indicators(self, dataframe, metadata):
        return dataframe.iloc[1:-1]


class Mistyped(Up):
    protections = [{"method": "Cooldown"}]
"""


@pytest.fixture
def started(run: Run, folder: Path) -> Run:
    """``started("-s", "Up")``: a backtest in a folder with a config, candles of two pairs, and strategies."""
    config = {
        "stake_currency": "USDT", "stake_amount": 100, "dry_run_wallet": 1000, "max_open_trades": 2, "fee": 0.001,
        "exchange": {"name": "simulated", "pair_whitelist": ["BTC/USDT", "ETH/USDT"]},
    }  # fmt: skip
    (folder / "user_data/strategies").mkdir(parents=True)
    (folder / "user_data/config.json").write_text(json.dumps(config))
    (folder / "user_data/strategies/Mine.py").write_text(STRATEGIES)
    files = CandleFiles(folder / "user_data/data/simulated")
    for number, pair in enumerate(("BTC/USDT", "ETH/USDT")):
        files.save(pair, "1h", waves(number))
    return lambda *arguments: run("backtesting", *arguments)


def waves(number: int) -> pd.DataFrame:
    steps = np.arange(HOURS)
    close = np.round(100 + 5 * np.sin(steps / 9 + number), 2)
    opens = np.concatenate([[100.0], close[:-1]])
    frame = pd.DataFrame({"open": opens, "high": np.maximum(opens, close), "low": np.minimum(opens, close)})
    dates = pd.date_range("2026-09-01", periods=HOURS, freq="h", tz="UTC").as_unit("ms")
    return frame.assign(date=dates, close=close, volume=1.0)


def results(folder: Path) -> list[Path]:
    return sorted((folder / "user_data/backtest_results").glob("*.zip"))


def test_a_backtest_prints_its_tables_and_keeps_the_result(started: Run, folder: Path) -> None:
    ended = started("-s", "Up", *SPAN, "--notes", "a first try")
    assert ended.code == 0, ended.err
    for table in ("BACKTESTING REPORT", "ENTER TAG STATS", "EXIT REASON STATS", "SUMMARY METRICS", "STRATEGY SUMMARY"):
        assert table in ended.out
    (file,) = results(folder)
    meta = json.loads(file.with_suffix(".meta.json").read_text())
    assert meta["Up"]["notes"] == "a first try"


def test_the_same_run_is_not_done_twice(started: Run, folder: Path) -> None:
    first = started("-s", "Up", *SPAN)
    again = started("-s", "Up", *SPAN)
    assert len(results(folder)) == 1
    assert "the stored result" in again.err
    assert again.out == first.out


@pytest.mark.parametrize(
    "change", [("--cache", "none"), ("--fee", "0.002"), ("--max-open-trades", "1"), ("-s", "Down")]
)
def test_another_run_is_done_anew(started: Run, folder: Path, change: tuple[str, str]) -> None:
    started("-s", "Up", *SPAN)
    assert "the stored result" not in started("-s", "Up", *SPAN, *change).err
    assert len(results(folder)) == 2


def test_a_span_with_an_open_end_is_never_taken_from_store(started: Run, folder: Path) -> None:
    for _ in range(2):
        started("-s", "Up", "--timerange", "20260903-")
    assert len(results(folder)) == 2


def test_several_strategies_are_compared(started: Run, folder: Path) -> None:
    started("-s", "Down", *SPAN)
    ended = started("--strategy-list", "Up", "Down", *SPAN)
    assert ended.out.index("Result for strategy Up") < ended.out.index("Result for strategy Down")
    assert "Down: shown is the stored result" in ended.err


def test_strategies_run_in_any_number_of_processes(started: Run, folder: Path) -> None:
    started("-s", "Down", *SPAN)
    several = ("--strategy-list", "Up", "Down", "Talks", *SPAN, "--export", "none", "--logfile", folder / "log")
    alone, shared = started(*several, "-j", "1"), started(*several, "-j", "2")
    assert shared.code == 0, shared.err
    assert shared.out == alone.out
    assert "Down: shown is the stored result" in shared.err
    assert (folder / "log").read_text().count("WARNING - a word on the way") == 2


def test_what_goes_wrong_in_another_process_is_told_like_in_this_one(started: Run) -> None:
    several = ("--strategy-list", "Up", "Fails", *SPAN)
    alone, shared = started(*several, "-j", "1"), started(*several, "-j", "2")
    assert shared.code == alone.code == 2
    assert shared.err.splitlines()[-3:] == alone.err.splitlines()[-3:]
    assert "nothing_of_this_name" in shared.err


def test_a_process_that_is_killed_is_told_of(started: Run, folder: Path) -> None:
    ended = started("--strategy-list", "Up", "Dies", *SPAN, "-j", "2")
    assert ended.code == 2
    assert "killed by the system" in ended.err
    assert results(folder) == []


def test_nothing_is_kept_where_nothing_is_wanted(started: Run, folder: Path) -> None:
    assert started("-s", "Up", *SPAN, "--export", "none").code == 0
    assert results(folder) == []


def test_signals_are_kept_where_they_are_wanted(started: Run, folder: Path) -> None:
    assert started("-s", "Up", *SPAN, "--export", "signals").code == 0
    (file,) = results(folder)
    assert any(name.endswith("_signals.pkl") for name in zipfile.ZipFile(file).namelist())


def test_results_go_where_they_are_wanted(started: Run, folder: Path) -> None:
    started("-s", "Up", *SPAN, "--backtest-directory", folder / "here")
    started("-s", "Up", *SPAN, "--cache", "none", "--backtest-filename", folder / "there/name.json")
    assert results(folder) == []
    assert list((folder / "here").glob("*.zip"))
    assert list((folder / "there").glob("*.zip"))


def test_the_config_gives_what_the_command_line_does_not(started: Run, folder: Path) -> None:
    file = folder / "user_data/config.json"
    more = {"timerange": "20260903-20260910", "strategy": "Up", "export": "none", "backtest_breakdown": ["week"]}
    file.write_text(json.dumps({**json.loads(file.read_text()), **more}))
    ended = started()
    assert "2026-09-10 00:00:00" in ended.out
    assert "WEEK BREAKDOWN" in ended.out
    assert results(folder) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-s", "Up", "--timerange", "20260910-20260903"), "Start date is after stop date"),
        (
            ("-s", "Up", "--timerange", "20200101-20200201"),
            "stored are those from 2026-09-01 00:00 to 2026-09-17 15:00",
        ),
        (("-s", "Up", "-i", "5m"), "none of this length are stored"),
        (("-s", "Up", "--timeframe-detail", "5m"), "There are no 5m candles of BTC/USDT, ETH/USDT"),
        (("-s", "Up", "--timeframe-detail", "2h"), "does not divide the timeframe 1h"),
        (("-s", "Up", "-p", "BTD/USDT"), "has no pair 'BTD/USDT'; did you mean"),
        (("-s", "Up", "--stake-amount", "5000"), "allowed: at most 990 USDT"),
        (("-s", "Up", "--stake-amount", "nan"), "--stake-amount is 'nan'"),
        (("-s", "Upp"), "Did you mean Up?"),
        (("-s", "Up", "--cache", "year"), "'year' is no age"),
        (("-s", "Up", "--export", "all"), "'all' can't be exported"),
        (("-s", "Up", "--breakdown", "hour"), "'hour' is no period"),
        (("-s", "Fails"), "in custom_exit return self.nothing_of_this_name"),
        (("-s", "FailsBefore"), "KeyError: 'no such column'"),
        (("-s", "Shortens"), "398 rows instead of 400"),
        (("-s", "Mistyped", "--enable-protections"), "did you mean CooldownPeriod?"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_can_not_be_done_is_said_in_a_sentence(
    started: Run, folder: Path, arguments: tuple[str, ...], words: str
) -> None:
    ended = started(*arguments)
    assert ended.code == 2
    assert words in ended.text
    assert "site-packages" not in ended.text
    assert results(folder) == []


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda frame: frame.rename(columns={"close": "klose"}), "the columns close are missing"),
        (lambda frame: frame.assign(close="x"), "can't be read"),
        (lambda frame: frame.assign(low=float("nan")), "a price that is no number on 2026-09-01 00:00"),
        (lambda frame: frame.drop(index=range(5, 9)).assign(date=shifted), "do not lie 1h apart"),
    ],
    ids=["columns", "texts", "no numbers", "beside the grid"],
)
def test_candles_that_can_not_be_used_are_named(started: Run, folder: Path, harm, words: str) -> None:
    file = folder / "user_data/data/simulated/BTC_USDT-1h.feather"
    harm(pd.read_feather(file)).reset_index(drop=True).to_feather(file)
    ended = started("-s", "Up")
    assert ended.code == 2
    assert words in ended.text
    assert "BTC" in ended.text


def shifted(frame: pd.DataFrame) -> pd.Series:
    return frame["date"] + pd.to_timedelta(np.arange(len(frame)), unit="s")


def test_half_a_file_is_no_file(started: Run, folder: Path) -> None:
    file = folder / "user_data/data/simulated/BTC_USDT-1h.feather"
    file.write_bytes(file.read_bytes()[:500])
    ended = started("-s", "Up")
    assert ended.code == 2
    assert f"The candle file {file} can't be read" in ended.text


def test_candles_that_appear_twice_count_once(started: Run, folder: Path) -> None:
    first = started("-s", "Up", *SPAN)
    file = folder / "user_data/data/simulated/BTC_USDT-1h.feather"
    frame = pd.read_feather(file)
    pd.concat([frame, frame]).reset_index(drop=True).to_feather(file)
    assert started("-s", "Up", *SPAN, "--cache", "none").out == first.out


def test_a_pair_without_candles_is_left_out(started: Run, folder: Path) -> None:
    ended = started("-s", "Up", *SPAN, "-p", "BTC/USDT", "SOL/USDT")
    assert ended.code == 0
    assert "There are no 1h candles of SOL/USDT" in ended.err


def test_a_list_that_looks_at_the_present_is_refused(started: Run, folder: Path) -> None:
    file = folder / "user_data/config.json"
    lists = [{"method": "VolumePairList", "number_assets": 5}]
    file.write_text(json.dumps({**json.loads(file.read_text()), "pairlists": lists}))
    ended = started("-s", "Up")
    assert ended.code == 2
    assert "pairlists[0].method is 'VolumePairList'" in ended.text


def test_a_dynamic_list_chooses_in_each_candle(started: Run, folder: Path) -> None:
    file = folder / "user_data/config.json"
    lists = [{"method": "StaticPairList"}, {"method": "ShuffleFilter", "seed": 3}]
    file.write_text(json.dumps({**json.loads(file.read_text()), "pairlists": lists, "max_open_trades": 1}))
    once, each = (started("-s", "Up", *SPAN, *more).out for more in ((), ("--enable-dynamic-pairlist",)))
    assert once != each
