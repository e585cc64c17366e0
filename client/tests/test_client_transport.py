"""Connections: what is sent along, what is repeated, and what a broken one means."""

import base64

import pytest
import requests

from freqtrade_client import ConnectionFailed, FtRestClient, TimedOut


def statuses_then_success(server, *statuses):
    for status in statuses:
        server.will_say({"error": "busy"}, status=status)


def test_a_login_travels_as_basic_auth_in_utf8(make_client, server):
    make_client(server.url, "Ü", "pass:€").status()
    scheme, _, token = server.requests[0].headers["Authorization"].partition(" ")
    assert (scheme, base64.b64decode(token).decode()) == ("Basic", "Ü:pass:€")


@pytest.mark.parametrize("login", [(), ("me",), ("me", ""), ("", "secret")])
def test_half_a_login_is_not_sent(make_client, server, login):
    make_client(server.url, *login).status()
    assert "Authorization" not in server.requests[0].headers


def test_a_login_in_the_url_is_used(make_client, server):
    make_client(server.url.replace("//", "//me:p%40ss@")).status()
    assert server.requests[0].headers["Authorization"] == "Basic " + base64.b64encode(b"me:p@ss").decode()


def test_requests_speak_json_both_ways(client, server):
    client.status()
    assert server.requests[0].headers["Accept"] == "application/json"
    assert server.requests[0].headers["Content-Type"] == "application/json"
    assert server.requests[0].headers["Content-Length"] == "4"  # null


def test_a_server_may_live_under_a_path(make_client, server):
    make_client(f"{server.url}/bot/").status()
    assert server.requests[0].path == "/bot/api/v1/status"


def test_each_write_carries_a_key_of_its_own(client, server):
    client.start()
    client.delete_trade(1)
    keys = [request.headers["Idempotency-Key"] for request in server.requests]
    assert len(set(keys)) == 2


def test_a_read_carries_no_key(client, server):
    client.status()
    assert "Idempotency-Key" not in server.requests[0].headers


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_read_is_repeated_while_the_server_is_busy(client, server, status):
    statuses_then_success(server, status, status, status)
    assert client.status() == {"fine": True}
    assert len(server.requests) == 4


def test_a_read_gives_up_and_hands_over_the_last_answer(make_client, server):
    statuses_then_success(server, 503, 503)
    assert make_client(retries=1).status() == {"error": "busy"}
    assert len(server.requests) == 2


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500])
def test_a_read_is_not_repeated_where_that_would_not_help(client, server, status):
    statuses_then_success(server, status)
    assert client.status() == {"error": "busy"}
    assert len(server.requests) == 1


def test_a_read_is_repeated_after_the_connection_broke(client, server):
    server.will_hang_up()
    assert client.status() == {"fine": True}
    assert len(server.requests) == 2


@pytest.mark.parametrize("header", ["0", "1.5", "soon"])
def test_a_read_waits_as_long_as_the_server_says_where_that_is_readable(client, server, header):
    server.will_say({"error": "busy"}, status=503, Retry_After=header)
    assert client.status() == {"fine": True}


def test_a_read_is_repeated_when_it_came_too_often_and_the_server_says_when_to_return(client, server):
    server.will_say({"error": "too many"}, status=429, Retry_After="0")
    assert client.status() == {"fine": True}


def test_a_read_does_not_wait_for_minutes(client, server):
    server.will_say({"error": "busy"}, status=503, Retry_After="3600")
    assert client.status() == {"error": "busy"}
    assert len(server.requests) == 1


def test_a_read_is_not_repeated_when_the_server_is_silent(make_client, server):
    server.stays_silent()
    with pytest.raises(TimedOut, match=r"No answer from 127.0.0.1:\d+ within 0.05 s\.$"):
        make_client(timeout=0.05).status()
    assert len(server.requests) == 1


def test_connecting_and_reading_may_have_a_timeout_each(make_client, server):
    server.stays_silent()
    with pytest.raises(TimedOut, match=r"within 0\.05 s"):
        make_client(timeout=(5, 0.05)).status()


def test_scripts_may_catch_a_timeout_as_that_of_requests(make_client, server):
    server.stays_silent()
    with pytest.raises(requests.exceptions.Timeout):
        make_client(timeout=0.05).status()


@pytest.mark.parametrize("write", [FtRestClient.start, lambda client: client.delete_trade(1)])
@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_write_is_not_repeated_when_the_server_is_busy(client, server, write, status):
    server.will_say({"error": "busy"}, status=status, Retry_After="0")
    assert write(client) == {"error": "busy"}
    assert len(server.requests) == 1


@pytest.mark.parametrize("write", [FtRestClient.start, lambda client: client.delete_trade(1)])
def test_a_write_is_not_repeated_after_the_connection_broke(client, server, caplog, write):
    server.will_hang_up()
    assert write(client) is None
    assert len(server.requests) == 1
    assert "hung up without a full answer. The request may have been carried out" in caplog.text


def test_a_write_is_not_repeated_when_a_kept_connection_breaks(client, server):
    client.start()
    server.will_hang_up()
    assert client.stop() is None
    assert [request.path for request in server.requests] == ["/api/v1/start", "/api/v1/stop"]


def test_a_write_without_an_answer_says_that_it_may_be_done(make_client, server):
    server.stays_silent()
    with pytest.raises(TimedOut, match="may have been carried out: look before you repeat it"):
        make_client(timeout=0.05).start()
    assert len(server.requests) == 1


@pytest.mark.parametrize("call", [FtRestClient.status, FtRestClient.start])
def test_an_unreachable_server_is_a_warning_and_none(make_client, nobody, caplog, call):
    assert call(make_client(nobody)) is None
    (record,) = [record for record in caplog.records if record.name == "ft_rest_client"]
    assert record.levelname == "WARNING"
    assert record.getMessage() == f"Connection error - could not connect to {nobody}."


def test_an_unreachable_server_raises_where_that_is_wanted(make_client, nobody):
    with pytest.raises(ConnectionFailed, match="could not connect"):
        make_client(nobody, raise_errors=True).status()


def test_https_to_a_server_without_it_is_a_failed_connection(make_client, server):
    secure = make_client(server.url.replace("http:", "https:"), raise_errors=True, retries=0)
    with pytest.raises(ConnectionFailed, match="no secure connection to 127"):
        secure.status()


def test_an_answer_that_breaks_off_is_a_failed_connection(make_client, server):
    server.will_send_text("5\r\nab", Transfer_Encoding="chunked", Connection="close")
    with pytest.raises(ConnectionFailed, match="hung up without a full answer"):
        make_client(raise_errors=True).status()


def test_an_answer_that_stops_halfway_is_a_timeout(make_client, server):
    server.will_send_text("5\r\nab", Transfer_Encoding="chunked")
    with pytest.raises(TimedOut):
        make_client(timeout=0.05).status()


def test_a_client_closes_its_connections_at_the_end_of_a_with_block(server):
    with FtRestClient(server.url) as client:
        assert client.version() == {"fine": True}
