"""What the benchmarks run where the reference is not beside us: the usual indicators, no callbacks."""

import talib.abstract as ta
from pandas import DataFrame

from freqtrade.strategy import IStrategy


class BenchStrategy(IStrategy):
    """RSI and two averages."""

    INTERFACE_VERSION = 3
    timeframe = "5m"
    startup_candle_count = 60
    minimal_roi = {"0": 0.02, "30": 0.01, "90": 0.0}
    stoploss = -0.03

    def populate_indicators(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        dataframe["rsi"] = ta.RSI(dataframe, timeperiod=14)
        dataframe["ema_fast"] = ta.EMA(dataframe, timeperiod=9)
        dataframe["ema_slow"] = ta.EMA(dataframe, timeperiod=30)
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        dip = (dataframe["rsi"] < 38) & (dataframe["close"] < dataframe["ema_slow"]) & (dataframe["volume"] > 0)
        dataframe.loc[dip, ["enter_long", "enter_tag"]] = (1, "dip")
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        dataframe.loc[(dataframe["rsi"] > 62) & (dataframe["volume"] > 0), ["exit_long", "exit_tag"]] = (1, "high")
        return dataframe
