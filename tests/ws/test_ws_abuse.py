"""Clients that mean harm: each is sent away or kept in bounds, and others notice nothing."""

from __future__ import annotations

import itertools
import json
import os
import struct
import zlib
from collections.abc import Callable

import pytest
import websocket

from app.ws.limits import Limits
from bot.domain.events import Event, EventType
from tests.builders import T0
from tests.fakes.services import SOCKET_TOKEN, FakeBot
from tests.fakes.sockets import Line, Listening

MEGABYTE = 1 << 20
TEXT, CONTINUED, BINARY, PING = 0x1, 0x0, 0x2, 0x9
COMPRESSED = 0x40
MASK = b"\0\0\0\0"


def frame(opcode: int, payload: bytes = b"", *, is_last: bool = True, size: int | None = None, flags: int = 0) -> bytes:
    """A client's frame; ``size`` is what it claims to hold."""
    claimed = len(payload) if size is None else size
    head = bytes([opcode | flags | (0x80 if is_last else 0)])
    if claimed < 126:
        head += bytes([0x80 | claimed])
    elif claimed < 1 << 16:
        head += b"\xfe" + struct.pack("!H", claimed)
    else:
        head += b"\xff" + struct.pack("!Q", claimed)
    return head + MASK + payload


@pytest.fixture
def other(server: Listening) -> Line:
    """A client that behaves."""
    line = server.connect(f"/message/ws?token={SOCKET_TOKEN}")
    line.say("subscribe", ["status"])
    line.answered()
    return line


def is_well(line: Line, bot: FakeBot) -> bool:
    """Whether ``line`` still hears what happens."""
    bot.state.feed.emit(Event(EventType.STATUS, {"status": "well"}, T0))
    return line.hear()["status"] == "well"


def sent(line: Line, data: bytes) -> None:
    """Send what the server takes; it may hang up in between."""
    try:
        line.raw.sock.sendall(data)
    except OSError:
        return


def code(line: Line) -> int | None:
    """The code the client is sent away with; ``None`` where the connection just ends."""
    try:
        return line.ending()[0]
    except (OSError, websocket.WebSocketException):
        return None


def test_a_million_topics_are_too_long_a_message(line: Line, other: Line, bot: FakeBot) -> None:
    sent(line, frame(TEXT, json.dumps({"type": "subscribe", "data": ["status"] * 1_000_000}).encode()))
    assert code(line) in (1009, None)
    assert is_well(other, bot)


def test_as_many_topics_as_fit_subscribe_once_each(line: Line, bot: FakeBot) -> None:
    line.say("subscribe", ["status"] * 5000)
    line.answered()
    assert is_well(line, bot)


@pytest.mark.parametrize("opcode", [BINARY, TEXT])
def test_a_frame_that_claims_a_hundred_megabytes_is_not_waited_for(
    line: Line, other: Line, bot: FakeBot, opcode: int
) -> None:
    sent(line, frame(opcode, b"x" * MEGABYTE, size=100 * MEGABYTE))
    assert code(line) in (1003, 1009, None)
    assert is_well(other, bot)


def test_a_message_in_endless_pieces_is_cut_off(line: Line, other: Line, bot: FakeBot) -> None:
    sent(line, frame(TEXT, b"{", is_last=False) + frame(CONTINUED, b" " * 100, is_last=False) * 20_000)
    assert code(line) in (1009, None)
    assert is_well(other, bot)


def test_endless_empty_pieces_hold_no_memory(line: Line, other: Line, bot: FakeBot) -> None:
    sent(line, frame(TEXT, b"", is_last=False) + frame(CONTINUED, is_last=False) * 20_000)
    sent(line, frame(CONTINUED, b'{"type": "whitelist"}'))
    assert line.hear()["type"] == "whitelist"
    assert is_well(other, bot)


def test_a_compressed_bomb_is_not_unpacked(line: Line, other: Line, bot: FakeBot) -> None:
    """Compression is never agreed on, so that a compressed frame is no frame of this protocol."""
    bomb = zlib.compress(b" " * 50 * MEGABYTE)
    sent(line, frame(TEXT, bomb, flags=COMPRESSED))
    assert code(line) in (1002, None)
    assert is_well(other, bot)


def test_ten_thousand_tiny_frames_are_answered_in_order(line: Line, other: Line, bot: FakeBot) -> None:
    for _ in range(100):
        sent(line, frame(PING) * 99 + frame(TEXT, b'{"type": "nope"}'))
        assert line.hear()["type"] == "exception"
    assert is_well(other, bot)


def test_who_pings_and_never_reads_is_sent_away(line: Line, other: Line, bot: FakeBot) -> None:
    sent(line, frame(PING) * 100_000)
    assert code(line) in (1008, None)
    assert is_well(other, bot)


def test_noise_instead_of_frames_is_sent_away(line: Line, other: Line, bot: FakeBot) -> None:
    sent(line, b"\xff" + os.urandom(MEGABYTE))
    assert code(line) in (1002, None)
    assert is_well(other, bot)


def test_a_reader_that_never_reads_costs_only_itself(serve: Callable[..., Listening], bot: FakeBot) -> None:
    server = serve(bot, Limits(tick_s=0.01, max_queued_bytes=100_000, closing_s=0.1))
    deaf, other = (server.connect(f"/message/ws?token={SOCKET_TOKEN}") for _ in range(2))
    for line in (deaf, other):
        line.say("subscribe", ["status"])
        line.answered()
    for _ in itertools.repeat(None, 100_000):
        bot.state.feed.emit(Event(EventType.STATUS, {"status": "x" * 50_000}, T0))
        assert other.hear()["type"] == "status"
        if len(server.hub) == 1:
            break
    assert len(server.hub) == 1
    assert is_well(other, bot)
