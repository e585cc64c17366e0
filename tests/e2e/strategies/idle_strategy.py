"""A strategy that leaves everything to the user: it gives no signals, and its limits are far away."""

from pandas import DataFrame

from freqtrade.strategy import IStrategy


class IdleStrategy(IStrategy):
    """Never enters, never leaves."""

    INTERFACE_VERSION = 3

    timeframe = "5m"
    minimal_roi = {"0": 100}
    stoploss = -0.99

    def populate_indicators(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        return dataframe
