"""What a new strategy file begins with."""

from __future__ import annotations

from string import Template

MINIMAL = Template('''\
"""$name: say here when it buys and why that should earn money."""

import talib.abstract as ta
from pandas import DataFrame

from freqtrade.strategy import IStrategy


class $name(IStrategy):
    INTERFACE_VERSION = 3

    timeframe = "5m"
    stoploss = -0.10
    minimal_roi = {"60": 0.01, "30": 0.02, "0": 0.04}
    startup_candle_count = 30

    def populate_indicators(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        dataframe["rsi"] = ta.RSI(dataframe, timeperiod=14)
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        dataframe.loc[(dataframe["rsi"] < 30) & (dataframe["volume"] > 0), ["enter_long", "enter_tag"]] = (1, "rsi_low")
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        dataframe.loc[(dataframe["rsi"] > 70) & (dataframe["volume"] > 0), ["exit_long", "exit_tag"]] = (1, "rsi_high")
        return dataframe
''')

FULL = Template('''\
"""$name: say here when it buys and why that should earn money."""

from datetime import datetime

import numpy as np
import pandas as pd
import talib.abstract as ta
from pandas import DataFrame

import freqtrade.vendor.qtpylib.indicators as qtpylib
from freqtrade.persistence import Order, Trade
from freqtrade.strategy import (
    BooleanParameter,
    CategoricalParameter,
    DecimalParameter,
    IntParameter,
    IStrategy,
    informative,
    merge_informative_pair,
    stoploss_from_absolute,
    stoploss_from_open,
)


class $name(IStrategy):
    INTERFACE_VERSION = 3

    timeframe = "5m"
    can_short = False

    # When to leave: profit by minutes since the entry, the greatest loss, and a stop that follows the price.
    minimal_roi = {"60": 0.01, "30": 0.02, "0": 0.04}
    stoploss = -0.10
    trailing_stop = False
    # trailing_stop_positive = 0.01
    # trailing_stop_positive_offset = 0.02
    # trailing_only_offset_is_reached = True
    use_exit_signal = True
    exit_profit_only = False
    ignore_roi_if_entry_signal = False

    process_only_new_candles = True
    startup_candle_count = 200  # candles that the slowest indicator needs

    # What `tradepost hyperopt` may change; a file with the suffix .json beside this one holds what it found.
    buy_rsi = IntParameter(10, 40, default=30, space="buy", optimize=True, load=True)
    buy_needs_trend = BooleanParameter(default=True, space="buy")
    sell_rsi = IntParameter(60, 90, default=70, space="sell", optimize=True, load=True)

    order_types = {"entry": "limit", "exit": "limit", "stoploss": "market", "stoploss_on_exchange": False}
    order_time_in_force = {"entry": "GTC", "exit": "GTC"}

    plot_config = {
        "main_plot": {"ema": {"color": "orange"}, "ema_1h": {"color": "white"}},
        "subplots": {"RSI": {"rsi": {"color": "red"}}, "MACD": {"macd": {}, "macdsignal": {"color": "orange"}}},
    }

    @property
    def protections(self):
        return [{"method": "CooldownPeriod", "stop_duration_candles": 2}]

    @informative("1h")
    def populate_indicators_1h(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        """Slower candles of the same pair; the columns get _1h behind their names."""
        dataframe["ema"] = ta.EMA(dataframe, timeperiod=50)
        return dataframe

    def populate_indicators(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        """Columns that the signals look at. Never read the last row by itself: that would look ahead in a backtest."""
        dataframe["rsi"] = ta.RSI(dataframe, timeperiod=14)
        dataframe["ema"] = ta.EMA(dataframe, timeperiod=100)
        macd = ta.MACD(dataframe)
        dataframe["macd"], dataframe["macdsignal"] = macd["macd"], macd["macdsignal"]
        bands = qtpylib.bollinger_bands(qtpylib.typical_price(dataframe), window=20, stds=2)
        dataframe["bb_lower"], dataframe["bb_upper"] = bands["lower"], bands["upper"]
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        """1 in enter_long is a signal to buy after this candle."""
        signal = qtpylib.crossed_above(dataframe["rsi"], self.buy_rsi.value) & (dataframe["volume"] > 0)
        if self.buy_needs_trend.value:
            signal &= dataframe["close"] > dataframe["ema_1h"]
        dataframe.loc[signal, ["enter_long", "enter_tag"]] = (1, "rsi_up")
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        """1 in exit_long is a signal to sell after this candle."""
        signal = qtpylib.crossed_above(dataframe["rsi"], self.sell_rsi.value) & (dataframe["volume"] > 0)
        dataframe.loc[signal, ["exit_long", "exit_tag"]] = (1, "rsi_high")
        return dataframe
''')

