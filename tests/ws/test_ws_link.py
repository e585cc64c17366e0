"""One connection: frames, heartbeat and closing, on a pair of sockets and a clock of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from wsproto.events import BytesMessage, CloseConnection, Ping, Pong, TextMessage

from app.ws.limits import Limits
from app.ws.outgoing import text_frame
from tests.fakes.peer import Peer

LIMITS = Limits(max_incoming=100, max_queued=5, max_queued_bytes=10_000)


@pytest.fixture
def connect() -> Iterator[Callable[..., Peer]]:
    peers: list[Peer] = []

    def make(limits: Limits = LIMITS) -> Peer:
        peers.append(Peer(limits))
        return peers[-1]

    yield make
    for peer in peers:
        peer.close()


@pytest.fixture
def peer(connect: Callable[..., Peer]) -> Peer:
    return connect()


@pytest.mark.parametrize("size", [0, 125, 126, 0xFFFF, 0x10000])
def test_texts_of_every_size_are_framed(peer: Peer, size: int) -> None:
    peer.link.send(text_frame(b"x" * size), is_counted=False)
    assert "".join(str(part) for part in peer.hear()) == "x" * size


def test_a_message_in_pieces_is_put_together(peer: Peer) -> None:
    assert peer.say(TextMessage("one ", message_finished=False)) == []
    assert peer.say(TextMessage("and two")) == ["one and two"]


def test_nothing_to_read_is_no_message(peer: Peer) -> None:
    assert peer.link.receive() == []
    assert peer.link.is_open


def test_a_client_that_hangs_up_is_done(peer: Peer) -> None:
    peer.sock.close()
    assert peer.link.receive() == []
    assert peer.link.is_done


def test_sending_to_a_client_that_is_gone_ends_the_link(peer: Peer) -> None:
    peer.sock.close()
    peer.link.send(text_frame(b"hello"))
    peer.link.flush()
    assert peer.link.is_done


def test_a_reset_connection_is_done(peer: Peer) -> None:
    peer.link.sock.close()
    assert peer.link.receive() == []
    assert peer.link.is_done


def test_a_ping_is_answered(peer: Peer) -> None:
    peer.say(Ping())
    assert peer.hear() == [Pong]


def test_a_client_s_closing_is_answered_and_ends_the_link(peer: Peer) -> None:
    peer.say(CloseConnection(1000, "bye"))
    assert not peer.link.is_open
    assert peer.hear() == [(1000, "bye")]
    assert peer.link.is_done


def test_what_follows_a_client_s_closing_is_not_heard(peer: Peer) -> None:
    closing = peer.ws.send(CloseConnection(1000))
    assert peer.send_raw(closing) == []
    assert peer.send_raw(b"anything") == []
    assert peer.hear() == [(1000, "")]


def test_our_closing_ends_with_the_client_s_answer(peer: Peer) -> None:
    peer.link.close(1001, "The server stops.")
    assert peer.hear() == [(1001, "The server stops.")]
    assert not peer.link.is_done
    peer.say(CloseConnection(1001))
    assert peer.link.is_done


def test_our_closing_does_not_wait_forever_for_an_answer(peer: Peer) -> None:
    peer.link.close(1001, "The server stops.")
    peer.link.check()
    assert not peer.link.is_done
    peer.seconds.pass_(LIMITS.closing_s)
    peer.link.check()
    assert peer.link.is_done


def test_closing_twice_says_one_goodbye(peer: Peer) -> None:
    peer.link.close(1001, "first")
    peer.link.close(1008, "second")
    peer.link.send(text_frame(b"too late"))
    assert peer.hear() == [(1001, "first")]


def test_messages_that_arrive_while_closing_are_dropped(peer: Peer) -> None:
    peer.link.close(1001, "The server stops.")
    assert peer.say("still here") == []


def test_binary_messages_are_not_taken(peer: Peer) -> None:
    peer.say(BytesMessage(b"\x00"))
    assert peer.hear() == [(1003, "Messages must be text.")]


def test_a_message_that_is_too_long_closes_the_link(peer: Peer) -> None:
    assert peer.say("x" * 101) == []
    assert peer.hear() == [(1009, "A message may have 100 characters.")]


def test_many_small_pieces_of_a_message_that_is_too_long_close_the_link(peer: Peer) -> None:
    for _ in range(11):
        peer.say(TextMessage("x" * 10, message_finished=False))
    assert peer.hear()[0][0] == 1009  # type: ignore[index]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 1002),
        (b"\x81\x05hello", 1002),  # a client must mask
        (b"\x81\x82\x00\x00\x00\x00\xff\xfe", 1007),  # not UTF-8
        (b"\x8f\x80\x00\x00\x00\x00", 1002),  # no such opcode
    ],
)
def test_bytes_that_are_no_frames_close_the_link(peer: Peer, data: bytes, code: int) -> None:
    assert peer.send_raw(data) == []
    assert peer.hear()[0][0] == code  # type: ignore[index]
    assert peer.send_raw(b"more of that") == []


def test_bytes_after_the_end_close_the_link(peer: Peer) -> None:
    peer.link.close(1001, "")
    peer.say(CloseConnection(1001))
    assert peer.send_raw(b"\x81\x80\x00\x00\x00\x00") == []
    assert peer.link.is_done


def test_silence_is_answered_with_a_ping(peer: Peer) -> None:
    peer.seconds.pass_(LIMITS.ping_s)
    peer.link.check()
    assert peer.hear() == [Ping]


def test_a_client_that_answers_pings_stays(peer: Peer) -> None:
    for _ in range(3):
        peer.seconds.pass_(LIMITS.ping_s)
        peer.link.check()
        assert peer.hear() == [Ping]
        peer.say(Pong())
    assert peer.link.is_open


def test_a_client_that_answers_no_ping_is_gone(peer: Peer) -> None:
    peer.seconds.pass_(LIMITS.ping_s)
    peer.link.check()
    peer.link.flush()
    peer.seconds.pass_(LIMITS.pong_s - 1)
    peer.link.check()
    assert peer.link.is_open
    peer.seconds.pass_(1)
    peer.link.check()
    assert peer.hear() == [Ping, (1008, "No answer to a ping.")]


def test_a_client_that_takes_nothing_for_long_is_cut_off(peer: Peer) -> None:
    peer.fill()
    peer.seconds.pass_(LIMITS.stall_s)
    peer.link.check()
    assert peer.hear()[-1] == (1008, "This client reads too slowly.")


def test_a_client_that_takes_a_little_is_not_cut_off(peer: Peer) -> None:
    peer.fill()
    peer.seconds.pass_(LIMITS.stall_s - 1)
    assert peer.hear()
    peer.fill()
    peer.seconds.pass_(LIMITS.stall_s - 1)
    peer.link.check()
    assert peer.link.is_open


def test_a_client_for_whom_too_many_messages_wait_is_cut_off(peer: Peer) -> None:
    peer.fill()
    for _ in range(LIMITS.max_queued):
        peer.link.send(text_frame(b"news"))
    assert peer.link.is_open
    peer.link.send(text_frame(b"one too many"))
    heard = peer.hear()
    assert heard[-1] == (1008, "This client reads too slowly.")
    assert "news" not in heard


def test_a_client_for_whom_too_many_bytes_wait_is_cut_off(peer: Peer) -> None:
    peer.fill()
    peer.link.send(text_frame(b"x" * 10_000))
    assert peer.hear()[-1] == (1008, "This client reads too slowly.")


def test_answers_do_not_count_as_waiting(peer: Peer) -> None:
    peer.fill()
    for _ in range(3 * LIMITS.max_queued):
        peer.link.send(text_frame(b"x" * 10_000), is_counted=False)
    assert peer.link.is_open


def test_after_reading_on_a_client_gets_new_messages(peer: Peer) -> None:
    peer.fill()
    for _ in range(LIMITS.max_queued):
        peer.link.send(text_frame(b"news"))
    assert peer.hear().count("news") == LIMITS.max_queued
    for _ in range(LIMITS.max_queued):
        peer.link.send(text_frame(b"more"))
    assert peer.link.is_open
    assert peer.hear() == ["more"] * LIMITS.max_queued


def test_a_fault_of_our_own_is_told(peer: Peer) -> None:
    peer.link.fail()
    assert peer.hear() == [(1011, "Internal error.")]


def test_a_fault_while_closing_ends_the_link(peer: Peer) -> None:
    peer.link.close(1001, "")
    peer.link.fail()
    assert peer.link.is_done
