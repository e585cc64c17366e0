"""The server in a thread of its own, for programs that are not asynchronous."""

from __future__ import annotations

import asyncio
import threading

from bot.exchange_server.server import ExchangeServer

HOST = "127.0.0.1"
START_LIMIT_S = 10.0


class ServerThread:
    """``with ServerThread(server) as port:`` serves on a free port of this machine while the block lasts."""

    def __init__(self, server: ExchangeServer, port: int = 0) -> None:
        self._server = server
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="exchange-server", daemon=True)

    def __enter__(self) -> int:
        self._thread.start()
        started = asyncio.run_coroutine_threadsafe(self._server.start(HOST, self._port), self._loop)
        return started.result(START_LIMIT_S)

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._server.stop(), self._loop).result(START_LIMIT_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_LIMIT_S)
        self._loop.close()
