"""A strategy that wants nothing of its own: in a drill, commands do the trading."""

from __future__ import annotations

from typing import Any

from pandas import DataFrame

from bot.strategy.base import IStrategy


class IdleStrategy(IStrategy):
    """Leaves at 2 % profit; its stop loss lies on the exchange."""

    timeframe = "1d"
    minimal_roi = {"0": 0.02}
    stoploss = -0.03
    order_types = {"entry": "limit", "exit": "limit", "stoploss": "market", "stoploss_on_exchange": True}
    unfilledtimeout = {"entry": 2, "exit": 2, "exit_timeout_count": 3, "unit": "minutes"}

    def populate_indicators(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        return dataframe
