import pytest

from bot.domain.enums import RunMode
from bot.errors import WrongMode
from bot.service.control import Control
from bot.state.commands import Pause, Reload, Start, Stop
from tests.builders import a_running_bot, a_snapshot
from tests.fakes.bot import AnsweringState


@pytest.mark.parametrize(
    ("call", "command"), [("start", Start()), ("stop", Stop()), ("pause", Pause()), ("reload", Reload())]
)
def test_each_call_sends_its_command_and_answers_the_sentence(call, command):
    state = AnsweringState(a_running_bot(), "done ...")
    assert getattr(Control(state), call)() == "done ..."
    assert state.asked == [command]


@pytest.mark.parametrize("call", ["start", "stop", "pause", "reload"])
def test_without_a_bot_nothing_is_asked(call):
    state = AnsweringState(a_snapshot(runmode=RunMode.WEBSERVER))
    with pytest.raises(WrongMode):
        getattr(Control(state), call)()
    assert state.asked == []
