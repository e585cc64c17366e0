"""A position that grows when it falls and is sold in parts when it rises."""

import talib.abstract as ta

from freqtrade.strategy import IStrategy


class RefPosition(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "1h"
    startup_candle_count = 20
    minimal_roi = {"0": 0.1, "1440": 0.02}
    stoploss = -0.15
    position_adjustment_enable = True
    max_entry_position_adjustment = 2

    def populate_indicators(self, dataframe, metadata):
        dataframe["rsi"] = ta.RSI(dataframe, timeperiod=7)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["rsi"] < 30, "enter_long"] = 1
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["rsi"] > 85, "exit_long"] = 1
        return dataframe

    def custom_stake_amount(
        self,
        pair,
        current_time,
        current_rate,
        proposed_stake,
        min_stake,
        max_stake,
        leverage,
        entry_tag,
        side,
        **kwargs,
    ):
        return proposed_stake / 2

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
        if current_profit > 0.025 and trade.nr_of_successful_exits == 0:
            return -trade.stake_amount / 2, "half"
        if current_profit < -0.02 * trade.nr_of_successful_entries:
            first = trade.select_filled_orders(trade.entry_side)[0]
            return first.stake_amount_filled, f"add_{trade.nr_of_successful_entries}"
        return None
