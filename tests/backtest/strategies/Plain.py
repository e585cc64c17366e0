"""One simple strategy under many options."""

import talib.abstract as ta

from freqtrade.strategy import IStrategy


class Plain(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    startup_candle_count = 20
    minimal_roi = {"0": 0.03, "30": 0.012, "120": 0.004}
    stoploss = -0.02

    def populate_indicators(self, dataframe, metadata):
        dataframe["rsi"] = ta.RSI(dataframe, timeperiod=10)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["rsi"] < 35, "enter_long"] = 1
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["rsi"] > 70, "exit_long"] = 1
        return dataframe


class Hourly(Plain):
    timeframe = "1h"
    startup_candle_count = 0
    minimal_roi = {"0": 0.06, "240": 0.02}
    stoploss = -0.05


class Trailing(Hourly):
    trailing_stop = True


class TrailingPositive(Trailing):
    trailing_stop_positive = 0.01
    trailing_stop_positive_offset = 0.02


class TrailingFromOffset(TrailingPositive):
    trailing_only_offset_is_reached = True


class ProfitOnly(Hourly):
    exit_profit_only = True
    exit_profit_offset = 0.005
    minimal_roi = {}


class MarketOrders(Hourly):
    order_types = {"entry": "market", "exit": "market", "stoploss": "market", "stoploss_on_exchange": False}

    def custom_entry_price(self, pair, trade, current_time, proposed_rate, entry_tag, side, **kwargs):
        return proposed_rate * 0.9

    def custom_exit_price(self, pair, trade, current_time, proposed_rate, current_profit, exit_tag, **kwargs):
        return proposed_rate * 1.2


class LeavesAtOnce(Hourly):
    minimal_roi = {"0": 0.08, "60": 0.03, "180": 0.01, "600": -1}


class LeavesBesideTheGrid(Hourly):
    minimal_roi = {"0": 0.08, "90": 0.03, "610": -1}


class LocksPairs(Plain):
    def order_filled(self, pair, trade, order, current_time, **kwargs):
        from datetime import timedelta

        if order.ft_order_side == "sell" and current_time.hour % 2:
            self.lock_pair(pair, current_time + timedelta(minutes=33), reason="odd")

    def confirm_trade_entry(
        self, pair, order_type, amount, rate, time_in_force, current_time, entry_tag, side, **kwargs
    ):
        return not self.is_pair_locked("ETH/USDT", candle_date=current_time)


class CooledDown(Plain):
    @property
    def protections(self):
        return [
            {"method": "CooldownPeriod", "stop_duration": 17},
            {
                "method": "StoplossGuard", "lookback_period": 360, "trade_limit": 2, "stop_duration": 120,
                "only_per_pair": True, "required_profit": -0.01,
            },
        ]  # fmt: skip


class Guarded(Plain):
    protections = [
        {
            "method": "MaxDrawdown", "lookback_period_candles": 200, "trade_limit": 3, "stop_duration_candles": 30,
            "max_allowed_drawdown": 0.01, "calculation_mode": "equity",
        },
        {
            "method": "LowProfitPairs", "lookback_period": 600, "trade_limit": 1, "stop_duration": 90,
            "required_profit": 0.005, "only_per_side": True,
        },
    ]  # fmt: skip


class UnlocksAtATime(Plain):
    protections = [
        {
            "method": "StoplossGuard", "lookback_period": 720, "trade_limit": 2, "unlock_at": "17:20",
            "only_per_side": True,
        },
        {"method": "CooldownPeriod", "unlock_at": "06:03", "lookback_period": 30},
    ]  # fmt: skip


class LateInTheHour(Hourly):
    def custom_entry_price(self, pair, trade, current_time, proposed_rate, entry_tag, side, **kwargs):
        assert self.dp.get_pair_dataframe(pair, "5m")["date"].iloc[-1] < current_time
        return proposed_rate * (0.996 if current_time.hour % 2 else 1.0)

    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        if current_profit > 0.01 and current_time.minute == 35:
            return "at35"

    def confirm_trade_entry(
        self, pair, order_type, amount, rate, time_in_force, current_time, entry_tag, side, **kwargs
    ):
        return current_time.minute >= 10
