"""Stop, exit, prices and refusals decided in callbacks; limit orders that may time out."""

from datetime import timedelta

import talib.abstract as ta

from freqtrade.strategy import IStrategy, stoploss_from_open


class RefCustom(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "1h"
    startup_candle_count = 30
    minimal_roi = {"0": 0.2}
    stoploss = -0.08
    use_custom_stoploss = True
    order_types = {"entry": "limit", "exit": "limit", "stoploss": "market", "stoploss_on_exchange": False}
    unfilledtimeout = {"entry": 120, "exit": 240, "unit": "minutes"}

    def populate_indicators(self, dataframe, metadata):
        dataframe["rsi"] = ta.RSI(dataframe, timeperiod=14)
        dataframe["sar"] = ta.SAR(dataframe)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["rsi"] < 42, ["enter_long", "enter_tag"]] = (1, "low")
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["rsi"] > 70, ["exit_long", "exit_tag"]] = (1, "high")
        return dataframe

    def custom_entry_price(self, pair, trade, current_time, proposed_rate, entry_tag, side, **kwargs):
        return proposed_rate * 0.997

    def custom_exit_price(self, pair, trade, current_time, proposed_rate, current_profit, exit_tag, **kwargs):
        return proposed_rate * 1.002

    def adjust_entry_price(
        self, trade, order, pair, current_time, proposed_rate, current_order_rate, entry_tag, side, **kwargs
    ):
        return proposed_rate * 0.999 if proposed_rate > current_order_rate * 1.005 else current_order_rate

    def confirm_trade_entry(
        self, pair, order_type, amount, rate, time_in_force, current_time, entry_tag, side, **kwargs
    ):
        return current_time.hour != 13

    def confirm_trade_exit(
        self, pair, trade, order_type, amount, rate, time_in_force, exit_reason, current_time, **kwargs
    ):
        return exit_reason != "high" or current_time - trade.open_date_utc > timedelta(hours=4)

    def custom_stoploss(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        if current_profit > 0.02:
            return stoploss_from_open(0.008, current_profit)
        if current_time - trade.open_date_utc > timedelta(hours=30):
            return -0.02
        return None

    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        dataframe, _ = self.dp.get_analyzed_dataframe(pair, self.timeframe)
        last = dataframe.iloc[-1]
        if current_profit > 0.01 and last["sar"] > last["close"]:
            return "sar_above"
        if current_time - trade.open_date_utc > timedelta(days=3):
            return "three_days"
        return None
