"""An exchange server in this process, and our adapter connected to it through ccxt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.request import Request, urlopen

from bot.clock import SystemClock
from bot.domain.enums import OrderSide, OrderType
from bot.domain.order import OrderRequest
from bot.exchange.real.client import Client
from bot.exchange.real.connect import connect
from bot.exchange.real.market_data import RealMarket
from bot.exchange.real.orders import RealOrders
from bot.exchange.synthetic import SyntheticMarket
from bot.exchange_server.keys import ApiKey
from bot.exchange_server.server import ExchangeServer
from bot.exchange_server.thread import ServerThread
from bot.settings.model import ExchangeSettings, Secret

PAIR = "BTC/USDT"
MONEY = {"USDT": Decimal(100_000)}
KEYS = [
    ApiKey("trader", "secret"),
    ApiKey("reader", "secret", trades=False),
    ApiKey("owner", "secret", withdraws=True),
    ApiKey("traveller", "secret", is_from_elsewhere=True),
]


@dataclass
class Wire:
    """The server and its port."""

    server: ExchangeServer
    port: int

    def settings(
        self, key: str = "trader", secret: str = "secret", *, streams: bool = False, **ccxt_config: Any
    ) -> ExchangeSettings:
        """What brings the library here; ``streams`` takes what comes by WebSocket as well."""
        paths = {"public": "/api/v3", "private": "/api/v3", "v1": "/api/v1", "sapi": "/sapi/v1"}
        urls: dict[str, Any] = {name: f"http://127.0.0.1:{self.port}{path}" for name, path in paths.items()}
        sockets = f"ws://127.0.0.1:{self.port}"
        urls["ws"] = {"spot": f"{sockets}/ws", "ws-api": {"spot": f"{sockets}/ws-api/v3"}}
        config = {"urls": {"api": urls}, "enableRateLimit": False, "timeout": 2000, **ccxt_config}
        return ExchangeSettings(
            name="binance", key=Secret(key), secret=Secret(secret), enable_ws=streams, ccxt_config=config
        )

    def control(self, what: str, body: Any = None, method: str = "POST") -> Any:
        """What a test asks of the server, as any program would."""
        data = None if body is None else json.dumps(body).encode()
        asked = Request(f"http://127.0.0.1:{self.port}/control/{what}", data=data, method=method)
        with urlopen(asked, timeout=10) as answer:
            return json.load(answer)

    def fault(self, what: str, path: str = "", **terms: Any) -> None:
        """Let the next request (or ``count`` of them) to ``path`` go wrong."""
        self.control("faults", [{"what": what, "path": path, "count": 1, **terms}])


@dataclass
class Desk:
    """The adapter's three parts on one connection."""

    client: Client
    market: RealMarket
    orders: RealOrders


@contextmanager
def a_wire(pairs: int = 8, **options: Any) -> Iterator[Wire]:
    clock = SystemClock()
    server = ExchangeServer(SyntheticMarket(1, pairs, clock), clock, MONEY, KEYS, **options)
    with ServerThread(server) as port:
        yield Wire(server, port)


@contextmanager
def a_desk(wire: Wire, settings: ExchangeSettings | None = None) -> Iterator[Desk]:
    """Waits between attempts take no time."""
    client = connect(settings or wire.settings(), pause=no_pause)
    market = RealMarket(client, SystemClock())
    try:
        yield Desk(client, market, RealOrders(client))
    finally:
        market.close()


async def no_pause(_: float) -> None:
    """Nobody waits."""


def a_request(client_order_id: str, side: OrderSide = OrderSide.BUY, **changes: Any) -> OrderRequest:
    values: dict[str, Any] = {
        "client_order_id": client_order_id,
        "pair": PAIR,
        "side": side,
        "order_type": OrderType.MARKET,
        "amount": Decimal("0.01"),
        "price": None,
    }
    return OrderRequest(**{**values, **changes})
