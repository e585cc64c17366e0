"""What refusals and broken answers become."""

import pytest

from freqtrade_client import ClientError, NotJson, Refused


def test_a_refusal_is_returned_to_scripts_that_know_no_exceptions(client, server, caplog):
    server.will_say({"error": "No luck"}, status=400)
    assert client.status() == {"error": "No luck"}
    assert "HTTP 400: No luck" in caplog.text


def test_a_refusal_is_raised_where_that_is_wanted(make_client, server):
    server.will_say({"error": "No luck"}, status=400)
    with pytest.raises(Refused, match="HTTP 400: No luck") as caught:
        make_client(raise_errors=True).status()
    assert (caught.value.status, caught.value.answer) == (400, {"error": "No luck"})


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ({"error": "Error querying /x: no", "detail": "no"}, "HTTP 400: Error querying /x: no"),
        ({"detail": "Unauthorized"}, "HTTP 400: Unauthorized"),
        ({"msg": "Token has expired"}, "HTTP 400: Token has expired"),
        (
            {"detail": [{"loc": ["body", "pair"], "msg": "Field required"}, {"msg": "odd"}, "and more"]},
            "HTTP 400: body.pair: Field required; odd; and more",
        ),
        ({"unknown": 1}, 'HTTP 400: {"unknown": 1}'),
        (["no"], 'HTTP 400: ["no"]'),
    ],
)
def test_the_program_shows_the_servers_words_and_prints_its_json(ask, server, answer, text):
    server.will_say(answer, status=400)
    result = ask("forceenter", "BTC/USDT", "long")
    assert (result.code, result.json) == (1, answer)
    assert result.err.endswith(f"- ft_rest_client - ERROR - {text}\n")


def test_a_page_instead_of_json_is_cut_to_its_first_words(ask, server):
    server.will_send_text(f"<html><h1>Bad\n Gateway</h1>{'x ' * 500}</html>", status=502)
    result = ask("status")
    assert (result.code, result.out) == (1, "")
    assert "HTTP 502, and the answer is not JSON: Bad Gateway x x" in result.err
    assert len(result.err) < 400


def test_an_answer_that_is_not_json_raises_even_where_exceptions_were_not_wanted(client, server):
    server.will_send_text("hello")
    with pytest.raises(NotJson, match="HTTP 200, and the answer is not JSON: hello"):
        client.status()


def test_scripts_may_catch_an_answer_that_is_not_json_as_a_value_error(client, server):
    server.will_send_text("")
    with pytest.raises(ValueError, match="not JSON: OK"):
        client.status()


def test_a_read_follows_the_server_to_a_new_place(client, server):
    server.will_send_text("", status=301, Location="/elsewhere")
    assert client.status() == {"fine": True}
    assert server.requests[1].path == "/elsewhere"


def test_a_write_does_not_follow_the_server_to_a_new_place(ask, server):
    server.will_send_text("", status=307, Location="http://127.0.0.1/elsewhere")
    result = ask("start")
    assert (result.code, len(server.requests)) == (1, 1)
    assert "The server moved to http://127.0.0.1/elsewhere: use that address." in result.err


def test_a_server_that_sends_readers_in_circles_is_an_error(make_client, server):
    for _ in range(31):
        server.will_send_text("", status=302, Location="/api/v1/status")
    with pytest.raises(ClientError, match=r"The request to .* failed: Exceeded 30 redirects"):
        make_client(raise_errors=True).status()
