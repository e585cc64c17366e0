"""Subscriptions, requests and bad messages, over a real server."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
import websocket

from app.ws.limits import Limits
from bot.domain.events import Event, EventType
from bot.state.snapshot import AnalyzedFrame
from tests.builders import T0
from tests.fakes.services import SOCKET_TOKEN, FakeBot
from tests.fakes.sockets import Line, Listening

TOKEN_PATH = f"/message/ws?token={SOCKET_TOKEN}"
FRAME = pd.DataFrame({"date": [T0], "close": [1.5]})


def happens(bot: FakeBot, kind: EventType, **data: Any) -> None:
    """Something happens in the bot."""
    bot.state.feed.emit(Event(kind, data, T0))


def test_a_subscriber_hears_what_it_subscribed_to(line: Line, bot: FakeBot) -> None:
    line.say("subscribe", ["entry", "exit"])
    line.answered()
    happens(bot, EventType.STATUS, status="running")
    happens(bot, EventType.ENTRY, pair="BTC/USDT", open_date=T0)
    happens(bot, EventType.EXIT, pair="BTC/USDT")
    assert line.hear() == {"type": "entry", "pair": "BTC/USDT", "open_date": T0.isoformat()}
    assert line.hear() == {"type": "exit", "pair": "BTC/USDT"}


def test_nothing_is_sent_before_a_subscription(line: Line, bot: FakeBot) -> None:
    line.answered()
    happens(bot, EventType.ENTRY, pair="BTC/USDT")
    line.say("whitelist")
    assert line.hear()["type"] == "whitelist"


def test_a_new_subscription_replaces_the_old_one(line: Line, bot: FakeBot) -> None:
    line.say("subscribe", ["entry"])
    line.say("subscribe", ["exit"])
    line.answered()
    happens(bot, EventType.ENTRY, pair="BTC/USDT")
    happens(bot, EventType.EXIT, pair="BTC/USDT")
    assert line.hear()["type"] == "exit"


@pytest.mark.parametrize("data", [["exit", "nope"], [], None, "exit"])
def test_a_broken_subscription_leaves_the_old_one(line: Line, bot: FakeBot, data: Any) -> None:
    line.say("subscribe", ["entry"])
    line.say("subscribe", data)
    line.answered()
    happens(bot, EventType.EXIT, pair="BTC/USDT")
    happens(bot, EventType.ENTRY, pair="BTC/USDT")
    assert line.hear()["type"] == "entry"


def test_a_token_in_the_first_message_subscribes_to_all_but_candles(server: Listening, bot: FakeBot) -> None:
    line = server.connect("/message/ws_token")
    line.tell({"token": SOCKET_TOKEN})
    line.answered()
    happens(bot, EventType.ANALYZED_DF, data={"key": ["BTC/USDT", "5m", "spot"], "df": FRAME, "la": T0})
    happens(bot, EventType.NEW_CANDLE, data=["BTC/USDT", "5m", "spot"])
    happens(bot, EventType.ENTRY, pair="BTC/USDT")
    assert line.hear() == {"type": "new_candle", "data": ["BTC/USDT", "5m", "spot"]}
    assert line.hear()["type"] == "entry"


def test_every_subscriber_hears_the_same(server: Listening, bot: FakeBot) -> None:
    lines = [server.connect(TOKEN_PATH) for _ in range(5)]
    for line in lines:
        line.say("subscribe", ["whitelist"])
        line.answered()
    happens(bot, EventType.WHITELIST, data=["XRP/USDT"])
    assert [line.hear()["data"] for line in lines] == [["XRP/USDT"]] * 5


def test_candles_are_answered_pair_by_pair(line: Line, bot: FakeBot) -> None:
    frames = {("BTC/USDT", "5m"): AnalyzedFrame("BTC/USDT", "5m", FRAME, T0)}
    bot.shows(whitelist=("BTC/USDT", "ETH/USDT"), frames=frames)
    line.say("analyzed_df", {"limit": 1})
    first, second = line.hear(), line.hear()
    assert json.loads(first["data"]["df"]["__value__"])["data"] == [[int(T0.timestamp() * 1000), 1.5]]
    assert second["data"]["key"] == ["ETH/USDT", "5m", "spot"]


def test_answers_come_in_the_order_of_the_requests(line: Line) -> None:
    for number in range(100):
        line.say(f"nope {number}")
    heard = [line.hear()["data"] for _ in range(100)]
    assert heard == [f"Invalid request type: nope {number}" for number in range(100)]


def test_more_requests_than_may_wait_are_answered_all_the_same(serve: Callable[..., Listening], bot: FakeBot) -> None:
    line = serve(bot, Limits(tick_s=0.01, max_requests=1, closing_s=0.3)).connect(TOKEN_PATH)
    for _ in range(20):
        line.say("whitelist")
    assert [line.hear()["type"] for _ in range(20)] == ["whitelist"] * 20


@pytest.mark.parametrize("message", [{"type": "nope"}, {}, {"type": "analyzed_df", "data": {"limit": "x"}}])
def test_a_request_that_can_t_be_served_is_answered(line: Line, message: Any) -> None:
    line.tell(message)
    assert line.hear()["type"] == "exception"
    line.answered()


@pytest.mark.parametrize("text", ["{not json", "[1]", "1", ""])
def test_what_is_no_json_object_closes_the_socket(line: Line, text: str) -> None:
    line.raw.send(text)
    assert line.ending() == (1007, "A message must be a JSON object.")


def test_binary_messages_close_the_socket(line: Line) -> None:
    line.raw.send_binary(b'{"type": "whitelist"}')
    assert line.ending()[0] == 1003


def test_a_huge_message_closes_the_socket(line: Line) -> None:
    line.raw.send(json.dumps({"type": "x" * 70_000}))
    assert line.ending()[0] == 1009


def test_a_frame_without_a_mask_closes_the_socket(line: Line) -> None:
    line.raw.sock.sendall(b"\x81\x02{}")
    assert line.ending()[0] == 1002


def test_a_ping_is_answered_by_the_server(line: Line) -> None:
    line.raw.ping("still there?")
    assert line.raw.recv_data(control_frame=True) == (websocket.ABNF.OPCODE_PONG, b"still there?")


def test_a_request_that_fails_is_answered_without_its_traceback(
    line: Line, bot: FakeBot, caplog: pytest.LogCaptureFixture
) -> None:
    bot.shows(frames={("BTC/USDT", "5m"): None})
    bot.shows(strategy=object())
    line.say("analyzed_df")
    assert line.hear() == {"type": "exception", "data": "Error processing request"}
    assert "A request on a socket failed" in caplog.text


def test_an_event_that_can_t_be_written_is_left_out(line: Line, bot: FakeBot, caplog: pytest.LogCaptureFixture) -> None:
    line.say("subscribe", ["entry"])
    line.answered()
    happens(bot, EventType.ENTRY, pair=object())
    happens(bot, EventType.ENTRY, pair="BTC/USDT")
    assert line.hear()["pair"] == "BTC/USDT"
    assert "can't be written as JSON" in caplog.text


def test_a_silent_client_is_pinged(serve: Callable[..., Listening], bot: FakeBot) -> None:
    line = serve(bot, Limits(tick_s=0.01, ping_s=0.02, closing_s=0.3)).connect(TOKEN_PATH)
    assert line.raw.recv_data(control_frame=True)[0] == websocket.ABNF.OPCODE_PING


def test_a_client_that_does_not_answer_pings_is_let_go(serve: Callable[..., Listening], bot: FakeBot) -> None:
    server = serve(bot, Limits(tick_s=0.01, ping_s=0.02, pong_s=0.02, closing_s=0.3))
    line = server.connect(TOKEN_PATH)
    opcodes = [line.raw.recv_frame().opcode, line.raw.recv_frame().opcode]
    assert opcodes == [websocket.ABNF.OPCODE_PING, websocket.ABNF.OPCODE_CLOSE]


def test_a_slow_reader_is_cut_off_and_others_are_not(
    serve: Callable[..., Listening], bot: FakeBot, caplog: pytest.LogCaptureFixture
) -> None:
    server = serve(bot, Limits(tick_s=0.01, max_queued_bytes=100_000, closing_s=10))
    slow, quick = server.connect(TOKEN_PATH), server.connect(TOKEN_PATH)
    for line in (slow, quick):
        line.say("subscribe", ["status"])
        line.answered()
    while "reads too slowly" not in caplog.text:
        happens(bot, EventType.STATUS, status="x" * 50_000)
        assert quick.hear()["type"] == "status"
    assert slow.ending() == (1008, "This client reads too slowly.")
    quick.answered()
    quick.raw.close()


def test_a_client_that_hangs_up_leaves_no_trace(
    serve: Callable[..., Listening], bot: FakeBot, caplog: pytest.LogCaptureFixture
) -> None:
    server = serve(bot)
    caplog.set_level(logging.WARNING)
    gone, staying = server.connect(TOKEN_PATH), server.connect(TOKEN_PATH)
    for line in (gone, staying):
        line.say("subscribe", ["status"])
        line.answered()
    gone.hang_up()
    while len(server.hub) == 2:
        happens(bot, EventType.STATUS, status="running")
        assert staying.hear()["type"] == "status"
    assert not caplog.records


def test_a_client_that_says_goodbye_is_answered(line: Line) -> None:
    line.raw.send_close(1000, b"bye")
    assert line.ending() == (1000, "bye")


def test_all_sockets_are_closed_at_the_end(server: Listening) -> None:
    lines = [server.connect(TOKEN_PATH), server.connect("/message/ws_token")]
    lines[0].answered()
    server.hub.stop()
    assert [line.ending() for line in lines] == [(1001, "The server stops.")] * 2
    assert len(server.hub) == 0
    refused = server.refusal(TOKEN_PATH)
    assert refused.status_code == 503