_CALLBACKS = '''
    # Every method below may be left out. What each one returns here is what happens without it.

    use_custom_stoploss = False
    use_custom_roi = False
    position_adjustment_enable = False

    def bot_start(self, **kwargs) -> None:
        """Called once, before the first candle."""

    def bot_loop_start(self, current_time: datetime, **kwargs) -> None:
        """Called at the beginning of every pass."""

    def informative_pairs(self):
        """Further (pair, timeframe) candles that self.dp should have."""
        return []

    def custom_entry_price(
        self, pair: str, trade: Trade | None, current_time: datetime, proposed_rate: float, entry_tag: str | None,
        side: str, **kwargs,
    ) -> float:
        """The price of an entry order."""
        return proposed_rate

    def custom_exit_price(
        self, pair: str, trade: Trade, current_time: datetime, proposed_rate: float, current_profit: float,
        exit_tag: str | None, **kwargs,
    ) -> float:
        """The price of a limit exit order."""
        return proposed_rate

    def custom_stake_amount(
        self, pair: str, current_time: datetime, current_rate: float, proposed_stake: float, min_stake: float | None,
        max_stake: float, leverage: float, entry_tag: str | None, side: str, **kwargs,
    ) -> float:
        """What to pay for a new trade, in stake currency."""
        return proposed_stake

    def leverage(
        self, pair: str, current_time: datetime, current_rate: float, proposed_leverage: float, max_leverage: float,
        entry_tag: str | None, side: str, **kwargs,
    ) -> float:
        """How many times its stake a new position should be; not asked on spot markets."""
        return 1.0

    def confirm_trade_entry(
        self, pair: str, order_type: str, amount: float, rate: float, time_in_force: str, current_time: datetime,
        entry_tag: str | None, side: str, **kwargs,
    ) -> bool:
        """Whether the entry may happen: the last word before its order is sent."""
        return True

    def confirm_trade_exit(
        self, pair: str, trade: Trade, order_type: str, amount: float, rate: float, time_in_force: str,
        exit_reason: str, current_time: datetime, **kwargs,
    ) -> bool:
        """Whether the exit may happen; False for a stop loss keeps a losing trade."""
        return True

    def custom_stoploss(
        self, pair: str, trade: Trade, current_time: datetime, current_rate: float, current_profit: float,
        after_fill: bool, **kwargs,
    ) -> float | None:
        """The stop's distance from current_rate, if use_custom_stoploss is set; None keeps it where it is."""
        return None

    def custom_roi(
        self, pair: str, trade: Trade, current_time: datetime, trade_duration: int, entry_tag: str | None, side: str,
        **kwargs,
    ) -> float | None:
        """A profit ratio at which to leave, if use_custom_roi is set."""
        return None

    def custom_exit(
        self, pair: str, trade: Trade, current_time: datetime, current_rate: float, current_profit: float, **kwargs
    ) -> str | bool | None:
        """The reason to leave the trade now, or None."""
        return None

    def adjust_trade_position(
        self, trade: Trade, current_time: datetime, current_rate: float, current_profit: float,
        min_stake: float | None, max_stake: float, current_entry_rate: float, current_exit_rate: float,
        current_entry_profit: float, current_exit_profit: float, **kwargs,
    ) -> float | None | tuple[float | None, str | None]:
        """A stake to add (or, below 0, to take out), if position_adjustment_enable is set."""
        return None

    def check_entry_timeout(self, pair: str, trade: Trade, order: Order, current_time: datetime, **kwargs) -> bool:
        """Whether to give up an entry order."""
        return False

    def check_exit_timeout(self, pair: str, trade: Trade, order: Order, current_time: datetime, **kwargs) -> bool:
        """Whether to give up an exit order."""
        return False

    def adjust_order_price(
        self, trade: Trade, order: Order, pair: str, current_time: datetime, proposed_rate: float,
        current_order_rate: float, entry_tag: str | None, side: str, is_entry: bool, **kwargs,
    ) -> float | None:
        """The price an open order should have on a new candle; None gives it up."""
        return current_order_rate

    def order_filled(self, pair: str, trade: Trade, order: Order, current_time: datetime, **kwargs) -> None:
        """Called after an order was filled."""

    def plot_annotations(
        self, pair: str, start_date: datetime, end_date: datetime, dataframe: DataFrame, **kwargs
    ) -> list:
        """Areas and lines to draw on a chart."""
        return []

    def version(self) -> str | None:
        """Shown to clients."""
        return None
'''
ADVANCED = Template(FULL.template + _CALLBACKS)
TEMPLATES = {"full": FULL, "minimal": MINIMAL, "advanced": ADVANCED}
