"""Writes down what it is asked and what it sees."""

from freqtrade.persistence import Trade
from freqtrade.strategy import IStrategy


class Asking(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    minimal_roi = {"0": 0.02}
    stoploss = -0.05
    use_custom_stoploss = True
    use_custom_roi = True
    position_adjustment_enable = True
    said = []

    def say(self, what, now, *facts):
        self.said.append((what, f"{now:%H:%M}", *facts))

    def populate_entry_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["enter"] == 1, ["enter_long", "enter_tag"]] = (1, "go")
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe["exit_long"] = dataframe["exit"]
        return dataframe

    def bot_start(self, **kwargs):
        self.said.append(("bot_start",))

    def bot_loop_start(self, current_time, **kwargs):
        self.say("loop", current_time, Trade.get_open_trade_count(), round(self.wallets.get_free("USDT"), 2))

    def custom_entry_price(self, pair, trade, current_time, proposed_rate, entry_tag, side, **kwargs):
        analyzed, _ = self.dp.get_analyzed_dataframe(pair, self.timeframe)
        candles = self.dp.get_pair_dataframe(pair, self.timeframe)
        last = [f"{frame['date'].iloc[-1]:%H:%M}" for frame in (analyzed, candles)]
        self.say("entry_price", current_time, proposed_rate, entry_tag, *last)
        return proposed_rate

    def custom_stake_amount(self, pair, current_time, current_rate, proposed_stake, max_stake, **kwargs):
        self.say("stake", current_time, proposed_stake, max_stake)
        return proposed_stake

    def confirm_trade_entry(self, pair, order_type, amount, rate, time_in_force, current_time, **kwargs):
        self.say("confirm_entry", current_time, order_type, amount)
        return True

    def order_filled(self, pair, trade, order, current_time, **kwargs):
        trade.set_custom_data("fills", trade.get_custom_data("fills", 0) + 1)
        self.say("filled", current_time, order.ft_order_side, trade.get_custom_data("fills"))

    def custom_stoploss(self, pair, trade, current_time, current_rate, current_profit, after_fill, **kwargs):
        self.say("stoploss", current_time, current_rate, after_fill)

    def custom_roi(self, pair, trade, current_time, trade_duration, entry_tag, side, **kwargs):
        self.say("roi", current_time, trade_duration)

    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        self.say("exit", current_time, current_rate, current_profit)

    def adjust_trade_position(self, trade, current_time, current_rate, current_profit, **kwargs):
        self.say("position", current_time, current_rate)

    def confirm_trade_exit(self, pair, trade, order_type, amount, rate, time_in_force, exit_reason, **kwargs):
        self.say("confirm_exit", kwargs["current_time"], exit_reason, rate)
        return True


class Spoils(Asking):
    """Changes what it is given: nobody else may see that."""

    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        frame, _ = self.dp.get_analyzed_dataframe(pair, self.timeframe)
        self.say("seen", current_time, frame["close"].iloc[-1], trade.stop_loss)
        frame.loc[:, "close"] = 0.0
        trade.stop_loss = 1.0
        trade.amount = 1e9


class WantsNothing(Asking):
    def custom_stake_amount(self, pair, current_time, current_rate, proposed_stake, max_stake, **kwargs):
        return None


class ReadsHours(Asking):
    def informative_pairs(self):
        return [("BTC/USDT", "1h")]

    def populate_indicators(self, dataframe, metadata):
        for _ in range(2):
            self.dp.get_pair_dataframe("BTC/USDT", "1h")
        return super().populate_indicators(dataframe, metadata)
