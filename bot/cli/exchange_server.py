"""``tradepost exchange-server``."""

from __future__ import annotations

import asyncio
import json
import signal
from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from bot.clock import SystemClock
from bot.errors import Refused
from bot.exchange.synthetic import SyntheticMarket
from bot.exchange_server.keys import ApiKey
from bot.exchange_server.server import ExchangeServer
from bot.exchange_server.thread import HOST

RIGHTS = ("read", "trade", "withdraw", "elsewhere")


def command(
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port to listen on; 0 for a free one.")] = 18_090,
    seed: Annotated[int, typer.Option(help="What the prices are made of.")] = 1,
    pairs: Annotated[int, typer.Option(min=1, max=1000, help="How many pairs with USDT there are.")] = 100,
    balance: Annotated[list[str] | None, typer.Option(help="What the account has; may be repeated.")] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(help="KEY:SECRET or KEY:SECRET:RIGHT, the right being read, trade, withdraw or elsewhere."),
    ] = None,
    slice_ratio: Annotated[
        float | None, typer.Option(min=0.01, max=1.0, help="Waiting orders fill by this share at a time.")
    ] = None,
) -> None:
    """Serve the simulated market over Binance's spot protocol, for tests, on this machine alone."""
    clock = SystemClock()
    keys = [_key(entry) for entry in key or ["test:test"]]
    server = ExchangeServer(
        SyntheticMarket(seed, pairs, clock),
        clock,
        dict(map(_balance, balance or ["USDT=10000"])),
        keys,
        slice_ratio=None if slice_ratio is None else Decimal(str(slice_ratio)),
        seed=seed,
    )
    asyncio.run(_serve(server, port, keys[0]))


async def _serve(server: ExchangeServer, port: int, key: ApiKey) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    port = await server.start(HOST, port)
    print(f"Listening on http://{HOST}:{port}; a bot's config needs")
    print(json.dumps({"exchange": _section(port, key)}, indent=4), flush=True)
    await ended.wait()
    await server.stop()


def _section(port: int, key: ApiKey) -> dict[str, object]:
    """What brings the exchange's library here."""
    paths = {"public": "/api/v3", "private": "/api/v3", "v1": "/api/v1", "sapi": "/sapi/v1"}
    urls: dict[str, object] = {name: f"http://{HOST}:{port}{path}" for name, path in paths.items()}
    urls["ws"] = {"spot": f"ws://{HOST}:{port}/ws", "ws-api": {"spot": f"ws://{HOST}:{port}/ws-api/v3"}}
    return {
        "name": "binance",
        "key": key.key,
        "secret": key.secret,
        "ccxt_config": {"urls": {"api": urls}},
    }


def _balance(text: str) -> tuple[str, Decimal]:
    coin, _, amount = text.partition("=")
    try:
        number = Decimal(amount)
    except InvalidOperation:
        raise Refused(f"--balance is {text}; allowed: COIN=AMOUNT, such as USDT=10000.") from None
    if not coin or not number.is_finite() or number < 0:
        raise Refused(f"--balance is {text}; allowed: COIN=AMOUNT, such as USDT=10000.")
    return coin.upper(), number


def _key(text: str) -> ApiKey:
    name, _, rest = text.partition(":")
    secret, _, right = rest.partition(":")
    if not name or not secret or (right and right not in RIGHTS):
        raise Refused(f"--key is no KEY:SECRET or KEY:SECRET:RIGHT (rights: {', '.join(RIGHTS)}).")
    return ApiKey(
        name, secret, trades=right != "read", withdraws=right == "withdraw", is_from_elsewhere=right == "elsewhere"
    )
