"""Follows a trend from the crossing of two averages until it breaks. A starting point, no advice."""

from datetime import datetime

import talib.abstract as ta
from pandas import DataFrame

import freqtrade.vendor.qtpylib.indicators as qtpylib
from freqtrade.persistence import Trade
from freqtrade.strategy import IntParameter, IStrategy, informative, stoploss_from_open


class SampleTrend(IStrategy):
    """Two averages on five-minute candles, with the hourly trend behind them and a stop that locks profit in."""

    INTERFACE_VERSION = 3

    timeframe = "5m"
    minimal_roi = {"0": 0.10}
    stoploss = -0.08
    use_custom_stoploss = True
    startup_candle_count = 60
    order_types = {"entry": "limit", "exit": "limit", "stoploss": "market", "stoploss_on_exchange": False}
    plot_config = {"main_plot": {"fast": {"color": "green"}, "slow": {"color": "red"}}}

    buy_fast = IntParameter(5, 15, default=9, space="buy")
    buy_slow = IntParameter(20, 50, default=26, space="buy")

    @informative("1h")
    def populate_hourly(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        dataframe["trend"] = ta.EMA(dataframe, timeperiod=20)
        return dataframe

    def populate_indicators(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        dataframe["fast"] = ta.EMA(dataframe, timeperiod=self.buy_fast.value)
        dataframe["slow"] = ta.EMA(dataframe, timeperiod=self.buy_slow.value)
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        crossed = qtpylib.crossed_above(dataframe["fast"], dataframe["slow"])
        with_the_trend = dataframe["close"] > dataframe["trend_1h"]
        dataframe.loc[crossed & with_the_trend, ["enter_long", "enter_tag"]] = (1, "cross")
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        crossed = qtpylib.crossed_below(dataframe["fast"], dataframe["slow"])
        dataframe.loc[crossed, ["exit_long", "exit_tag"]] = (1, "cross_back")
        return dataframe

    def custom_stoploss(
        self, pair: str, trade: Trade, current_time: datetime, current_rate: float, current_profit: float, **kwargs
    ) -> float | None:
        """Once 2 % ahead, never lose again."""
        return stoploss_from_open(0.002, current_profit) if current_profit > 0.02 else None
