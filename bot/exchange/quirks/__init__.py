"""What the library does not tell about single exchanges; nothing else in Tradepost names one of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.exchange.quirks.base import Quirks, as_hex, as_uuid
from bot.exchange.quirks.binance import BINANCE

_PLAIN = Quirks()
_BY_CLIENT_ID = Quirks(finds_by_client_id=True)
_KNOWN: Mapping[str, Quirks] = MappingProxyType(
    {
        "binance": BINANCE,
        "binanceus": BINANCE,
        "bitget": _BY_CLIENT_ID,
        "hyperliquid": Quirks(finds_by_client_id=True, client_id=as_hex),
        "kraken": Quirks(client_id=as_uuid),
        "kucoin": Quirks(finds_by_client_id=True, book_depths=(20, 100)),
        "mexc": _BY_CLIENT_ID,
        "myokx": _BY_CLIENT_ID,
        "okx": _BY_CLIENT_ID,
        "okxus": _BY_CLIENT_ID,
    }
)


def quirks_of(exchange: str) -> Quirks:
    """Those of an exchange; most need none."""
    return _KNOWN.get(exchange, _PLAIN)
