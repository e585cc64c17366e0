"""The thread that owns the sockets, with clients that the test makes itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from app.ws.client import Client
from app.ws.hub import Hub
from app.ws.limits import Limits
from app.ws.opening import Opening
from bot.domain.events import Event, EventType
from bot.state.feed import Feed
from tests.builders import T0
from tests.fakes.peer import Peer

LIMITS = Limits(tick_s=0.01, max_clients=1, max_events=3, closing_s=0.3)
STATUS = Event(EventType.STATUS, {"status": "running"}, T0)


def always() -> bool:
    return True


def a_client(peer: Peer) -> Client:
    """A client that was let in and hears of the bot's state."""
    client = Client(
        peer.link,
        always,
        admit=lambda token: None,
        answer=lambda question: iter(()),
        limits=LIMITS,
        now=peer.seconds,
        opening=Opening(Feed(), dict),
    )
    client.topics = frozenset({EventType.STATUS})
    return client


def ending(peer: Peer) -> tuple[int, str]:
    """How the hub closes the connection."""
    peer.sock.settimeout(60)
    while True:
        peer.ws.receive_data(peer.sock.recv(1 << 16))
        for event in peer.ws.events():
            if hasattr(event, "code"):
                return event.code, event.reason or ""


@pytest.fixture
def peers() -> Iterator[list[Peer]]:
    made = [Peer(LIMITS), Peer(LIMITS)]
    yield made
    for peer in made:
        peer.close()


@pytest.fixture
def feed() -> Feed:
    return Feed()


@pytest.fixture
def hub(feed: Feed) -> Iterator[Hub]:
    hub = Hub(feed, LIMITS)
    yield hub
    hub.stop()


def test_a_hub_without_clients_has_no_thread(hub: Hub) -> None:
    before = threading.active_count()
    hub.stop()
    assert threading.active_count() == before
    assert hub.is_stopping


def test_a_client_too_many_is_sent_away(hub: Hub, peers: list[Peer]) -> None:
    for peer in peers:
        hub.adopt(a_client(peer))
    assert ending(peers[1]) == (1013, "Too many sockets are open.")


def test_a_stopped_hub_takes_no_clients(hub: Hub, peers: list[Peer]) -> None:
    hub.adopt(a_client(peers[0]))
    hub.stop()
    hub.adopt(a_client(peers[1]))
    assert ending(peers[1]) == (1001, "The server stops.")


def test_a_stopped_hub_hears_no_events(hub: Hub, feed: Feed, peers: list[Peer]) -> None:
    hub.adopt(a_client(peers[0]))
    hub.stop()
    feed.emit(STATUS)
    assert len(hub) == 0


def test_when_events_are_lost_their_readers_are_told(hub: Hub, peers: list[Peer]) -> None:
    client = a_client(peers[0])
    is_reading, may_read_on = threading.Event(), threading.Event()

    def read_slowly() -> None:
        is_reading.set()
        assert may_read_on.wait(10)

    peers[0].link = Held(peers[0].link, read_slowly)
    client.link = peers[0].link
    hub.adopt(client)
    peers[0].sock.send(b"anything")
    assert is_reading.wait(10)
    for _ in range(LIMITS.max_events + 2):
        hub.publish(STATUS)
    may_read_on.set()
    assert ending(peers[0]) == (1013, "Events were lost; connect again.")


def test_a_fault_with_one_client_closes_its_socket_alone(
    hub: Hub, peers: list[Peer], caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError("a fault")

    client = a_client(peers[0])
    client.link = Held(peers[0].link, fail)
    hub.adopt(client)
    peers[0].sock.send(b"anything")
    assert ending(peers[0]) == (1011, "Internal error.")
    assert "The socket of a test failed" in caplog.text


def test_a_hub_that_fails_leaves_no_socket_open(
    feed: Feed, peers: list[Peer], caplog: pytest.LogCaptureFixture
) -> None:
    def broken_clock() -> float:
        raise RuntimeError("a fault")

    hub = Hub(feed, LIMITS, broken_clock)
    hub.adopt(a_client(peers[0]))
    peers[0].sock.settimeout(60)
    assert peers[0].sock.recv(100) == b""
    hub.stop()
    hub.publish(STATUS)
    assert "The sockets' thread failed" in caplog.text
    assert len(hub) == 0


def test_clients_that_wait_when_the_hub_stops_are_let_go(hub: Hub, peers: list[Peer]) -> None:
    hub.adopt(a_client(peers[0]))
    hub.stop()
    assert ending(peers[0]) == (1001, "The server stops.")


def test_stopping_twice_does_nothing_more(hub: Hub, peers: list[Peer]) -> None:
    hub.adopt(a_client(peers[0]))
    hub.stop()
    hub.stop()
    assert len(hub) == 0


class Held:
    """A link that does something before it reads for the first time."""

    def __init__(self, link: object, first: object) -> None:
        self.__dict__["_link"] = link
        self.__dict__["_first"] = [first]

    def receive(self) -> list[str]:
        while self._first:
            self._first.pop()()
        return self._link.sock.recv(1000) and []

    def __getattr__(self, name: str) -> object:
        return getattr(self.__dict__["_link"], name)
