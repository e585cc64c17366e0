"""Candles through the three populate methods."""

from __future__ import annotations

import math

import pytest

from bot.errors import StrategyError
from tests.builders import T0
from tests.fakes.market import some_candles
from tests.unit.strategy.conftest import Desk

CANDLES = some_candles(T0, "5m", [10.0, 11.0, 12.0, 11.0])


def test_indicators_signals_and_tags_are_added_in_order(desk: Desk) -> None:
    strategy = desk.load(
        "    def populate_indicators(self, dataframe, metadata):\n"
        "        dataframe['high3'] = dataframe['close'].rolling(3).max()\n        return dataframe\n"
        "    def populate_entry_trend(self, dataframe, metadata):\n"
        "        dataframe.loc[dataframe['close'] > 11, ['enter_long', 'enter_tag']] = (1, metadata['pair'])\n"
        "        return dataframe\n"
        "    def populate_exit_trend(self, dataframe, metadata):\n"
        "        dataframe.loc[dataframe['close'] < 11, 'exit_long'] = 1\n        return dataframe\n"
    )
    frame = strategy.analyze(CANDLES, "BTC/USDT")
    assert list(frame.columns[6:]) == ["high3", "enter_tag", "enter_long", "exit_tag", "exit_long"]
    assert frame["enter_long"].fillna(0).tolist() == [0, 0, 1, 0]
    assert frame["enter_tag"].tolist() == ["", "", "BTC/USDT", ""]
    assert "high3" not in CANDLES.columns


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("return dataframe.iloc[1:]", "3 rows instead of 4"),
        ("return dataframe.assign(close=1.0)", "another last close"),
        ("return dataframe.drop(columns='date')", "another last date"),
        ("pass", "no data (is a return missing?)"),
        ("return 1 / 0", "ZeroDivisionError: division by zero"),
    ],
)
def test_a_frame_that_does_not_fit_is_refused(desk: Desk, code: str, words: str) -> None:
    strategy = desk.load(f"    def populate_indicators(self, dataframe, metadata):\n        {code}\n")
    with pytest.raises(StrategyError) as refusal:
        strategy.analyze(CANDLES, "BTC/USDT")
    assert words in str(refusal.value)
    assert "BTC/USDT" in str(refusal.value)


def test_the_checks_can_be_switched_off(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    strategy = desk.load(
        "    disable_dataframe_checks = True\n"
        "    def populate_indicators(self, dataframe, metadata):\n        return dataframe.assign(close=1.0)\n"
    )
    assert strategy.analyze(CANDLES, "BTC/USDT")["close"].tolist() == [1.0] * 4
    assert "another last close" in caplog.text


def test_informative_candles_are_merged_before_the_indicators(desk: Desk) -> None:
    desk.candles.frames["BTC/USDT", "15m"] = some_candles(T0, "15m", [10.0, 20.0])
    desk.candles.frames["ETH/USDT", "5m"] = some_candles(T0, "5m", [1.0, 2.0, 3.0, 4.0])
    strategy = desk.load(
        "    @informative('15m')\n    def slow(self, dataframe, metadata):\n"
        "        dataframe['twice'] = dataframe['close'] * 2\n        return dataframe\n"
        "    @informative('5m', 'ETH/{stake}')\n    def other(self, dataframe, metadata):\n        return dataframe\n"
        "    def informative_pairs(self):\n        return [('XRP/USDT', '1h')]\n"
    )
    assert strategy.informative_pairs() == [("XRP/USDT", "1h"), ("BTC/USDT", "15m"), ("ETH/USDT", "5m")]
    frame = strategy.analyze(CANDLES, "BTC/USDT")
    assert frame["twice_15m"].tolist()[2:] == [20.0, 20.0]
    assert frame["eth_usdt_close_5m"].tolist() == [1.0, 2.0, 3.0, 4.0]


def test_annotations_come_from_the_file(desk: Desk) -> None:
    strategy = desk.load(
        "    def plot_annotations(self, pair, start_date, end_date, dataframe, **kwargs):\n"
        "        return [{'type': 'line', 'start': start_date, 'end': end_date, 'n': len(dataframe)}]\n"
    )
    assert strategy.annotations("BTC/USDT", CANDLES)[0]["n"] == 4
    assert desk.load().annotations("BTC/USDT", CANDLES) == ()


@pytest.mark.parametrize("name", ["SampleStrategy", "SampleTrend"])
def test_a_sample_says_something_on_a_moving_market(desk: Desk, name: str) -> None:
    closes = [100 + 10 * math.sin(i / 9) + 3 * math.sin(i / 2) for i in range(600)]
    desk.candles.frames["BTC/USDT", "1h"] = some_candles(T0, "1h", closes[:50])
    strategy = desk.load(name=name)
    frame = strategy.analyze(some_candles(T0, "5m", closes), "BTC/USDT")
    assert len(frame) == 600
    assert frame["enter_long"].sum() > 0
    assert frame["exit_long"].sum() > 0
