"""Buys what fell too far and turns up again; sells into strength. A starting point, no advice."""

import talib.abstract as ta
from pandas import DataFrame

import freqtrade.vendor.qtpylib.indicators as qtpylib
from freqtrade.strategy import IStrategy


class SampleStrategy(IStrategy):
    """RSI and Bollinger bands on five-minute candles."""

    INTERFACE_VERSION = 3

    timeframe = "5m"
    minimal_roi = {"60": 0.005, "20": 0.01, "0": 0.02}
    stoploss = -0.05
    trailing_stop = True
    trailing_stop_positive = 0.005
    trailing_stop_positive_offset = 0.01
    trailing_only_offset_is_reached = True
    startup_candle_count = 30
    plot_config = {
        "main_plot": {"bb_lower": {"color": "grey"}, "bb_upper": {"color": "grey"}},
        "subplots": {"RSI": {"rsi": {"color": "purple"}}},
    }

    def populate_indicators(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        dataframe["rsi"] = ta.RSI(dataframe, timeperiod=14)
        bands = qtpylib.bollinger_bands(qtpylib.typical_price(dataframe), window=20, stds=2)
        dataframe["bb_lower"], dataframe["bb_upper"] = bands["lower"], bands["upper"]
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        dip = (dataframe["rsi"] < 40) & (dataframe["close"] < dataframe["bb_lower"] * 1.005) & (dataframe["volume"] > 0)
        dataframe.loc[dip, ["enter_long", "enter_tag"]] = (1, "dip")
        turn = qtpylib.crossed_above(dataframe["rsi"], 35) & (dataframe["volume"] > 0)
        dataframe.loc[turn, ["enter_long", "enter_tag"]] = (1, "turn")
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        strong = qtpylib.crossed_above(dataframe["rsi"], 68) & (dataframe["volume"] > 0)
        dataframe.loc[strong, ["exit_long", "exit_tag"]] = (1, "strong")
        return dataframe
