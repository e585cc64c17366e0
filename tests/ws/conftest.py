"""A real server on a free port, and sockets that talk to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from werkzeug.serving import make_server

from app.ws.limits import Limits
from tests.fakes.services import SOCKET_TOKEN, FakeBot
from tests.fakes.sockets import Line, Listening

QUICK = Limits(tick_s=0.01, check_s=0.01, closing_s=0.3)


@pytest.fixture
def bot() -> FakeBot:
    return FakeBot()


@pytest.fixture
def serve() -> Iterator[Callable[..., Listening]]:
    """Starts servers: ``serve(bot, Limits(...))``."""
    started: list[tuple[object, threading.Thread, Listening]] = []

    def start(bot: FakeBot, limits: Limits = QUICK, **config: object) -> Listening:
        app = bot.app(**config)
        app.extensions["hub"].limits = limits
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        listening = Listening(app, server.server_port)
        started.append((server, thread, listening))
        return listening

    yield start
    for server, thread, listening in started:
        listening.stop()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def server(bot: FakeBot, serve: Callable[..., Listening]) -> Listening:
    return serve(bot)


@pytest.fixture
def line(server: Listening) -> Line:
    """A socket that was let in by its token."""
    return server.connect(f"/message/ws?token={SOCKET_TOKEN}")
