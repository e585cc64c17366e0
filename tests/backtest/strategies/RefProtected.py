"""Hyperopt parameters with a parameter file, and protections made from them."""

import talib.abstract as ta

from freqtrade.strategy import CategoricalParameter, DecimalParameter, IntParameter, IStrategy


class RefProtected(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    startup_candle_count = 30
    minimal_roi = {"0": 0.3}  # RefProtected.json has another
    stoploss = -0.3  # RefProtected.json has another

    sell_params = {"sell_rsi": 64}

    buy_rsi = IntParameter(10, 50, default=20, space="buy")
    buy_width = DecimalParameter(1.0, 3.0, default=2.5, decimals=1, space="buy")
    sell_rsi = IntParameter(50, 90, default=80, space="sell")
    mode = CategoricalParameter(["both", "rsi"], default="both", space="buy")
    cooldown = IntParameter(1, 30, default=5, space="protection")

    @property
    def protections(self):
        return [
            {"method": "CooldownPeriod", "stop_duration_candles": self.cooldown.value},
            {
                "method": "StoplossGuard",
                "lookback_period_candles": 72,
                "trade_limit": 3,
                "stop_duration_candles": 36,
                "only_per_pair": False,
            },
            {
                "method": "LowProfitPairs",
                "lookback_period_candles": 288,
                "trade_limit": 2,
                "stop_duration": 240,
                "required_profit": 0.0,
            },
            {
                "method": "MaxDrawdown",
                "lookback_period_candles": 288,
                "trade_limit": 8,
                "stop_duration_candles": 24,
                "max_allowed_drawdown": 0.02,
            },
        ]

    def populate_indicators(self, dataframe, metadata):
        dataframe["rsi"] = ta.RSI(dataframe, timeperiod=10)
        middle = dataframe["close"].rolling(20).mean()
        dataframe["lower"] = middle - self.buy_width.value * dataframe["close"].rolling(20).std()
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        wanted = dataframe["rsi"] < self.buy_rsi.value
        if self.mode.value == "both":
            wanted &= dataframe["close"] < dataframe["lower"]
        dataframe.loc[wanted, "enter_long"] = 1
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["rsi"] > self.sell_rsi.value, "exit_long"] = 1
        return dataframe
