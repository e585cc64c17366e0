"""WebSockets: candles for everyone, orders for the account's owner."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from aiohttp import WSMsgType, web

from bot.exchange.venue.order import Fill, VenueOrder
from bot.exchange_server import wire
from bot.exchange_server.keys import Keyring
from bot.exchange_server.public import Public
from bot.exchange_server.refusals import Refusal

CANDLES, ACCOUNT = "/ws/", "/ws-api/"  # how the paths begin
TOLD = 3  # rows of candles: the last closed ones and the one that is forming
log = logging.getLogger(__name__)


class Streams:
    """``push()`` sends the present candles; ``order_changed()``, from any thread, what became of an order."""

    def __init__(self, public: Public, keyring: Keyring, now_ms: Callable[[], int]) -> None:
        self._public = public
        self._keyring = keyring
        self._now_ms = now_ms
        self._candles: dict[web.WebSocketResponse, dict[str, int]] = {}
        self._owners: set[web.WebSocketResponse] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.is_silent = False

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, until it ends."""
        self._loop = asyncio.get_running_loop()
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        is_account = request.path.startswith(ACCOUNT)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    asked: Mapping[str, Any] = message.json()
                    await socket.send_json(self._enter(socket, asked) if is_account else self._follow(socket, asked))
        finally:
            self._candles.pop(socket, None)
            self._owners.discard(socket)
        return socket

    async def push(self) -> None:
        """Send each follower its candles: those that have closed since the last time, and the forming one."""
        if self.is_silent:
            return
        for socket, names in list(self._candles.items()):
            for name, told_ms in list(names.items()):
                rows = self._rows(name)
                for number, row in enumerate(rows):
                    if row[0] >= told_ms:
                        await _send(socket, self._candle(name, row, is_closed=number < len(rows) - 1))
                names[name] = rows[-1][0]

    def order_changed(self, order: VenueOrder, symbol_id: str, fill: Fill | None) -> None:
        """Send the account's owners a report; the one who changed it does not wait for that."""
        if self.is_silent or self._loop is None:
            return
        event = {"subscriptionId": 0, "event": wire.execution(order, symbol_id, fill, self._now_ms())}
        for socket in list(self._owners):
            asyncio.run_coroutine_threadsafe(_send(socket, event), self._loop)

    async def control(self, what: str | None) -> dict[str, int]:
        """``hang_up``, ``silence`` or ``talk`` again; returns how many follow candles and the account."""
        followers = {"candles": len(self._candles), "accounts": len(self._owners)}
        if what is not None:
            self.is_silent = what == "silence"
        if what == "hang_up":
            for socket in [*self._candles, *self._owners]:
                await socket.close()
        return followers

    def _follow(self, socket: web.WebSocketResponse, asked: Mapping[str, Any]) -> dict[str, Any]:
        names = self._candles.setdefault(socket, {})
        for name in asked.get("params", []):
            if asked.get("method") == "UNSUBSCRIBE":
                names.pop(name, None)
                continue
            try:
                names[name] = self._rows(name)[-1][0]
            except (Refusal, ValueError) as error:
                return {"error": {"code": 2, "msg": f"Invalid request: {error}"}, "id": asked.get("id")}
        return {"result": None, "id": asked.get("id")}

    def _enter(self, socket: web.WebSocketResponse, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Let a caller who can sign hear of the account's orders."""
        if asked.get("method") != "userDataStream.subscribe.signature":
            return _refused(asked, Refusal(-1000, f"There is no method {asked.get('method')}.", 400))
        values = {name: str(value) for name, value in asked.get("params", {}).items()}
        raw = urlencode(sorted((name, value) for name, value in values.items() if name != "signature"))
        try:
            self._keyring.signed(values.get("apiKey", ""), raw, values, self._now_ms())
        except Refusal as refusal:
            return _refused(asked, refusal)
        self._owners.add(socket)
        return {"id": asked.get("id"), "status": 200, "result": {"subscriptionId": 0}}

    def _rows(self, name: str) -> list[list[Any]]:
        """Candles of a stream such as ``btcusdt@kline_5m``; raises ``Refusal`` or ``ValueError``."""
        symbol, _, timeframe = name.partition("@kline_")
        values = {"symbol": symbol.upper(), "interval": timeframe, "limit": str(TOLD)}
        rows: list[list[Any]] = self._public.calls["GET", "/api/v3/klines"](values)
        return rows

    def _candle(self, name: str, row: list[Any], *, is_closed: bool) -> dict[str, Any]:
        symbol, _, timeframe = name.partition("@kline_")
        fields = dict(zip("tohlcvT", row[:7], strict=True))
        more = {"s": symbol.upper(), "i": timeframe, "x": is_closed, "f": 0, "L": 0, "n": 0, "q": row[7]}
        return {"e": "kline", "E": self._now_ms(), "s": symbol.upper(), "k": {**fields, **more}}


def _refused(asked: Mapping[str, Any], refusal: Refusal) -> dict[str, Any]:
    error = {"code": refusal.code, "msg": refusal.message}
    return {"id": asked.get("id"), "status": refusal.status, "error": error}


async def _send(socket: web.WebSocketResponse, message: Mapping[str, Any]) -> None:
    try:
        await socket.send_json(message)
    except (ConnectionError, RuntimeError) as error:  # it has just ended
        log.debug("A follower is gone: %s", error)
