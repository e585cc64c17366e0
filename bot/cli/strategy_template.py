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

_MORE = """
    trailing_stop = False
    process_only_new_candles = True
    use_exit_signal = True
    exit_profit_only = False
    order_types = {"entry": "limit", "exit": "limit", "stoploss": "market", "stoploss_on_exchange": False}
    order_time_in_force = {"entry": "GTC", "exit": "GTC"}
    plot_config = {"main_plot": {}, "subplots": {"RSI": {"rsi": {"color": "red"}}}}
"""

_CALLBACKS = '''
    def bot_loop_start(self, current_time, **kwargs) -> None:
        """Called at the beginning of every pass."""

    def confirm_trade_entry(
        self, pair, order_type, amount, rate, time_in_force, current_time, entry_tag, side, **kwargs
    ) -> bool:
        """Whether the entry may happen."""
        return True

    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        """The reason to leave the trade now, or None."""
        return None
'''
_ANCHOR = "    startup_candle_count = 30\n"
FULL = Template(MINIMAL.template.replace(_ANCHOR, _ANCHOR + _MORE))
ADVANCED = Template(FULL.template + _CALLBACKS)
TEMPLATES = {"full": FULL, "minimal": MINIMAL, "advanced": ADVANCED}
