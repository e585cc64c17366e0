"""Signals and prices as the test's candles carry them."""

from freqtrade.strategy import IStrategy


class Vector(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    minimal_roi = {}
    stoploss = -0.05

    def populate_entry_trend(self, dataframe, metadata):
        dataframe["enter_long"] = dataframe["enter"]
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe["exit_long"] = dataframe["exit"]
        return dataframe


class EntersAt97(Vector):
    def custom_entry_price(self, pair, trade, current_time, proposed_rate, entry_tag, side, **kwargs):
        return 97.0
