"""Callbacks that change prices, positions and stops all the time."""

import talib.abstract as ta

from freqtrade.strategy import IStrategy, informative


class Adjusting(IStrategy):
    """Most callbacks at once."""

    INTERFACE_VERSION = 3
    timeframe = "15m"
    startup_candle_count = 30
    minimal_roi = {"0": 0.03, "600": 0.01}
    stoploss = -0.06
    use_custom_stoploss = True
    use_custom_roi = True
    position_adjustment_enable = True
    max_entry_position_adjustment = 2
    order_types = {"entry": "limit", "exit": "limit", "stoploss": "market", "stoploss_on_exchange": False}
    unfilledtimeout = {"entry": 240, "exit": 240, "unit": "minutes"}

    @informative("1h")
    def populate_indicators_1h(self, dataframe, metadata):
        dataframe["ema"] = ta.EMA(dataframe, timeperiod=5)
        return dataframe

    def informative_pairs(self):
        return [("BTC/USDT", "1h")]

    def populate_indicators(self, dataframe, metadata):
        dataframe["rsi"] = ta.RSI(dataframe, timeperiod=14)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["rsi"] < 38, ["enter_long", "enter_tag"]] = (1, "low")
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["rsi"] > 66, ["exit_long", "exit_tag"]] = (1, "high")
        return dataframe

    def custom_entry_price(self, pair, trade, current_time, proposed_rate, entry_tag, side, **kwargs):
        assert self.dp.get_analyzed_dataframe(pair, self.timeframe)[0]["date"].iloc[-1] < current_time
        assert self.dp.get_pair_dataframe("BTC/USDT", "1h")["date"].iloc[-1] < current_time
        return proposed_rate * 0.995

    def custom_exit_price(self, pair, trade, current_time, proposed_rate, current_profit, exit_tag, **kwargs):
        return proposed_rate * 1.004

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
        return proposed_stake * 0.7

    def confirm_trade_entry(
        self, pair, order_type, amount, rate, time_in_force, current_time, entry_tag, side, **kwargs
    ):
        return current_time.hour != 13

    def confirm_trade_exit(
        self, pair, trade, order_type, amount, rate, time_in_force, exit_reason, current_time, **kwargs
    ):
        return current_time.hour != 7

    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        if current_time.hour == 20 and current_profit > 0:
            return "evening"

    def custom_stoploss(self, pair, trade, current_time, current_rate, current_profit, after_fill, **kwargs):
        if after_fill:
            return -0.05
        return -0.03 if current_profit > 0.015 else None

    def custom_roi(self, pair, trade, current_time, trade_duration, entry_tag, side, **kwargs):
        return 0.02 if trade_duration > 300 else None

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
            return -trade.stake_amount / 3, "third"
        if current_profit < -0.01 * trade.nr_of_successful_entries:
            return 50, "more"
        return None

    def adjust_entry_price(
        self, trade, order, pair, current_time, proposed_rate, current_order_rate, entry_tag, side, **kwargs
    ):
        if current_time.hour == 15:
            return None
        return proposed_rate * 0.998 if proposed_rate > current_order_rate * 1.006 else current_order_rate

    def adjust_exit_price(
        self, trade, order, pair, current_time, proposed_rate, current_order_rate, entry_tag, side, **kwargs
    ):
        if current_time.hour == 16:
            return None
        return proposed_rate * 1.001 if proposed_rate < current_order_rate * 0.995 else current_order_rate

    def check_entry_timeout(self, pair, trade, order, current_time, **kwargs):
        return current_time.hour == 18

    def check_exit_timeout(self, pair, trade, order, current_time, **kwargs):
        return current_time.hour == 19

    def order_filled(self, pair, trade, order, current_time, **kwargs):
        trade.set_custom_data("n", (trade.get_custom_data("n", 0)) + 1)


class Restless(Adjusting):
    """Prices beyond the candle, orders taken back, stakes beyond the wallet and below the minimum."""

    max_entry_position_adjustment = -1
    trailing_stop = True
    trailing_stop_positive = 0.008
    trailing_stop_positive_offset = 0.012
    use_custom_stoploss = False
    use_custom_roi = False
    minimal_roi = {"0": 0.05, "61": 0.02, "600": -1}
    adjust_entry_price = IStrategy.adjust_entry_price
    adjust_exit_price = IStrategy.adjust_exit_price

    def adjust_order_price(
        self, trade, order, pair, current_time, proposed_rate, current_order_rate, entry_tag, side, is_entry, **kwargs
    ):
        wanted = {
            0: None,
            1: 0,
            2: proposed_rate * (1.02 if is_entry else 0.98),
            3: proposed_rate * (0.99 if is_entry else 1.01),
            4: proposed_rate,
        }
        return wanted.get(current_time.hour % 6, current_order_rate)

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
        return [proposed_stake, min_stake * 0.8, min_stake * 0.5, max_stake * 2, 0, None, 50][current_time.hour % 7]

    def adjust_trade_position(
        self, trade, current_time, current_rate, current_profit, min_stake, max_stake, current_entry_rate,
        current_exit_rate, current_entry_profit, current_exit_profit, **kwargs,
    ):  # fmt: skip
        hour = current_time.hour
        if hour == 3 and current_profit > 0:
            return -trade.stake_amount
        if hour == 9 and current_profit < 0:
            return max_stake * 3
        return {
            5: -trade.stake_amount * 0.97,
            11: 2,
            12: -1000,
            14: (40, "add"),
            17: (-trade.stake_amount * 0.5, "halve"),
        }.get(hour)

    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        return {(22, 30): True, (21, 30): "x" * 300}.get((current_time.hour, current_time.minute))


class Patient(Adjusting):
    """Orders far away, odd stops and odd profits to leave at."""

    unfilledtimeout = {"entry": 90, "exit": 45, "unit": "minutes", "exit_timeout_count": 2}
    use_exit_signal = True
    exit_profit_only = True
    position_adjustment_enable = False
    ignore_roi_if_entry_signal = True

    def custom_entry_price(self, pair, trade, current_time, proposed_rate, entry_tag, side, **kwargs):
        return proposed_rate * [1.01, 0.99, 1.0, 0.997][current_time.hour % 4]

    def custom_exit_price(self, pair, trade, current_time, proposed_rate, current_profit, exit_tag, **kwargs):
        return proposed_rate * [0.99, 1.01, 1.0, 1.003][current_time.hour % 4]

    def custom_stoploss(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        return [0.02, 1.5, -0.03, 0, None, float("nan"), 0.01][current_time.hour % 7]

    def custom_roi(self, pair, trade, current_time, trade_duration, entry_tag, side, **kwargs):
        return [0.01, None, 0.5, -1, 0.0, 0.02][current_time.hour % 6]

    def adjust_exit_price(
        self, trade, order, pair, current_time, proposed_rate, current_order_rate, entry_tag, side, **kwargs
    ):
        return current_order_rate

    def adjust_entry_price(
        self, trade, order, pair, current_time, proposed_rate, current_order_rate, entry_tag, side, **kwargs
    ):
        return current_order_rate
