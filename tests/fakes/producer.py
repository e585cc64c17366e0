"""Another bot to follow: a WebSocket server that the test moves by hand, and the messages it may send."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus
from typing import Any

from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

from tests.builders import T0

WAIT_S = 20.0
COLUMNS = ("date", "open", "high", "low", "close", "volume", "enter_long", "enter_tag")


def whitelist(*pairs: str) -> str:
    return json.dumps({"type": "whitelist", "data": pairs})


def table(first: datetime, closes: Sequence[float | None], *, step_s: int = 300, **columns: Any) -> str:
    """Candles from ``first`` on as text; the signal is that of the last one."""
    at_ms = int(first.timestamp() * 1000)
    rows = [
        [at_ms + number * step_s * 1000, close, close, close, close, 10.0, 1 if number == len(closes) - 1 else 0, "up"]
        for number, close in enumerate(closes)
    ]
    names = [*COLUMNS, *columns]
    return json.dumps(
        {"columns": names, "index": list(range(len(rows))), "data": [[*row, *columns.values()] for row in rows]}
    )


def candles(text: str, pair: str = "BTC/USDT", timeframe: str = "5m", la: str = T0.isoformat()) -> str:
    frame = {"__type__": "dataframe", "__value__": text}
    return json.dumps({"type": "analyzed_df", "data": {"key": [pair, timeframe, "spot"], "df": frame, "la": la}})


class FakeProducer:
    """``heard`` holds the requests of its followers in order, ``left`` the codes with which they hung up."""

    def __init__(self) -> None:
        self.heard: queue.Queue[Any] = queue.Queue()
        self.paths: queue.Queue[str] = queue.Queue()
        self.left: queue.Queue[int | None] = queue.Queue()
        self.refuses = False
        self._connections: queue.Queue[ServerConnection] = queue.Queue()
        self._server: Server = serve(self._serve, "127.0.0.1", 0, process_request=self._admit)
        self.port: int = self._server.socket.getsockname()[1]
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def connection(self) -> ServerConnection:
        """The next follower that has connected."""
        return self._connections.get(timeout=WAIT_S)

    def next(self) -> Any:
        """The next request of any follower."""
        return self.heard.get(timeout=WAIT_S)

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join(WAIT_S)

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        self.paths.put(request.path)
        return connection.respond(HTTPStatus.FORBIDDEN, "no") if self.refuses else None

    def _serve(self, connection: ServerConnection) -> None:
        self._connections.put(connection)
        for message in connection:
            self.heard.put(json.loads(message))
        self.left.put(connection.close_code)


@contextmanager
def a_producer() -> Iterator[FakeProducer]:
    producer = FakeProducer()
    try:
        yield producer
    finally:
        producer.close()
