"""Who may come in, and how long."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Callable
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any

import pytest
import requests

from app.ws.limits import Limits
from bot.domain.enums import RunMode
from tests.fakes.services import PASSWORD, SOCKET_TOKEN, USER, FakeBot
from tests.fakes.sockets import Encrypted, Line, Listening

TOKEN_PATH = f"/message/ws?token={SOCKET_TOKEN}"
HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}


def log_in(server: Listening) -> str:
    with server.app.test_client() as client:
        answer = client.post("/api/v1/token/login", auth=(USER, PASSWORD))
    token: str = answer.json["access_token"]  # type: ignore[index]
    return token


def session_cookie(server: Listening) -> str:
    with server.app.test_client() as client:
        answer = client.post("/api/v1/session/login", json={"username": USER, "password": PASSWORD})
    return answer.headers["Set-Cookie"].partition(";")[0]


def handshake(server: Listening, path: str = TOKEN_PATH, **changes: str) -> requests.Response:
    """A handshake with other headers, as an HTTP request."""
    headers = {**HANDSHAKE, **{name.replace("_", "-"): value for name, value in changes.items()}}
    return requests.get(f"http://127.0.0.1:{server.port}/api/v1{path}", headers=headers, timeout=60)


def test_a_socket_token_opens_a_socket(line: Line) -> None:
    line.say("whitelist")
    assert line.hear() == {"type": "whitelist", "data": ["BTC/USDT"]}


def test_an_access_token_opens_a_socket(server: Listening) -> None:
    line = server.connect(f"/message/ws?token={log_in(server)}")
    line.say("whitelist")
    assert line.hear()["data"] == ["BTC/USDT"]


def test_two_sockets_with_one_token_both_work(server: Listening) -> None:
    for line in (server.connect(TOKEN_PATH), server.connect(TOKEN_PATH)):
        line.say("whitelist")
        assert line.hear()["data"] == ["BTC/USDT"]


@pytest.mark.parametrize("query", ["", "?token=", "?token=wrong", "?token=ey.J.x", "?Token=" + SOCKET_TOKEN])
def test_without_the_right_token_a_socket_is_refused_before_the_upgrade(server: Listening, query: str) -> None:
    refused = server.refusal(f"/message/ws{query}")
    assert refused.status_code == 403
    assert json.loads(refused.resp_body)["error"] == "Could not validate credentials"


def test_a_refresh_token_opens_no_socket(server: Listening) -> None:
    with server.app.test_client() as client:
        token = client.post("/api/v1/token/login", auth=(USER, PASSWORD)).json["refresh_token"]  # type: ignore[index]
    assert server.refusal(f"/message/ws?token={token}").status_code == 403


def test_an_expired_token_opens_no_socket(serve: Callable[..., Listening], bot: FakeBot) -> None:
    server = serve(bot, JWT_ACCESS_TOKEN_EXPIRES=timedelta(seconds=-1))
    assert server.refusal(f"/message/ws?token={log_in(server)}").status_code == 403


def test_a_socket_is_closed_when_its_access_token_ends(server: Listening, bot: FakeBot) -> None:
    line = server.connect(f"/message/ws?token={log_in(server)}")
    line.answered()
    bot.lets_in(username="someone else")
    assert line.ending() == (1008, "The token is no longer valid.")


def test_a_socket_is_closed_when_its_socket_token_is_replaced(line: Line, bot: FakeBot) -> None:
    line.answered()
    bot.lets_in(ws_tokens=())
    assert line.ending() == (1008, "The token is no longer valid.")


def test_the_page_s_session_opens_a_socket(server: Listening) -> None:
    line = server.connect("/message/ws", cookie=session_cookie(server))
    line.say("whitelist")
    assert line.hear()["data"] == ["BTC/USDT"]


def test_a_page_of_another_origin_may_not_use_the_session(server: Listening) -> None:
    cookie = session_cookie(server)
    refused = server.refusal("/message/ws", cookie=cookie, origin="http://elsewhere.example")
    assert refused.status_code == 403


def test_a_page_of_another_origin_may_use_a_token(server: Listening) -> None:
    line = server.connect(TOKEN_PATH, origin="http://elsewhere.example")
    line.answered()


def test_a_socket_is_closed_when_its_session_ends(server: Listening) -> None:
    line = server.connect("/message/ws", cookie=session_cookie(server))
    line.answered()
    auth = server.app.extensions["auth"]
    for session in auth.sessions.living(auth.ring.current().stamp):
        auth.sessions.end(session.id)
    assert line.ending()[0] == 1008


def test_the_first_message_may_bring_the_token(server: Listening) -> None:
    line = server.connect("/message/ws_token")
    line.tell({"token": SOCKET_TOKEN})
    line.say("whitelist")
    assert line.hear()["data"] == ["BTC/USDT"]


def test_the_first_message_may_bring_an_access_token(server: Listening) -> None:
    line = server.connect("/message/ws_token")
    line.tell({"token": log_in(server)})
    line.answered()


@pytest.mark.parametrize(
    "first", [{"token": "wrong"}, {"token": None}, {}, [], {"type": "subscribe", "data": ["entry"]}]
)
def test_a_first_message_without_the_right_token_closes_the_socket(server: Listening, first: Any) -> None:
    line = server.connect("/message/ws_token")
    line.tell(first)
    assert line.ending() == (1008, "Could not validate credentials")


def test_who_brings_no_token_in_time_is_sent_away(serve: Callable[..., Listening], bot: FakeBot) -> None:
    server = serve(bot, Limits(tick_s=0.01, token_s=0.02))
    assert server.connect("/message/ws_token").ending() == (1008, "No token arrived.")


def test_only_so_many_sockets_may_wait_for_their_token(serve: Callable[..., Listening], bot: FakeBot) -> None:
    server = serve(bot, Limits(tick_s=0.01, max_strangers=0, closing_s=0.3))
    refused = server.refusal("/message/ws_token")
    assert (refused.status_code, refused.resp_headers["retry-after"]) == (503, "5")
    server.connect(TOKEN_PATH).answered()


def test_one_socket_too_many_is_refused_until_another_leaves(serve: Callable[..., Listening], bot: FakeBot) -> None:
    server = serve(bot, Limits(tick_s=0.01, max_clients=1, closing_s=0.3))
    line = server.connect(TOKEN_PATH)
    line.answered()
    refused = server.refusal(TOKEN_PATH)
    assert (refused.status_code, refused.resp_headers["retry-after"]) == (503, "5")
    assert json.loads(refused.resp_body)["error"] == "Too many sockets are open."


def test_where_no_bot_trades_there_are_no_sockets(server: Listening, bot: FakeBot) -> None:
    bot.shows(runmode=RunMode.WEBSERVER)
    assert server.refusal(TOKEN_PATH).status_code == 503


def test_an_ordinary_request_to_a_socket_is_refused(server: Listening) -> None:
    answer = requests.get(f"http://127.0.0.1:{server.port}/api/v1{TOKEN_PATH}", timeout=60)
    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.mark.parametrize("key", ["", "short", "not base64!", "\u00e9"])
def test_a_handshake_without_a_key_is_refused(server: Listening, key: str) -> None:
    assert handshake(server, Sec_WebSocket_Key=key).status_code == 400


def test_a_handshake_of_another_version_is_refused(server: Listening) -> None:
    answer = handshake(server, Sec_WebSocket_Version="8")
    assert (answer.status_code, answer.headers["Sec-WebSocket-Version"]) == (426, "13")


def test_a_handshake_that_the_protocol_refuses_is_refused(server: Listening) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.putrequest("GET", f"/api/v1{TOKEN_PATH}", skip_host=True)
    for name, value in HANDSHAKE.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 400
    assert json.loads(answer.read())["error"] == "This is not a WebSocket handshake."
    connection.close()


def test_a_server_that_lends_no_socket_says_so(bot: FakeBot) -> None:
    with bot.app().test_client() as client:
        answer = client.get(f"/api/v1{TOKEN_PATH}", headers=HANDSHAKE, base_url="ws://localhost")
    assert answer.status_code == 501


def test_a_server_that_encrypts_keeps_its_socket_and_carries_the_bytes(server: Listening) -> None:
    server.lends(Encrypted)
    line = server.connect(TOKEN_PATH)
    line.answered()
    line.raw.close()


def test_a_server_that_encrypts_has_room_for_few(serve: Callable[..., Listening], bot: FakeBot) -> None:
    server = serve(bot, Limits(tick_s=0.01, max_bridged=1, closing_s=0.3))
    server.lends(Encrypted)
    line = server.connect(TOKEN_PATH)
    line.answered()
    assert server.refusal(TOKEN_PATH).status_code == 503
    line.raw.close()


def test_a_client_that_hangs_up_during_the_handshake_leaves_no_trace(
    server: Listening, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    gone, peer = socket.socketpair()
    peer.close()
    with gone:
        server.lends(lambda _: gone)
        handshake(server)
    assert not caplog.records
    assert len(server.hub) == 0


def test_compression_is_not_agreed_on(server: Listening) -> None:
    line = server.connect(TOKEN_PATH, header=["Sec-WebSocket-Extensions: permessage-deflate"])
    assert "sec-websocket-extensions" not in line.raw.getheaders()
    line.answered()
