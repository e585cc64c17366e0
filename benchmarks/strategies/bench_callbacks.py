"""A backtest that asks the strategy all the time: its stop, its exits, its entries, and more or less of a position."""

from datetime import timedelta

import talib.abstract as ta
from pandas import DataFrame

from freqtrade.strategy import IStrategy


class BenchCallbacks(IStrategy):
    """RSI dips, bought again when they fall and sold in part when they rise."""

    INTERFACE_VERSION = 3
    timeframe = "5m"
    startup_candle_count = 60
    minimal_roi = {"0": 0.05, "240": 0.01}
    stoploss = -0.1
    use_custom_stoploss = True
    position_adjustment_enable = True
    max_entry_position_adjustment = 2

    def populate_indicators(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        dataframe["rsi"] = ta.RSI(dataframe, timeperiod=14)
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        dataframe.loc[(dataframe["rsi"] < 32) & (dataframe["volume"] > 0), ["enter_long", "enter_tag"]] = (1, "dip")
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        dataframe.loc[(dataframe["rsi"] > 75) & (dataframe["volume"] > 0), "exit_long"] = 1
        return dataframe

    def custom_stoploss(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        return -0.01 if current_profit > 0.02 else None

    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        return "long_enough" if current_time - trade.open_date_utc > timedelta(hours=8) else None

    def confirm_trade_entry(
        self, pair, order_type, amount, rate, time_in_force, current_time, entry_tag, side, **kwargs
    ):
        return current_time.hour != 13

    def adjust_trade_position(
        self,
        trade,
        current_time,
        current_rate,
        current_profit,
        min_stake,
        max_stake,
        current_entry_rate,
        current_exit_rate,
        current_entry_profit,
        current_exit_profit,
        **kwargs,
    ):
        if current_profit > 0.012 and trade.nr_of_successful_exits == 0:
            return -trade.stake_amount / 2, "half"
        if current_profit < -0.01 * trade.nr_of_successful_entries:
            return 50.0, "again"
        return None
