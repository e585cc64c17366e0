"""Strategy files: found, loaded as they are, refused with file, line and reason."""

from __future__ import annotations

import json

import pytest

from bot.errors import BotError, StrategyError
from bot.strategy.find import find_strategies
from bot.strategy.loader import load_strategy
from tests.builders import some_settings
from tests.unit.strategy.conftest import HEAD, Desk

EVERYTHING = """
import numpy as np
import pandas as pd
import talib.abstract as ta
import technical.indicators as ftt
from technical.util import resample_to_interval
import freqtrade.vendor.qtpylib.indicators as qtpylib
from freqtrade.enums import RunMode, CandleType
from freqtrade.exchange import timeframe_to_minutes, timeframe_to_prev_date
from freqtrade.persistence import Order, PairLocks, Trade
from freqtrade.strategy.interface import IStrategy
from freqtrade.strategy import (
    BooleanParameter, CategoricalParameter, DecimalParameter, IntParameter, RealParameter, informative,
    merge_informative_pair, stoploss_from_absolute, stoploss_from_open, timeframe_to_seconds, timeframe_to_next_date,
)

class Everything(IStrategy):
    INTERFACE_VERSION: int = 3
    timeframe = "15m"
    stoploss = -0.2
    minimal_roi = {"30": 0.01, "0": 0.05}

class NotMine(pd.DataFrame):
    pass
"""


def test_a_file_may_import_what_strategies_import(desk: Desk) -> None:
    desk.write(EVERYTHING, "everything.py")
    strategy = desk.load(name="Everything")
    assert (strategy.name, strategy.options.timeframe, strategy.options.stoploss) == ("Everything", "15m", -0.2)
    assert dict(strategy.options.minimal_roi) == {0: 0.05, 30: 0.01}
    assert strategy.source == EVERYTHING


@pytest.mark.parametrize("name", ["SampleStrategy", "SampleTrend"])
def test_the_samples_load_without_any_folder(desk: Desk, name: str) -> None:
    assert desk.load(name=name).name == name


def test_the_users_own_file_wins_over_a_sample(desk: Desk) -> None:
    desk.write(HEAD.replace("Mine", "SampleStrategy"))
    assert desk.load(name="SampleStrategy").options.stoploss == -0.1


def test_a_broken_file_is_named_with_line_and_reason(desk: Desk) -> None:
    path = desk.write("import os\n\nx = undefined_name\n", "broken.py")
    with pytest.raises(StrategyError) as refusal:
        desk.load(name="Missing")
    assert f"{path} can't be loaded: line 3: NameError: name 'undefined_name' is not defined" in str(refusal.value)


def test_a_syntax_error_is_named_with_its_line(desk: Desk) -> None:
    desk.write("class A(:\n", "broken.py")
    with pytest.raises(StrategyError, match=r"broken\.py can't be loaded: line 1: SyntaxError"):
        desk.load(name="Missing")


def test_a_broken_neighbour_does_not_stand_in_the_way(desk: Desk) -> None:
    desk.write("class A(:\n", "a_broken.py")
    assert desk.load().name == "Mine"
    found = {file.name: file.error for file in find_strategies(some_settings(user_data_dir=desk.folder))}
    assert found.keys() == {"a_broken", "Mine", "SampleStrategy", "SampleTrend"}
    assert [name for name, error in found.items() if error] == ["a_broken"]


def test_an_unknown_strategy_is_refused_with_the_nearest_name(desk: Desk) -> None:
    with pytest.raises(
        StrategyError, match=r"Impossible to load Strategy 'SampleStrategi'.*Did you mean SampleStrategy"
    ):
        desk.load(name="SampleStrategi")


def test_a_module_that_strategies_cannot_use_is_named(desk: Desk) -> None:
    desk.write("from freqtrade.rpc import telegram\n", "deep.py")
    with pytest.raises(StrategyError, match=r"freqtrade\.rpc is not among the modules that strategies can use"):
        desk.load(name="Missing")


def test_folders_below_are_searched_when_asked(desk: Desk) -> None:
    desk.write(HEAD.replace("Mine", "Deep"), "below/deep.py")
    with pytest.raises(StrategyError):
        desk.load(name="Deep")
    assert desk.load(name="Deep", recursive_strategy_search=True).name == "Deep"


