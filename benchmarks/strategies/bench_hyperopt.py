"""What `python -m benchmarks.hyperopt` optimises: no callbacks, four parameters of signals."""

import talib.abstract as ta
from pandas import DataFrame

from freqtrade.strategy import BooleanParameter, DecimalParameter, IntParameter, IStrategy


class BenchHyperopt(IStrategy):
    """RSI and an average."""

    timeframe = "5m"
    stoploss = -0.1
    minimal_roi = {"0": 0.02}
    startup_candle_count = 30

    buy_rsi = IntParameter(10, 50, default=30)
    buy_below = BooleanParameter(default=True)
    buy_gap = DecimalParameter(0.98, 1.02, decimals=3, default=1.0)
    sell_rsi = IntParameter(55, 90, default=70)

    def populate_indicators(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        dataframe["rsi"] = ta.RSI(dataframe, timeperiod=14)
        dataframe["ema"] = ta.EMA(dataframe, timeperiod=20)
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        signal = (dataframe["rsi"] < self.buy_rsi.value) & (dataframe["volume"] > 0)
        if self.buy_below.value:
            signal &= dataframe["close"] < dataframe["ema"] * self.buy_gap.value
        dataframe.loc[signal, "enter_long"] = 1
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        dataframe.loc[dataframe["rsi"] > self.sell_rsi.value, "exit_long"] = 1
        return dataframe
