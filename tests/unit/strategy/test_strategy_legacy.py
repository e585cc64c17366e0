"""Files that speak of buying and selling."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import StrategyError
from tests.builders import T0, a_trade, an_order
from tests.fakes.market import some_candles
from tests.unit.strategy.conftest import Desk

CANDLES = some_candles(T0, "5m", [10.0, 11.0, 12.0, 11.0])
OLD = """
    INTERFACE_VERSION = 2
    use_sell_signal = False
    sell_profit_only = True
    sell_profit_offset = 0.02
    ignore_roi_if_buy_signal = True
    order_types = {"buy": "limit", "sell": "market", "stoploss": "market", "stoploss_on_exchange": False,
                   "emergencysell": "limit", "forcesell": "market"}
    order_time_in_force = {"buy": "GTC", "sell": "IOC"}
    unfilledtimeout = {"buy": 5, "sell": 7, "unit": "minutes"}

    def populate_buy_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["close"] > 11, ["buy", "buy_tag"]] = (1, "high")
        return dataframe

    def populate_sell_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["close"] < 11, "sell"] = 1
        return dataframe

    def custom_sell(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        return f"{trade.buy_tag} {trade.nr_of_successful_buys}"

    def check_buy_timeout(self, pair, trade, order, **kwargs):
        return order["price"] > 50

    def check_sell_timeout(self, pair, trade, order, **kwargs):
        return True

    def confirm_trade_exit(self, pair, trade, order_type, amount, rate, time_in_force, sell_reason, **kwargs):
        return sell_reason == "roi"
"""


def test_a_file_of_version_2_works_and_is_warned_about(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    strategy = desk.load(OLD)
    frame = strategy.analyze(CANDLES, "BTC/USDT")
    assert frame["enter_long"].fillna(0).tolist() == [0, 0, 1, 0]
    assert frame["exit_long"].fillna(0).tolist() == [1, 0, 0, 0]
    assert frame["enter_tag"].fillna("").tolist() == ["", "", "high", ""]
    assert not {"buy", "sell", "buy_tag"} & set(frame.columns)
    assert "populate_buy_trend is now populate_entry_trend" in caplog.text
    assert "buy and sell in order_types are now entry and exit" in caplog.text


def test_old_options_hold_under_their_new_names(desk: Desk) -> None:
    options = desk.load(OLD).options
    assert (options.use_exit_signal, options.exit_profit_only, options.exit_profit_offset) == (False, True, 0.02)
    assert options.ignore_roi_if_entry_signal
    types = options.order_types
    assert (types.entry, types.exit, types.emergency_exit, types.force_exit) == ("limit", "market", "limit", "market")
    assert dict(options.order_time_in_force) == {"entry": "GTC", "exit": "IOC"}
    assert options.unfilledtimeout is not None
    assert (options.unfilledtimeout.entry, options.unfilledtimeout.exit) == (5, 7)


def test_old_callbacks_are_asked(desk: Desk) -> None:
    strategy = desk.load(OLD)
    trade, order = a_trade(enter_tag="dip", orders=(an_order(),)), an_order()
    assert strategy.custom_exit(trade, T0, 100.0, 0.0) == "dip 1"
    assert strategy.entry_timed_out(trade, order, T0)
    assert strategy.exit_timed_out(trade, order, T0)
    confirm: Any = strategy.confirm_exit
    assert confirm(trade, order.order_type, 1.0, 1.0, "GTC", "roi", T0)
    assert not confirm(trade, order.order_type, 1.0, 1.0, "GTC", "exit_signal", T0)


def test_todays_name_wins_where_a_class_has_both(desk: Desk) -> None:
    body = "    sell_profit_only = True\n    exit_profit_only = False\n"
    assert not desk.load(body).options.exit_profit_only


def test_an_old_name_wins_over_todays_in_a_class_above(desk: Desk) -> None:
    desk.write(
        "from freqtrade.strategy import IStrategy\n"
        "class Above(IStrategy):\n    timeframe = '5m'\n    stoploss = -0.1\n    exit_profit_only = False\n"
        "class Below(Above):\n    sell_profit_only = True\n"
    )
    assert desk.load(name="Below").options.exit_profit_only
    assert not desk.load(name="Above").options.exit_profit_only


def test_super_reaches_the_old_methods_class(desk: Desk) -> None:
    desk.write(
        "from freqtrade.strategy import IStrategy\n"
        "class Above(IStrategy):\n    timeframe = '5m'\n    stoploss = -0.1\n"
        "    def populate_buy_trend(self, dataframe, metadata):\n"
        "        return dataframe.assign(buy=1)\n"
        "class Below(Above):\n"
        "    def populate_buy_trend(self, dataframe, metadata):\n"
        "        return super().populate_buy_trend(dataframe, metadata)\n"
    )
    assert desk.load(name="Below").analyze(CANDLES, "BTC/USDT")["enter_long"].tolist() == [1] * 4


def test_a_file_of_version_1_is_refused_with_what_to_do(desk: Desk) -> None:
    with pytest.raises(StrategyError) as refusal:
        desk.load("    def populate_indicators(self, dataframe):\n        return dataframe\n")
    assert "interface version 1 (populate_indicators takes no metadata)" in str(refusal.value)
    assert "write populate_indicators(self, dataframe, metadata) and set INTERFACE_VERSION = 3" in str(refusal.value)


def test_a_file_without_old_names_is_left_as_it_is(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.load("    INTERFACE_VERSION = 2\n")
    assert "old names" not in caplog.text
