"""Strategies put together at random: each of them once found a difference, or none."""

import talib.abstract as ta
from freqtrade.strategy import IStrategy, Trade, stoploss_from_absolute, stoploss_from_open


class Mixed1(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    startup_candle_count = 30
    minimal_roi = {"0": 0.1, "15": 0.02, "60": 0.005}
    stoploss = -0.05
    trailing_stop = False
    use_exit_signal = True
    exit_profit_only = True
    exit_profit_offset = 0.0
    ignore_roi_if_entry_signal = True
    order_types = {"entry": "market", "exit": "market", "stoploss": "market", "stoploss_on_exchange": False}
    use_custom_stoploss = True
    use_custom_roi = False
    position_adjustment_enable = False
    max_entry_position_adjustment = -1

    def populate_indicators(self, dataframe, metadata):
        dataframe["rsi"] = ta.RSI(dataframe, timeperiod=21)
        dataframe["ema"] = ta.EMA(dataframe, timeperiod=20)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        dataframe.loc[(dataframe["rsi"] < 40) & (dataframe["volume"] > 0), ["enter_long", "enter_tag"]] = (1, "lo")
        dataframe.loc[(dataframe["close"] > dataframe["ema"] * 1.004), ["enter_long", "enter_tag"]] = (1, "up")
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["rsi"] > 60, ["exit_long", "exit_tag"]] = (1, "hi")
        return dataframe

    def custom_stoploss(self, pair, trade, current_time, current_rate, current_profit, after_fill, **kwargs):
        return (
            stoploss_from_absolute(trade.open_rate * 0.99, current_rate)
            if (current_time - trade.open_date_utc).total_seconds() > 3600
            else 1
        )

    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        return current_profit > 0.012

    def confirm_trade_entry(
        self, pair, order_type, amount, rate, time_in_force, current_time, entry_tag, side, **kwargs
    ):
        return entry_tag != "up"

    def confirm_trade_exit(
        self, pair, trade, order_type, amount, rate, time_in_force, exit_reason, current_time, **kwargs
    ):
        return current_time.minute != 30


class Mixed2(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    startup_candle_count = 30
    minimal_roi = {"0": 0.1, "15": 0.01, "60": 0.0}
    stoploss = -0.1
    trailing_stop = False
    use_exit_signal = True
    exit_profit_only = True
    exit_profit_offset = 0.005
    ignore_roi_if_entry_signal = True
    order_types = {"entry": "limit", "exit": "limit", "stoploss": "limit", "stoploss_on_exchange": False}
    use_custom_stoploss = True
    use_custom_roi = False
    position_adjustment_enable = True
    max_entry_position_adjustment = 1

    def populate_indicators(self, dataframe, metadata):
        dataframe["rsi"] = ta.RSI(dataframe, timeperiod=14)
        dataframe["ema"] = ta.EMA(dataframe, timeperiod=20)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        dataframe.loc[(dataframe["rsi"] < 30) & (dataframe["volume"] > 0), ["enter_long", "enter_tag"]] = (1, "lo")
        dataframe.loc[(dataframe["close"] > dataframe["ema"] * 1.004), ["enter_long", "enter_tag"]] = (1, "up")
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["rsi"] > 70, ["exit_long", "exit_tag"]] = (1, "hi")
        return dataframe

    def custom_entry_price(self, pair, trade, current_time, proposed_rate, entry_tag, side, **kwargs):
        return proposed_rate * 0.999

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

    def custom_stoploss(self, pair, trade, current_time, current_rate, current_profit, after_fill, **kwargs):
        return stoploss_from_open(0.002, current_profit) if current_profit > 0.01 else None

    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        n = len(Trade.get_trades_proxy(pair=pair, is_open=False))
        return "many" if n % 3 == 1 and current_profit > 0.004 else None

    def confirm_trade_entry(
        self, pair, order_type, amount, rate, time_in_force, current_time, entry_tag, side, **kwargs
    ):
        return Trade.get_open_trade_count() < 2

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
        if current_profit < -0.005 and trade.nr_of_successful_entries < 4:
            return (50.0, "dca")
        if current_profit > 0.01 and trade.nr_of_successful_exits < 2:
            return -trade.stake_amount / 3
        return None


