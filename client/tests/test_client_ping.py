"""``ping`` tells whether the bot trades, not only whether the server is there."""

import pytest

from freqtrade_client import ClientError


def test_a_running_bot_answers_pong(ask, server):
    server.will_say({"state": "running"})
    assert ask("ping").json == {"status": "pong"}


@pytest.mark.parametrize("state", ["stopped", "paused", ""])
def test_a_bot_that_does_not_trade_is_not_running(ask, server, state):
    server.will_say({"state": state})
    result = ask("ping")
    assert (result.code, result.json) == (0, {"status": "not_running"})


def test_a_bot_out_of_reach_is_not_running(make_client, nobody):
    assert make_client(nobody).ping() == {"status": "not_running"}


def test_the_program_also_ends_with_an_error_when_the_bot_is_out_of_reach(program, nobody):
    result = program("--url", nobody, "--retries", "0", "ping")
    assert (result.code, result.json) == (3, {"status": "not_running"})
    assert f"could not connect to {nobody}." in result.err


def test_an_answer_without_a_state_is_an_error(client, server):
    server.will_say({"detail": "Unauthorized"}, status=401)
    with pytest.raises(ClientError, match=r"does not tell the bot's state\. Unauthorized"):
        client.ping()


def test_the_program_reports_another_server_at_the_bots_address(ask, server):
    server.will_say(["hello"])
    result = ask("ping")
    assert (result.code, result.out) == (1, "")
    assert "does not tell the bot's state." in result.err
