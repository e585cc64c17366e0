"""The server: routes, the order of checks, faults on the way."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from decimal import Decimal
from random import Random
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from bot.clock import Clock
from bot.errors import ExchangeError
from bot.exchange.bars import to_ms
from bot.exchange.venue.order import Fill, VenueOrder
from bot.exchange.venue.venue import Venue
from bot.exchange_server import refusals, wire
from bot.exchange_server.faults import Faults, Rule
from bot.exchange_server.keys import ApiKey, Keyring
from bot.exchange_server.market import ChangedMarket
from bot.exchange_server.private import Private
from bot.exchange_server.public import Public
from bot.exchange_server.refusals import Refusal
from bot.exchange_server.streams import ACCOUNT, CANDLES, Streams
from bot.ports.exchange import MarketData

MATCH_EVERY_S = 0.2
STOP_LIMIT_S = 1.0
PUSH_EVERY = 5  # looks at the market
FOREVER_S = 3600.0
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
log = logging.getLogger(__name__)


class ExchangeServer:
    """Serves one account on one address; ``start()`` and ``stop()`` belong to the same event loop."""

    def __init__(
        self,
        market: MarketData,
        clock: Clock,
        balances: Mapping[str, Decimal],
        keys: list[ApiKey],
        *,
        slice_ratio: Decimal | None = None,
        seed: int = 1,
    ) -> None:
        self.market = ChangedMarket(market)
        self.venue = Venue(self.market, clock, balances, slice_ratio=slice_ratio)
        self.faults = Faults(Random(seed))  # noqa: S311 - a test must be repeatable
        self.requests: dict[str, int] = {}
        self._start = dict(balances)
        self._clock = clock
        self._keyring = Keyring(keys)
        self._clock_offset_ms = 0
        self._runner: web.AppRunner | None = None
        self._matcher: asyncio.Task[None] | None = None
        self._public = Public(self.market, clock, self._now_ms)
        self._private = Private(self.market, self.venue, clock)
        self._streams = Streams(self._public, self._keyring, self._now_ms)
        self.venue.subscribe(self._order_changed)

    async def start(self, host: str, port: int) -> int:
        """Listen, and return the port (a free one for 0)."""
        app = web.Application(middlewares=[self._guarded])
        app.add_routes([web.route("*", "/{path:.*}", self._answer)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_LIMIT_S)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self._matcher = asyncio.create_task(self._keep_matching())
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Close all connections."""
        if self._matcher is not None:
            self._matcher.cancel()
        await self._streams.control("hang_up")
        if self._runner is not None:
            await self._runner.cleanup()

    def _now_ms(self) -> int:
        return to_ms(self._clock.now()) + self._clock_offset_ms

    async def _keep_matching(self) -> None:
        for look in itertools.count():
            await asyncio.sleep(MATCH_EVERY_S)
            self.venue.match()
            if look % PUSH_EVERY == 0:
                await self._streams.push()

    def _order_changed(self, order: VenueOrder, fill: Fill | None) -> None:
        market = self.market.markets()[order.pair]
        self._streams.order_changed(order, market.base + market.quote, fill)

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.requests[request.path] = self.requests.get(request.path, 0) + 1
        rule = None if request.path.startswith("/control") else self.faults.strike(request.method, request.path)
        if rule is None:
            return await self._known(request, handler)
        return await self._faulty(request, handler, rule)

    async def _known(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refusal as refusal:
            return web.json_response({"code": refusal.code, "msg": refusal.message}, status=refusal.status)
        except (KeyError, ValueError, ArithmeticError) as error:
            body = {"code": -1100, "msg": f"Illegal characters found in a parameter: {error}"}
            return web.json_response(body, status=400)

    async def _faulty(self, request: web.Request, handler: Handler, rule: Rule) -> web.StreamResponse:
        if rule.what == "timeout":
            await asyncio.sleep(FOREVER_S)
        if rule.what == "drop":
            return _broken(request)
        if rule.what == "status":
            headers = {} if rule.retry_after is None else {"Retry-After": str(rule.retry_after)}
            body = {"code": -1003, "msg": "Too many requests; please use WebSocket Streams."}
            return web.json_response(body, status=rule.status, headers=headers)
        if rule.what == "maintenance":
            return web.Response(text="Service unavailable: the exchange is under maintenance.", status=503)
        if rule.what == "html":
            return web.Response(text="<html><body>Bad gateway</body></html>", content_type="text/html")
        if rule.what == "error200":
            return web.json_response({"code": -1000, "msg": "An unknown error occurred while processing the request."})
        if rule.what == "delay":
            await asyncio.sleep(rule.seconds)
        answer = await self._known(request, handler)
        if rule.what == "lost":
            return _broken(request)
        if rule.what == "truncated" and isinstance(answer, web.Response) and isinstance(answer.body, bytes):
            return await _half(request, answer)
        return answer

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path, method = request.path, request.method
        if path.startswith("/control/"):
            return web.json_response(await self._control(request, path.removeprefix("/control/")))
        if path.startswith((CANDLES, ACCOUNT)):
            return await self._streams.serve(request)
        public = self._public.calls.get((method, path))
        if public is not None:
            return web.json_response(public(dict(request.query)))
        private = self._private.calls.get((method, path))
        if private is None:
            raise Refusal(-1000, f"There is no {method} {path}.", 404)
        body = (await request.read()).decode()
        raw = request.query_string + body
        values = {**request.query, **_form(body)}
        caller = self._keyring.signed(request.headers.get("X-MBX-APIKEY", ""), raw, values, self._now_ms())
        self.venue.match()
        return web.json_response(private(values, caller))

    async def _control(self, request: web.Request, what: str) -> Any:
        """What tests ask for, without keys: the server listens on this machine alone."""
        given: Any = await request.json() if request.can_read_body else {}
        if what == "faults":
            if request.method == "DELETE":
                self.faults.rules.clear()
            elif request.method == "POST":
                self.faults.add(given)
            return [asdict(rule) for rule in self.faults.rules]
        if what == "market":
            self.market.change(given.pop("pair"), given)
            return {}
        if what == "clock":
            self._clock_offset_ms = int(given["offset_ms"])
            return {"offset_ms": self._clock_offset_ms}
        if what == "account":
            try:
                self.venue.change(given["coin"], Decimal(str(given["amount"])))
            except ExchangeError as error:
                raise refusals.of_order(error) from error
            return self._ledger()
        if what == "streams":
            return await self._streams.control(given.get("what"))
        if what == "match":
            self.venue.match()
        return self._ledger() if what == "ledger" else {"requests": self.requests}

    def _ledger(self) -> dict[str, Any]:
        ids = {pair: market.base + market.quote for pair, market in self.market.markets().items()}
        return {
            "start": {coin: str(amount) for coin, amount in self._start.items()},
            "balances": {coin: [str(free), str(used)] for coin, (free, used) in self.venue.balances().items()},
            "fees": {coin: str(amount) for coin, amount in self.venue.fees_taken().items()},
            "orders": [wire.order(order, ids.get(order.pair, order.pair)) for order in self.venue.orders()],
            "fills": [wire.fill(fill, ids.get(fill.pair, fill.pair)) for fill in self.venue.fills()],
        }


def _form(body: str) -> dict[str, str]:
    return dict(parse_qsl(body))


def _broken(request: web.Request) -> web.Response:
    """The connection ends without a reply."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _half(request: web.Request, answer: web.Response) -> web.StreamResponse:
    assert isinstance(answer.body, bytes), "checked by the caller"
    half = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(answer.body))})
    await half.prepare(request)
    await half.write(answer.body[: len(answer.body) // 2])
    return _broken(request)