class Mixed3(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    startup_candle_count = 30
    minimal_roi = {"0": 0.015}
    stoploss = -0.02
    trailing_stop = False
    use_exit_signal = False
    exit_profit_only = False
    exit_profit_offset = 0.0
    ignore_roi_if_entry_signal = True
    order_types = {"entry": "market", "exit": "market", "stoploss": "market", "stoploss_on_exchange": False}
    use_custom_stoploss = True
    use_custom_roi = False
    position_adjustment_enable = False
    max_entry_position_adjustment = 2

    def populate_indicators(self, dataframe, metadata):
        dataframe["rsi"] = ta.RSI(dataframe, timeperiod=7)
        dataframe["ema"] = ta.EMA(dataframe, timeperiod=20)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        dataframe.loc[(dataframe["rsi"] < 40) & (dataframe["volume"] > 0), ["enter_long", "enter_tag"]] = (1, "lo")
        dataframe.loc[(dataframe["close"] > dataframe["ema"] * 1.004), ["enter_long", "enter_tag"]] = (1, "up")
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["rsi"] > 60, ["exit_long", "exit_tag"]] = (1, "hi")
        return dataframe

    def custom_stoploss(self, pair, trade, current_time, current_rate, current_profit, after_fill, **kwargs):
        return (
            stoploss_from_absolute(trade.open_rate * 0.99, current_rate)
            if (current_time - trade.open_date_utc).total_seconds() > 3600
            else 1
        )


class Mixed4(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    startup_candle_count = 30
    minimal_roi = {}
    stoploss = -0.03
    trailing_stop = True
    trailing_stop_positive = 0.02
    use_exit_signal = True
    exit_profit_only = False
    exit_profit_offset = 0.0
    ignore_roi_if_entry_signal = False
    order_types = {"entry": "market", "exit": "market", "stoploss": "limit", "stoploss_on_exchange": False}
    use_custom_stoploss = True
    use_custom_roi = False
    position_adjustment_enable = True
    max_entry_position_adjustment = 2

    def populate_indicators(self, dataframe, metadata):
        dataframe["rsi"] = ta.RSI(dataframe, timeperiod=7)
        dataframe["ema"] = ta.EMA(dataframe, timeperiod=20)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        dataframe.loc[(dataframe["rsi"] < 35) & (dataframe["volume"] > 0), ["enter_long", "enter_tag"]] = (1, "lo")
        dataframe.loc[(dataframe["close"] > dataframe["ema"] * 1.004), ["enter_long", "enter_tag"]] = (1, "up")
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["rsi"] > 60, ["exit_long", "exit_tag"]] = (1, "")
        return dataframe

    def custom_entry_price(self, pair, trade, current_time, proposed_rate, entry_tag, side, **kwargs):
        return proposed_rate * 1.001

    def custom_exit_price(self, pair, trade, current_time, proposed_rate, current_profit, exit_tag, **kwargs):
        return proposed_rate * 0.999

    def custom_stoploss(self, pair, trade, current_time, current_rate, current_profit, after_fill, **kwargs):
        return -0.015 if current_profit > 0.005 else -0.04

    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        n = len(Trade.get_trades_proxy(pair=pair, is_open=False))
        return "many" if n % 3 == 1 and current_profit > 0.004 else None

    def confirm_trade_entry(
        self, pair, order_type, amount, rate, time_in_force, current_time, entry_tag, side, **kwargs
    ):
        return entry_tag != "up"

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
        if current_profit < -0.005 and trade.nr_of_successful_entries < 4:
            return (50.0, "dca")
        if current_profit > 0.01 and trade.nr_of_successful_exits < 2:
            return -trade.stake_amount / 3
        return None

    def adjust_exit_price(
        self, trade, order, pair, current_time, proposed_rate, current_order_rate, entry_tag, side, **kwargs
    ):
        return proposed_rate * 1.0005


