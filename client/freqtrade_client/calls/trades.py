"""Trades, open and closed."""

from typing import Any

from freqtrade_client.calls.base import Calls, Id, Number

WORDS_FOR_NO = ("false", "no", "0")


class TradeCalls(Calls):
    def status(self) -> Any:
        """List the open trades."""
        return self._get("status")

    def count(self) -> Any:
        """Show how many trades are open and how many may be."""
        return self._get("count")

    def trades(self, limit: Number | None = None, offset: Number | None = None, order_by_id: bool | str = True) -> Any:
        """List the closed trades, by id or, where order_by_id is false, the latest first."""
        order = None if is_wanted(order_by_id) else False
        return self._get("trades", query={"limit": limit, "offset": offset, "order_by_id": order})

    def trade(self, trade_id: Id) -> Any:
        """Show one trade."""
        return self._get("trade", trade_id)

    def delete_trade(self, trade_id: Id) -> Any:
        """Forget a trade and cancel its open orders; what was bought stays in the account."""
        return self._delete("trades", trade_id)

    def reload_trade(self, trade_id: Id) -> Any:
        """Read the orders of a trade from the exchange once more."""
        return self._post("trades", trade_id, "reload")

    def cancel_open_order(self, trade_id: Id) -> Any:
        """Cancel the open order of a trade."""
        return self._delete("trades", trade_id, "open-order")

    def list_open_trades_custom_data(self, key: str | None = None, limit: Number = 100, offset: Number = 0) -> Any:
        """Show what the strategy noted at the open trades, under one key or all."""
        return self._get("trades", "open", "custom-data", query={"key": key, "limit": limit, "offset": offset})

    def list_custom_data(self, trade_id: Id, key: str | None = None) -> Any:
        """Show what the strategy noted at one trade, under one key or all."""
        return self._get("trades", trade_id, "custom-data", query={"trade_id": trade_id, "key": key})


def is_wanted(value: bool | str) -> bool:
    """The command line can only say false with a word."""
    return bool(value) and str(value).lower() not in WORDS_FOR_NO
