"""Trades that are opened and closed by hand."""

from typing import Any

from freqtrade_client.calls.base import Calls, Id, Number, given


class OrderCalls(Calls):
    def forcebuy(self, pair: str, price: Number | None = None) -> Any:
        """Buy a pair now. Older name: forceenter can do more."""
        return self._post("forcebuy", body={"pair": pair, "price": price})

    def forceenter(
        self,
        pair: str,
        side: str,
        price: Number | None = None,
        *,
        order_type: str | None = None,
        stake_amount: Number | None = None,
        leverage: Number | None = None,
        enter_tag: str | None = None,
    ) -> Any:
        """Open a trade now; side is long or short."""
        options = {
            "price": price,
            "ordertype": order_type,
            "stakeamount": stake_amount,
            "leverage": leverage,
            "entry_tag": enter_tag,
        }
        return self._post("forceenter", body={"pair": pair, "side": side, **given(options)})

    def forceexit(self, tradeid: Id, ordertype: str | None = None, amount: Number | None = None) -> Any:
        """Close a trade now, wholly or in part; tradeid may be all."""
        return self._post("forceexit", body={"tradeid": tradeid, "ordertype": ordertype, "amount": amount})