class Mixed5(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    startup_candle_count = 30
    minimal_roi = {}
    stoploss = -0.03
    trailing_stop = False
    use_exit_signal = True
    exit_profit_only = True
    exit_profit_offset = 0.005
    ignore_roi_if_entry_signal = True
    order_types = {"entry": "market", "exit": "limit", "stoploss": "limit", "stoploss_on_exchange": False}
    use_custom_stoploss = True
    use_custom_roi = False
    position_adjustment_enable = True
    max_entry_position_adjustment = 2

    def populate_indicators(self, dataframe, metadata):
        dataframe["rsi"] = ta.RSI(dataframe, timeperiod=7)
        dataframe["ema"] = ta.EMA(dataframe, timeperiod=20)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        dataframe.loc[(dataframe["rsi"] < 40) & (dataframe["volume"] > 0), ["enter_long", "enter_tag"]] = (1, "lo")
        dataframe.loc[(dataframe["close"] > dataframe["ema"] * 1.004), ["enter_long", "enter_tag"]] = (1, "up")
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["rsi"] > 65, ["exit_long", "exit_tag"]] = (1, "hi")
        return dataframe

    def custom_entry_price(self, pair, trade, current_time, proposed_rate, entry_tag, side, **kwargs):
        return proposed_rate * 0.999

    def custom_stoploss(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        return -0.015 if current_profit > 0.005 else -0.04

    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        return "late" if (current_time - trade.open_date_utc).total_seconds() > 7200 else None

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
        if current_profit < -0.005 and trade.nr_of_successful_entries < 4:
            return (50.0, "dca")
        if current_profit > 0.01 and trade.nr_of_successful_exits < 2:
            return -trade.stake_amount / 3
        return None

    def adjust_entry_price(
        self, trade, order, pair, current_time, proposed_rate, current_order_rate, entry_tag, side, **kwargs
    ):
        return current_order_rate

    @property
    def protections(self):
        return [
            {"method": "CooldownPeriod", "stop_duration_candles": 6},
            {
                "method": "StoplossGuard",
                "lookback_period_candles": 48,
                "trade_limit": 2,
                "stop_duration_candles": 12,
                "only_per_pair": True,
            },
        ]


class Mixed6(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    startup_candle_count = 30
    minimal_roi = {"0": 0.02, "20": 0.02, "90": 0.0}
    stoploss = -0.1
    trailing_stop = True
    trailing_stop_positive = 0.01
    trailing_stop_positive_offset = 0.02
    trailing_only_offset_is_reached = True
    use_exit_signal = False
    exit_profit_only = False
    exit_profit_offset = 0.0
    ignore_roi_if_entry_signal = True
    order_types = {"entry": "limit", "exit": "market", "stoploss": "market", "stoploss_on_exchange": False}
    use_custom_stoploss = True
    use_custom_roi = False
    position_adjustment_enable = False
    max_entry_position_adjustment = 1

    def populate_indicators(self, dataframe, metadata):
        dataframe["rsi"] = ta.RSI(dataframe, timeperiod=7)
        dataframe["ema"] = ta.EMA(dataframe, timeperiod=20)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        dataframe.loc[(dataframe["rsi"] < 35) & (dataframe["volume"] > 0), ["enter_long", "enter_tag"]] = (1, "lo")
        dataframe.loc[(dataframe["close"] > dataframe["ema"] * 1.004), ["enter_long", "enter_tag"]] = (1, "up")
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["rsi"] > 70, ["exit_long", "exit_tag"]] = (1, "hi")
        return dataframe

    def custom_entry_price(self, pair, trade, current_time, proposed_rate, entry_tag, side, **kwargs):
        return proposed_rate * 0.9995

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
        return min(max_stake, proposed_stake * 1.5)

    def custom_stoploss(self, pair, trade, current_time, current_rate, current_profit, after_fill, **kwargs):
        df, _ = self.dp.get_analyzed_dataframe(pair, self.timeframe)
        return (df.iloc[-1]["ema"] * 0.99 / current_rate) - 1 if len(df) else None


class Mixed7(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    startup_candle_count = 30
    minimal_roi = {"0": 0.03, "20": 0.02, "120": 0.005}
    stoploss = -0.03
    trailing_stop = True
    trailing_stop_positive = 0.01
    trailing_stop_positive_offset = 0.015
    trailing_only_offset_is_reached = True
    use_exit_signal = True
    exit_profit_only = True
    exit_profit_offset = 0.0
    ignore_roi_if_entry_signal = False
    order_types = {"entry": "market", "exit": "limit", "stoploss": "market", "stoploss_on_exchange": False}
    use_custom_stoploss = False
    use_custom_roi = True
    position_adjustment_enable = True
    max_entry_position_adjustment = -1

    def populate_indicators(self, dataframe, metadata):
        dataframe["rsi"] = ta.RSI(dataframe, timeperiod=7)
        dataframe["ema"] = ta.EMA(dataframe, timeperiod=20)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        dataframe.loc[(dataframe["rsi"] < 35) & (dataframe["volume"] > 0), ["enter_long", "enter_tag"]] = (1, "lo")
        dataframe.loc[(dataframe["close"] > dataframe["ema"] * 1.004), ["enter_long", "enter_tag"]] = (1, "up")
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["rsi"] > 70, ["exit_long", "exit_tag"]] = (1, "")
        return dataframe

    def custom_entry_price(self, pair, trade, current_time, proposed_rate, entry_tag, side, **kwargs):
        return proposed_rate * 1.001

    def custom_exit_price(self, pair, trade, current_time, proposed_rate, current_profit, exit_tag, **kwargs):
        return proposed_rate * 1.002

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

    def custom_roi(self, pair, trade, current_time, trade_duration, entry_tag, side, **kwargs):
        return 0.01 if entry_tag == "lo" else None

    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        df, _ = self.dp.get_analyzed_dataframe(pair, self.timeframe)
        return "ema" if len(df) and df.iloc[-1]["close"] < df.iloc[-1]["ema"] * 0.99 else None

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
        if current_profit < -0.005 and trade.nr_of_successful_entries < 4:
            return trade.stake_amount / 2
        if current_profit > 0.005 and trade.nr_of_successful_exits < 2:
            return (-trade.stake_amount * 0.4, "tp")
        return None

    def bot_loop_start(self, current_time, **kwargs):
        self.x = current_time.hour


class Mixed8(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    startup_candle_count = 30
    minimal_roi = {"0": 0.015}
    stoploss = -0.03
    trailing_stop = False
    use_exit_signal = True
    exit_profit_only = True
    exit_profit_offset = 0.0
    ignore_roi_if_entry_signal = False
    order_types = {"entry": "market", "exit": "limit", "stoploss": "limit", "stoploss_on_exchange": False}
    use_custom_stoploss = False
    use_custom_roi = False
    position_adjustment_enable = False
    max_entry_position_adjustment = -1

    def populate_indicators(self, dataframe, metadata):
        dataframe["rsi"] = ta.RSI(dataframe, timeperiod=14)
        dataframe["ema"] = ta.EMA(dataframe, timeperiod=20)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        dataframe.loc[(dataframe["rsi"] < 40) & (dataframe["volume"] > 0), ["enter_long", "enter_tag"]] = (1, "lo")
        dataframe.loc[(dataframe["close"] > dataframe["ema"] * 1.004), ["enter_long", "enter_tag"]] = (1, "up")
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["rsi"] > 70, ["exit_long", "exit_tag"]] = (1, "")
        return dataframe

    def custom_entry_price(self, pair, trade, current_time, proposed_rate, entry_tag, side, **kwargs):
        return proposed_rate * 0.9995

    def custom_exit_price(self, pair, trade, current_time, proposed_rate, current_profit, exit_tag, **kwargs):
        return proposed_rate * 0.999

    def confirm_trade_exit(
        self, pair, trade, order_type, amount, rate, time_in_force, exit_reason, current_time, **kwargs
    ):
        return exit_reason not in ("hi",)

    def adjust_entry_price(
        self, trade, order, pair, current_time, proposed_rate, current_order_rate, entry_tag, side, **kwargs
    ):
        return proposed_rate * 0.999


class Mixed9(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    startup_candle_count = 30
    minimal_roi = {}
    stoploss = -0.03
    trailing_stop = True
    use_exit_signal = False
    exit_profit_only = False
    exit_profit_offset = 0.0
    ignore_roi_if_entry_signal = True
    order_types = {"entry": "market", "exit": "limit", "stoploss": "limit", "stoploss_on_exchange": False}
    use_custom_stoploss = True
    use_custom_roi = False
    position_adjustment_enable = False
    max_entry_position_adjustment = 1

    def populate_indicators(self, dataframe, metadata):
        dataframe["rsi"] = ta.RSI(dataframe, timeperiod=7)
        dataframe["ema"] = ta.EMA(dataframe, timeperiod=20)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        dataframe.loc[(dataframe["rsi"] < 35) & (dataframe["volume"] > 0), ["enter_long", "enter_tag"]] = (1, "lo")
        dataframe.loc[(dataframe["close"] > dataframe["ema"] * 1.004), ["enter_long", "enter_tag"]] = (1, "up")
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["rsi"] > 60, ["exit_long", "exit_tag"]] = (1, "hi")
        return dataframe

    def custom_entry_price(self, pair, trade, current_time, proposed_rate, entry_tag, side, **kwargs):
        return proposed_rate * 0.998

    def custom_exit_price(self, pair, trade, current_time, proposed_rate, current_profit, exit_tag, **kwargs):
        return proposed_rate * 1.002

    def custom_stoploss(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        df, _ = self.dp.get_analyzed_dataframe(pair, self.timeframe)
        return (df.iloc[-1]["ema"] * 0.99 / current_rate) - 1 if len(df) else None

    def confirm_trade_entry(
        self, pair, order_type, amount, rate, time_in_force, current_time, entry_tag, side, **kwargs
    ):
        return Trade.get_open_trade_count() < 2

    def confirm_trade_exit(
        self, pair, trade, order_type, amount, rate, time_in_force, exit_reason, current_time, **kwargs
    ):
        return exit_reason != "roi" or current_time.hour % 2 == 0

    def adjust_order_price(
        self, trade, order, pair, current_time, proposed_rate, current_order_rate, entry_tag, side, is_entry, **kwargs
    ):
        return proposed_rate

    @property
    def protections(self):
        return [
            {"method": "CooldownPeriod", "stop_duration_candles": 2},
            {
                "method": "StoplossGuard",
                "lookback_period_candles": 48,
                "trade_limit": 2,
                "stop_duration_candles": 12,
                "only_per_pair": True,
            },
        ]


class Mixed10(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    startup_candle_count = 30
    minimal_roi = {"0": 0.015}
    stoploss = -0.05
    trailing_stop = False
    use_exit_signal = True
    exit_profit_only = True
    exit_profit_offset = 0.005
    ignore_roi_if_entry_signal = False
    order_types = {"entry": "limit", "exit": "limit", "stoploss": "market", "stoploss_on_exchange": False}
    use_custom_stoploss = True
    use_custom_roi = False
    position_adjustment_enable = True
    max_entry_position_adjustment = -1

    def populate_indicators(self, dataframe, metadata):
        dataframe["rsi"] = ta.RSI(dataframe, timeperiod=14)
        dataframe["ema"] = ta.EMA(dataframe, timeperiod=20)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        dataframe.loc[(dataframe["rsi"] < 35) & (dataframe["volume"] > 0), ["enter_long", "enter_tag"]] = (1, "lo")
        dataframe.loc[(dataframe["close"] > dataframe["ema"] * 1.008), ["enter_long", "enter_tag"]] = (1, "up")
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["rsi"] > 65, ["exit_long", "exit_tag"]] = (1, "hi")
        return dataframe

    def custom_stoploss(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        return (
            stoploss_from_absolute(trade.open_rate * 0.99, current_rate)
            if (current_time - trade.open_date_utc).total_seconds() > 3600
            else 1
        )

    def confirm_trade_exit(
        self, pair, trade, order_type, amount, rate, time_in_force, exit_reason, current_time, **kwargs
    ):
        return exit_reason != "roi" or current_time.hour % 2 == 0

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
        if current_profit < -0.01 and trade.nr_of_successful_entries < 4:
            return trade.stake_amount / 2
        if current_profit > 0.01 and trade.nr_of_successful_exits < 2:
            return -trade.stake_amount / 3
        return None

    def bot_loop_start(self, current_time, **kwargs):
        self.x = current_time.hour
