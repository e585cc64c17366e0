import pytest

from bot.domain.enums import RunMode
from bot.errors import BotBusy, WrongMode
from bot.service.picture import bot_picture, closed_stats
from tests.builders import a_running_bot, a_snapshot
from tests.fakes.bot import AnsweringState


def test_the_picture_of_a_running_bot_is_the_newest_snapshot():
    state = AnsweringState(a_running_bot())
    newer = a_running_bot(whitelist=("ETH/USDT",))
    state.publish(newer)
    assert bot_picture(state) is newer


def test_without_a_bot_the_mode_is_refused():
    state = AnsweringState(a_snapshot(runmode=RunMode.WEBSERVER, state=None))
    with pytest.raises(WrongMode, match=r"Bot is not in the correct state\."):
        bot_picture(state)


def test_a_starting_bot_is_busy_instead_of_empty():
    with pytest.raises(BotBusy, match="starting"):
        bot_picture(AnsweringState(a_snapshot()))


def test_a_bot_that_could_not_start_says_why():
    state = AnsweringState(a_snapshot(failure="Strategy 'X' was not found."))
    with pytest.raises(WrongMode, match="Strategy 'X' was not found"):
        bot_picture(state)


def test_a_bot_that_died_later_still_shows_its_last_picture():
    snapshot = a_running_bot(failure="disk full")
    assert bot_picture(AnsweringState(snapshot)) is snapshot


def test_totals_without_a_bot_are_refused():
    with pytest.raises(WrongMode):
        closed_stats(a_snapshot(runmode=RunMode.WEBSERVER))
