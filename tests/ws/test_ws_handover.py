"""Taking sockets from the web server."""

from __future__ import annotations

import socket
import threading

import pytest

from app.ws.handover import NoThread, is_plain, prepared, pump, take
from tests.fakes.sockets import Encrypted


@pytest.fixture
def pair() -> tuple[socket.socket, socket.socket]:
    mine, theirs = socket.socketpair()
    theirs.settimeout(60)
    with mine, theirs:
        yield mine, theirs


def received(sock: socket.socket, size: int) -> bytes:
    """The next ``size`` bytes."""
    data = b""
    while len(data) < size:
        data += sock.recv(size - len(data))
    return data


def test_the_taken_socket_has_the_connection_and_the_servers_is_dead(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    mine, theirs = pair
    with take(mine) as taken:
        assert mine.recv(1) == b""
        mine.close()
        taken.sendall(b"still here")
        assert theirs.recv(100) == b"still here"


def test_a_prepared_socket_does_not_wait(pair: tuple[socket.socket, socket.socket]) -> None:
    with pytest.raises(BlockingIOError):
        prepared(pair[0]).recv(1)


def test_only_plain_sockets_can_be_taken(pair: tuple[socket.socket, socket.socket]) -> None:
    assert is_plain(pair[0])
    assert not is_plain(Encrypted(pair[0]))


def test_no_thread_receives_beside_the_hub() -> None:
    thread = NoThread(target=pytest.fail)
    thread.start()
    assert not thread.is_alive()


def test_bytes_are_carried_both_ways_until_one_side_ends(pair: tuple[socket.socket, socket.socket]) -> None:
    outer, client = pair
    inner, hub = socket.socketpair()
    hub.settimeout(60)
    thread = threading.Thread(target=pump, args=(Encrypted(outer), inner))
    thread.start()
    client.sendall(b"from the client")
    assert received(hub, 15) == b"from the client"
    hub.sendall(b"from the hub")
    assert received(client, 12) == b"from the hub"
    client.close()
    assert hub.recv(1) == b""
    thread.join()
    hub.close()


def test_the_carrier_ends_with_the_hub(pair: tuple[socket.socket, socket.socket]) -> None:
    inner, hub = socket.socketpair()
    hub.close()
    pump(pair[0], inner)
    assert inner.fileno() == -1


def test_the_carrier_ends_with_a_client_that_is_gone(pair: tuple[socket.socket, socket.socket]) -> None:
    inner, hub = socket.socketpair()
    hub.sendall(b"news")
    pair[1].close()
    pump(pair[0], inner)
    assert inner.fileno() == -1
    hub.close()
