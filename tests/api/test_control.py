import pytest

from bot.domain.enums import RunMode
from bot.errors import BotBusy
from bot.state.commands import Pause, Reload, Start, Stop
from tests.builders import a_snapshot
from tests.fakes.web import a_web

CALLS = [
    ("/start", Start()),
    ("/stop", Stop()),
    ("/pause", Pause()),
    ("/stopbuy", Pause()),
    ("/stopentry", Pause()),
    ("/reload_config", Reload()),
]


@pytest.mark.parametrize(("path", "command"), CALLS)
@pytest.mark.parametrize("body", [{}, {"data": "null"}, {"json": {}}])
def test_a_call_sends_its_command_with_any_harmless_body(path, command, body):
    web = a_web(answer="done ...")
    answer = web.post(path, **body)
    assert (answer.status_code, answer.json) == (200, {"status": "done ..."})
    assert web.state.asked == [command]


def test_a_busy_bot_is_told_with_a_time_to_try_again():
    answer = a_web(answer=BotBusy("The bot is busy.")).post("/start")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(("path", "_command"), CALLS)
def test_without_a_bot_nothing_is_controlled(path, _command):
    answer = a_web(a_snapshot(runmode=RunMode.WEBSERVER)).post(path)
    assert (answer.status_code, answer.json["detail"]) == (503, "Bot is not in the correct state.")


def test_a_starting_bot_can_not_be_controlled_yet():
    answer = a_web(a_snapshot()).post("/stop")
    assert answer.status_code == 503
    assert "starting" in answer.json["detail"]


def test_reading_methods_do_not_control():
    assert a_web().get("/stop").status_code == 405
