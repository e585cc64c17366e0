"""Streams of events over a real server, and what comes first for those who were away."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.ws.limits import Limits
from bot.domain.events import Event, EventType
from bot.settings.model import Secret
from tests.api.conftest import basic
from tests.builders import T0
from tests.fakes.services import SOCKET_TOKEN, FakeBot
from tests.fakes.sockets import PATIENCE_S, Listening

ENOUGH = 100_000  # turns of a loop that waits for another thread


class Reader:
    """A client that reads a stream as browsers do."""

    def __init__(self, port: int, path: str, headers: dict[str, str]) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
        lines = [f"GET /api/v1{path} HTTP/1.1", "Host: x", *(f"{name}: {value}" for name, value in headers.items())]
        self.sock.sendall("\r\n".join([*lines, "", ""]).encode())
        self._file = self.sock.makefile("rb")
        self.status = int(self._file.readline().split()[1])
        self.headers = dict(line.split(": ", 1) for line in iter(self._line, ""))

    def _line(self) -> str:
        return self._file.readline().decode().rstrip("\r\n")

    def block(self) -> dict[str, str]:
        """The next record's fields; a comment has the empty name."""
        return dict(line.split(": ", 1) if ": " in line else (line, "") for line in iter(self._line, ""))

    def hear(self) -> tuple[str, dict[str, Any], str | None]:
        """Type, message and number of the next event."""
        while "event" not in (block := self.block()):
            pass
        return block["event"], json.loads(block["data"]), block.get("id")

    def rest(self) -> bytes:
        """What comes until the server ends the stream."""
        return self._file.read()

    def close(self) -> None:
        self._file.close()
        self.sock.close()


@pytest.fixture
def listen(server: Listening) -> Iterator[Callable[..., Reader]]:
    """Opens streams: ``listen("/events?after=3", header=value)``."""
    opened: list[Reader] = []

    def start(path: str = "/events", on: Listening | None = None, **headers: str) -> Reader:
        given = {**basic(), **{name.replace("_", "-"): value for name, value in headers.items()}}
        opened.append(Reader((on or server).port, path, given))
        return opened[-1]

    yield start
    for reader in opened:
        reader.close()


def happens(bot: FakeBot, kind: EventType, **data: Any) -> int:
    return bot.state.feed.emit(Event(kind, data, T0)).seq


def begun(reader: Reader) -> None:
    """The stream is in the hub when its first lines are there."""
    assert "retry" in reader.block()


def test_a_stream_tells_of_events_with_their_number(listen: Callable[..., Reader], bot: FakeBot) -> None:
    reader = listen()
    begun(reader)
    assert (reader.status, reader.headers["Content-Type"]) == (200, "text/event-stream; charset=utf-8")
    assert reader.headers["X-Request-ID"]
    happens(bot, EventType.ENTRY, pair="BTC/USDT")
    assert reader.hear() == (
        "entry",
        {"type": "entry", "pair": "BTC/USDT", "seq": 1, "at": "2026-11-01T12:00:00Z"},
        "1",
    )


def test_a_stream_carries_the_types_that_were_asked_for(listen: Callable[..., Reader], bot: FakeBot) -> None:
    reader = listen("/events?types=exit,status")
    begun(reader)
    happens(bot, EventType.ENTRY, pair="BTC/USDT")
    happens(bot, EventType.EXIT, pair="BTC/USDT")
    assert reader.hear()[0] == "exit"


@pytest.mark.parametrize("where", ["query", "header"])
def test_who_comes_back_gets_what_was_missed_first(listen: Callable[..., Reader], bot: FakeBot, where: str) -> None:
    first = happens(bot, EventType.STATUS, status="one")
    happens(bot, EventType.STATUS, status="two")
    reader = listen(f"/events?after={first}") if where == "query" else listen(Last_Event_ID=str(first))
    begun(reader)
    happens(bot, EventType.STATUS, status="three")
    assert [reader.hear()[1]["status"] for _ in range(2)] == ["two", "three"]