def test_a_folder_given_by_the_user_comes_first(desk: Desk) -> None:
    other = desk.folder / "other"
    other.mkdir()
    (other / "mine.py").write_text(HEAD.replace("-0.1", "-0.3"))
    desk.write(HEAD)
    settings = some_settings(user_data_dir=desk.folder, strategy_path=other)
    assert load_strategy("Mine", settings, desk.context()).options.stoploss == -0.3


def test_the_config_wins_over_the_file_but_not_over_a_property(desk: Desk) -> None:
    body = "    trailing_stop = False\n    @property\n    def startup_candle_count(self):\n        return 77\n"
    given = {"trailing_stop": True, "startup_candle_count": 5, "minimal_roi": {"0": 1}, "max_open_trades": -1}
    options = desk.load(body, strategy_values=given).options
    assert (options.trailing_stop, options.startup_candle_count, options.max_open_trades) == (True, 77, -1)
    assert dict(options.minimal_roi) == {0: 1.0}


def test_without_a_word_from_anyone_the_settings_decide(desk: Desk) -> None:
    options = desk.load(max_open_trades=7).options
    assert (options.max_open_trades, options.stake_amount, options.stake_currency) == (7, 100.0, "USDT")
    assert desk.load("    max_open_trades = float('inf')\n").options.max_open_trades == -1


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("    stoploss = 0.1\n", "stoploss is 0.1; allowed: a ratio from -1"),
        ("    stoploss = None\n", "stoploss is None"),
        ("    timeframe = '5 minutes'\n", "timeframe is '5 minutes'"),
        ("    timeframe = None\n", "timeframe is None; allowed: a candle length"),
        ("    minimal_roi = {'a': 1}\n", "minimal_roi is {'a': 1}"),
        ("    minimal_roi = 5\n", "minimal_roi is 5; allowed: a mapping"),
        ("    order_types = {'entry': 'limit'}\n", "allowed: a mapping with entry, exit, stoploss"),
        ("    startup_candle_count = 'many'\n", "startup_candle_count is 'many'; allowed: a whole number"),
        ("    trailing_stop_positive = 'x'\n", "trailing_stop_positive is 'x'; allowed: a number"),
        ("    trailing_stop_positive = -1\n", "allowed: a ratio above 0"),
        (
            "    trailing_stop_positive = 0.02\n    trailing_stop_positive_offset = 0.01\n",
            "more than trailing_stop_pos",
        ),
        (
            "    trailing_stop_positive = 0.02\n    trailing_only_offset_is_reached = True\n",
            "needs a trailing_stop_pos",
        ),
        ("    can_short = True\n", "can_short is True; allowed: False on a spot market"),
        ("    INTERFACE_VERSION = 1\n", "is written for interface version 1 (INTERFACE_VERSION is 1)"),
        ("    INTERFACE_VERSION = 4\n", "has INTERFACE_VERSION 4; allowed: 2 or 3"),
        ("    def __init__(self, config):\n        raise ValueError('no')\n", "can't be made: ValueError: no"),
        (
            "    def adjust_order_price(self, **k): ...\n    def adjust_entry_price(self, **k): ...\n",
            "have one of them, not both",
        ),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(desk: Desk, body: str, words: str) -> None:
    with pytest.raises(BotError) as refusal:
        desk.load(body)
    assert words in str(refusal.value)


def test_the_config_that_a_file_sees_holds_the_effective_options(desk: Desk) -> None:
    body = "    def version(self):\n        return f\"{self.config['stoploss']} {self.config['runmode'].value}\"\n"
    strategy = desk.load(body, raw={"x": {"y": [1]}}, strategy_values={"stoploss": -0.3})
    assert strategy.version == "-0.3 dry_run"


def test_a_parameter_file_beside_the_strategy_is_read(desk: Desk) -> None:
    path = desk.write(HEAD)
    values = {"strategy_name": "Mine", "params": {"buy": {"buy_rsi": 12}, "stoploss": {"stoploss": -0.33}}}
    path.with_suffix(".json").write_text(json.dumps(values))
    strategy = desk.load("    buy_rsi = IntParameter(5, 50, default=30, space='buy')\n")
    assert strategy.options.stoploss == -0.33
    assert [parameter["name"] for parameter in strategy.parameters] == ["buy_rsi"]
    assert strategy.parameters[0]["value"] == 12
