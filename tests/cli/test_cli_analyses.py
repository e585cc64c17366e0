"""``tradepost lookahead-analysis`` and ``recursive-analysis`` on stored candles."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from math import sin
from pathlib import Path

import pytest

from bot.storage.candle_files import CandleFiles
from tests.builders import T0
from tests.cli.conftest import Run
from tests.fakes.market import some_candles

STRATEGIES = """
import talib.abstract as ta
from freqtrade.strategy import IStrategy

class Clean(IStrategy):
    timeframe = "5m"
    stoploss = -0.1
    minimal_roi = {"0": 0.02}
    startup_candle_count = 30

    def populate_indicators(self, dataframe, metadata):
        dataframe["rsi"] = ta.RSI(dataframe, timeperiod=14)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["rsi"] < 35, "enter_long"] = 1
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["rsi"] > 65, "exit_long"] = 1
        return dataframe

class Seer(Clean):
    def populate_indicators(self, dataframe, metadata):
        dataframe["ahead"] = dataframe["close"].shift(-3)
        return super().populate_indicators(dataframe, metadata)

    def populate_entry_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["ahead"] > dataframe["close"] * 1.01, "enter_long"] = 1
        return dataframe

class Shaped(Clean):
    startup_candle_count = 0
"""
RANGE = ("--timerange", "20261102-20261104")


@pytest.fixture(autouse=True)
def files(folder: Path) -> None:
    """A strategy file, five days of candles and a config."""
    user = folder / "user_data"
    (user / "strategies").mkdir(parents=True)
    (user / "strategies/some.py").write_text(STRATEGIES)
    closes = [100 + 8 * sin(step / 13) + 3 * sin(step / 3) for step in range(1440)]
    CandleFiles(user / "data/simulated").save("BTC/USDT", "5m", some_candles(T0 - timedelta(days=1), "5m", closes))
    config = {"stake_currency": "USDT", "exchange": {"name": "simulated", "pair_whitelist": ["BTC/USDT"]}, "fee": 0}
    (folder / "config.json").write_text(json.dumps(config))


def rows(text: str) -> dict[str, list[str]]:
    """Cells of a printed table by their first."""
    lines = [[cell.strip() for cell in line.strip("│").split("│")] for line in text.splitlines() if "│" in line]
    return {line[0]: line for line in lines}


def test_a_strategy_that_looks_ahead_is_told_from_one_that_does_not(run: Run, folder: Path) -> None:
    several = ("--strategy-list", "Clean", "Seer", "--minimum-trade-amount", "3", "--targeted-trade-amount", "4")
    ended = run("lookahead-analysis", *several, *RANGE, "--lookahead-analysis-exportfilename", "bias.csv")
    assert ended.code == 0, ended.err
    with (folder / "bias.csv").open() as file:
        table = {row["strategy"]: row for row in csv.DictReader(file)}
    assert (table["Clean"]["has_bias"], table["Clean"]["biased_indicators"]) == ("No", "")
    assert (table["Seer"]["has_bias"], table["Seer"]["biased_entry_signals"]) == ("Yes", "4")
    assert table["Seer"]["biased_indicators"] == "ahead, enter_long"
    assert "Seer" in ended.out


def test_an_exported_table_keeps_other_strategies(run: Run, folder: Path) -> None:
    (folder / "bias.csv").write_text("filename,strategy,has_bias\nother.py,Other,No\nsome.py,Clean,Yes\n")
    export = ("--lookahead-analysis-exportfilename", "bias.csv")
    assert run("lookahead-analysis", "-s", "Clean", *RANGE, *export, "--minimum-trade-amount", "20").code == 0
    lines = (folder / "bias.csv").read_text().splitlines()
    assert lines[1] == "other.py,Other,No"
    assert lines[2].startswith("some.py,Clean,too few trades,")
    assert len(lines) == 3


def test_indicators_are_listed_with_the_candles_they_need(run: Run) -> None:
    ended = run("recursive-analysis", "-s", "Seer", *RANGE, "--startup-candle", "60", "120")
    assert ended.code == 0, ended.err
    cells = rows(ended.out)["rsi"]
    assert "30 (from strategy)" in ended.out
    assert abs(float(cells[1].rstrip("%"))) > abs(float(cells[3].rstrip("%")))
    assert "These look into the future: ahead." in ended.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("lookahead-analysis", "-s", "Clean"), "needs a timerange"),
        (("recursive-analysis", "-s", "Clean"), "needs a timerange"),
        (("recursive-analysis", "-s", "Shaped", *RANGE), "startup_candle_count is 0"),
        (("recursive-analysis", "-s", "Nobody", *RANGE), "Impossible to load Strategy 'Nobody'"),
        (("recursive-analysis", "-s", "Clean", "--timerange", "20300101-"), "No 5m candles of BTC/USDT"),
        (("lookahead-analysis", "-s", "Clean", "--timerange", "nonsense"), "Incorrect syntax for timerange"),
        (("lookahead-analysis", "-s", "Clean", *RANGE, "--targeted-trade-amount", "1"), "targeted_trade_amount is 1"),
        (("lookahead-analysis", "-s", "Clean", *RANGE, "-p", "NO/PAIR"), "No pairs are left"),
    ],
)
def test_what_stands_in_the_way_is_said(run: Run, arguments: tuple[str, ...], words: str) -> None:
    ended = run(*arguments)
    assert ended.code == 2
    assert words in ended.text