def test_a_number_from_the_future_is_a_gap(listen: Callable[..., Reader], bot: FakeBot) -> None:
    reader = listen("/events?after=99")
    assert reader.hear()[:2] == ("gap", {"type": "gap", "data": {"after": 99, "last_seq": 0}})
    happens(bot, EventType.STATUS, status="on")
    assert reader.hear()[0] == "status"


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/events", {"Authorization": "Basic bm86bm8="}, 401),
        ("/events?types=nope", {}, 400),
        ("/events?after=-1", {}, 400),
        ("/events?after=99999999999999999999", {}, 400),
        ("/events", {"Last_Event_ID": "x"}, 400),
    ],
)
def test_what_makes_no_stream_is_refused(
    listen: Callable[..., Reader], path: str, headers: dict[str, str], status: int
) -> None:
    assert listen(path, **headers).status == status


def test_past_the_limit_clients_are_sent_away(
    serve: Callable[..., Listening], listen: Callable[..., Reader], bot: FakeBot
) -> None:
    full = serve(bot, Limits(max_clients=1, tick_s=0.01))
    begun(listen(on=full))
    second = listen(on=full)
    assert (second.status, second.headers["Retry-After"]) == (503, "5")


def test_a_silent_stream_is_kept_alive(
    serve: Callable[..., Listening], listen: Callable[..., Reader], bot: FakeBot
) -> None:
    reader = listen(on=serve(bot, Limits(tick_s=0.01, ping_s=0.02)))
    begun(reader)
    assert reader.block() == {":": ""}


def test_a_stream_ends_with_its_credentials(listen: Callable[..., Reader], bot: FakeBot) -> None:
    reader = listen()
    begun(reader)
    bot.lets_in(password=Secret("another-password-from-now-on"))
    assert reader.rest() == b": 401 The credentials are no longer valid.\n\n"


def test_an_access_token_opens_a_stream(listen: Callable[..., Reader], server: Listening) -> None:
    login = server.app.test_client().post("/api/v1/token/login", headers=basic())
    begun(listen(Authorization=f"Bearer {login.json['access_token']}"))


def test_who_hangs_up_is_forgotten(listen: Callable[..., Reader], server: Listening, bot: FakeBot) -> None:
    reader = listen()
    begun(reader)
    reader.close()
    for _ in range(ENOUGH):
        happens(bot, EventType.STATUS, status="anyone there?")
        if not len(server.hub):
            return
    raise AssertionError("the client is still known")


def test_a_stopping_server_says_goodbye(listen: Callable[..., Reader], server: Listening) -> None:
    reader = listen()
    begun(reader)
    server.stop()
    assert b"1001" in reader.rest()


def test_a_reader_that_takes_nothing_is_cut_off(
    serve: Callable[..., Listening], listen: Callable[..., Reader], bot: FakeBot
) -> None:
    full = serve(bot, Limits(max_queued_bytes=10_000, tick_s=0.01))
    reader = listen(on=full)
    begun(reader)
    for _ in range(ENOUGH):
        happens(bot, EventType.STATUS, status="x" * 100_000)
        if not len(full.hub):
            return
    raise AssertionError("the client is still there")


def test_a_socket_goes_on_where_it_was(server: Listening, bot: FakeBot) -> None:
    first = happens(bot, EventType.ENTRY, pair="A/B")
    happens(bot, EventType.EXIT, pair="A/B")
    happens(bot, EventType.STATUS, status="on")
    line = server.connect(f"/message/ws?token={SOCKET_TOKEN}&after={first}")
    line.say("subscribe", ["exit", "entry"])
    assert line.hear() == {"type": "exit", "pair": "A/B", "seq": 2, "at": "2026-11-01T12:00:00Z"}
    happens(bot, EventType.ENTRY, pair="C/D")
    assert (line.hear()["seq"], bot.state.feed.last_seq) == (4, 4)


def test_a_socket_hears_that_it_missed_too_much(server: Listening, bot: FakeBot) -> None:
    line = server.connect(f"/message/ws?token={SOCKET_TOKEN}&after=7")
    line.say("subscribe", ["exit"])
    assert line.hear() == {"type": "gap", "data": {"after": 7, "last_seq": 0}}
