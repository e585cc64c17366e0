"""Binance."""

from __future__ import annotations

from bot.exchange.quirks.base import Quirks

BINANCE = Quirks(
    options={
        "fetchMarkets": {"types": ["spot"]},
        "fetchOpenOrders": {"warnWithoutSymbol": False},
        "warnOnFetchOpenOrdersWithoutSymbol": False,
    },
    swap_options={"fetchMarkets": {"types": ["linear"]}},
    finds_by_client_id=True,
    book_depths=(5, 10, 20, 50, 100, 500, 1000),
    rights_method="sapi_get_account_apirestrictions",
    trade_right="enableSpotAndMarginTrading",
    withdraw_right="enableWithdrawals",
)
