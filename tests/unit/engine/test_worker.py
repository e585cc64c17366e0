"""The bot's thread: passes, commands, failures, reloads, the end."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.domain.enums import BotState
from bot.domain.events import EventType
from bot.errors import BotBusy, ConfigError, Refused, StorageError, TemporaryError
from bot.state.commands import ForceEnter, ForceExit, Pause, Reload, Start, Stop
from tests.fakes.engine import Rig
from tests.unit.engine.scripted import PATIENCE_S, Crew, ScriptedBot


def test_the_bot_starts_passes_and_is_shown() -> None:
    bot = ScriptedBot()
    with Crew(bot) as crew:
        bot.until("pass")
        bot.until("picture")
        assert bot.did == ["startup", "picture", "pass", "picture"]
        assert crew.worker.is_alive
    assert crew.state.snapshot().whitelist == ("first",)
    assert bot.did[-2:] == ["shutdown", "picture"]
    assert not crew.worker.is_alive


def test_a_command_is_answered_between_passes() -> None:
    bot = ScriptedBot()
    with Crew(bot) as crew:
        bot.until("pass")
        assert crew.state.ask(Start(), PATIENCE_S) == "done"
        assert bot.did[-2:] == ["Start", "picture"]


def test_a_command_that_changes_the_state_begins_the_next_pass() -> None:
    bot = ScriptedBot()
    with Crew(bot) as crew:
        bot.until("pass")
        crew.state.ask(Stop(), PATIENCE_S)
        bot.until("pass")
        assert crew.state.snapshot().state is BotState.STOPPED


def test_commands_are_answered_while_a_pass_runs_slowly() -> None:
    bot, release = ScriptedBot(), threading.Event()

    def slow() -> None:
        while "Pause" not in bot.did and not release.is_set():
            bot.between_pairs()
        release.wait(PATIENCE_S)

    bot.script.append(slow)
    with Crew(bot) as crew:
        try:
            assert crew.state.ask(Pause(), PATIENCE_S) == "done"
            assert "pass" not in bot.did
            assert crew.state.snapshot().state is BotState.PAUSED
        finally:
            release.set()
        bot.until("pass")


def test_news_are_shown_while_a_pass_runs() -> None:
    bot = ScriptedBot()

    def with_news() -> None:
        bot.has_news = True
        bot.between_pairs()
        bot.between_pairs()

    bot.script.append(with_news)
    with Crew(bot):
        bot.until("pass")
        assert bot.did[:4] == ["startup", "picture", "picture", "pass"]


def test_an_error_in_a_pass_is_told_and_the_bot_goes_on() -> None:
    bot, error = ScriptedBot(), StorageError("The disk is full.")
    bot.script.append(error)
    with Crew(bot) as crew:
        bot.until("fail")
        bot.until("picture")
        assert bot.failures == [error]
        assert crew.state.ask(Start(), PATIENCE_S) == "done"
        assert crew.state.snapshot().state is BotState.STOPPED
        assert crew.worker.is_alive


def test_an_error_that_nobody_expected_is_told_too() -> None:
    bot = ScriptedBot()
    bot.script.append(ZeroDivisionError("by zero"))
    with Crew(bot):
        bot.until("fail")
    assert isinstance(bot.failures[0], ZeroDivisionError)


def test_an_exchange_that_is_away_is_waited_for_and_commands_are_answered(caplog: pytest.LogCaptureFixture) -> None:
    bot = ScriptedBot()
    bot.script.append(TemporaryError("No route."))
    with Crew(bot) as crew:
        bot.until("pass")
        assert crew.state.ask(Start(), PATIENCE_S) == "done"
        crew.state.ask(Pause(), PATIENCE_S)
        bot.until("pass")
    assert bot.failures == []
    assert "Error: No route., retrying in 3600 seconds..." in caplog.text


def test_a_refusal_is_for_the_asker_alone() -> None:
    bot = ScriptedBot()
    bot.answers[Start] = Refused("Not today.")
    with Crew(bot) as crew:
        with pytest.raises(Refused, match=r"Not today\."):
            crew.state.ask(Start(), PATIENCE_S)
        assert crew.state.ask(Pause(), PATIENCE_S) == "done"
    assert bot.failures == []


def test_a_command_that_fails_inside_the_bot_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    bot = ScriptedBot()
    bot.answers[Start] = ZeroDivisionError("by zero")
    with Crew(bot) as crew:
        with pytest.raises(RuntimeError, match="failed inside the bot"):
            crew.state.ask(Start(), PATIENCE_S)
        assert crew.state.ask(Pause(), PATIENCE_S) == "done"
    assert "The command Start failed." in caplog.text


def test_the_asker_hears_the_refusal_even_if_nothing_can_be_shown(caplog: pytest.LogCaptureFixture) -> None:
    bot = ScriptedBot()
    bot.answers[Start] = Refused("Not today.")
    with Crew(bot) as crew:
        bot.until("pass")
        bot.until("picture")
        bot.errors["picture"] = StorageError("No picture.")
        with pytest.raises(Refused, match=r"Not today\."):
            crew.state.ask(Start(), PATIENCE_S)
    assert "The picture could not be shown." in caplog.text


def test_a_bot_that_can_not_be_built_is_fatal() -> None:
    error = ConfigError("No strategy of that name.", key="strategy")
    crew = Crew(error)
    with crew:
        assert crew.fatal.get(timeout=PATIENCE_S) == "No strategy of that name."
        assert crew.state.snapshot().failure == "The bot can't be built: No strategy of that name."
        with pytest.raises(BotBusy):
            crew.state.ask(Start(), PATIENCE_S)
    (event,) = crew.heard
    assert event.type is EventType.EXCEPTION
    assert "No strategy of that name." in event.data["status"]


def test_an_error_at_the_start_leaves_a_stopped_bot() -> None:
    bot = ScriptedBot()
    bot.errors["startup"] = StorageError("The disk is full.")
    with Crew(bot) as crew:
        bot.until("pass")
        assert crew.state.snapshot().state is BotState.STOPPED
    assert len(bot.failures) == 1


def test_a_crash_of_the_thread_is_seen() -> None:
    bot = ScriptedBot()
    bot.errors["picture"] = ZeroDivisionError("by zero")
    crew = Crew(bot)
    with crew:
        crew.worker._thread.join(PATIENCE_S)
        assert crew.state.snapshot().failure == "The bot's thread has crashed: ZeroDivisionError: by zero"
        with pytest.raises(BotBusy):
            crew.state.ask(Start(), PATIENCE_S)
    assert [event.type for event in crew.heard] == [EventType.EXCEPTION]


def test_a_reload_brings_a_new_bot_whose_numbers_go_on() -> None:
    old, new = ScriptedBot("old"), ScriptedBot("new")
    with Crew(old, new) as crew:
        old.until("pass")
        crew.state.ask(Reload(), PATIENCE_S)
        new.until("pass")
        assert crew.state.snapshot().whitelist == ("new",)
        assert crew.state.ask(Pause(), PATIENCE_S) == "done"
    assert old.did[-2:] == ["shutdown for a reload", "picture"]
    assert new.did[0] == "startup after 5"
    assert "Pause" in new.did


def test_a_reload_that_fails_keeps_the_old_bot() -> None:
    old = ScriptedBot("old")
    with Crew(old, ConfigError("Unknown key.")) as crew:
        old.until("pass")
        crew.state.ask(Reload(), PATIENCE_S)
        old.until("keep_going")
        old.until("pass")
        assert crew.state.snapshot().whitelist == ("old",)
    assert "shutdown for a reload" not in old.did


def test_an_old_bot_that_can_not_be_put_away_goes_on() -> None:
    old, new = ScriptedBot("old"), ScriptedBot("new")
    old.errors["shutdown for a reload"] = StorageError("The disk is full.")
    with Crew(old, new) as crew:
        old.until("pass")
        crew.state.ask(Reload(), PATIENCE_S)
        old.until("keep_going")
        old.until("pass")
    assert new.did == []


def test_a_stop_ends_a_pass_between_two_pairs() -> None:
    bot, began = ScriptedBot(), threading.Event()

    def endless() -> None:
        began.set()
        while True:
            bot.between_pairs()

    bot.script.append(endless)
    with Crew(bot):
        assert began.wait(PATIENCE_S)
    assert bot.failures == []
    assert bot.did[-2:] == ["shutdown", "picture"]


def test_a_step_that_does_not_end_is_left_behind() -> None:
    bot, began, release = ScriptedBot(), threading.Event(), threading.Event()

    def stuck() -> None:
        began.set()
        release.wait(PATIENCE_S)

    bot.script.append(stuck)
    with Crew(bot) as crew:
        assert began.wait(PATIENCE_S)
        assert crew.worker.stop(0.0) is False
        release.set()


def test_a_worker_that_never_started_is_stopped_at_once() -> None:
    assert Crew(ScriptedBot()).worker.stop(0.0) is True


def test_a_command_that_waits_at_the_end_is_refused() -> None:
    bot, began, release = ScriptedBot(), threading.Event(), threading.Event()

    def stuck() -> None:
        began.set()
        release.wait(PATIENCE_S)

    bot.script.append(stuck)
    with ThreadPoolExecutor(1) as pool, Crew(bot) as crew:
        assert began.wait(PATIENCE_S)
        asked = pool.submit(crew.state.ask, Start(), PATIENCE_S)
        crew.worker.stop(0.0)
        with pytest.raises(BotBusy):
            asked.result(PATIENCE_S)
        release.set()


def test_a_trader_trades_in_a_worker() -> None:
    rig = Rig(fill_at_once=True)
    with Crew(rig.trader) as crew:
        trade = crew.state.ask(ForceEnter(pair="BTC/USDT"), PATIENCE_S)
        assert [shown.trade.id for shown in crew.state.snapshot().open_trades] == [trade.id]
        crew.state.ask(ForceExit(trade_id=trade.id), PATIENCE_S)
        assert crew.state.snapshot().open_trades == ()
    assert rig.heard_types() == ["entry", "entry_fill", "exit", "exit_fill"]
    assert rig.said(EventType.STATUS) == ["running", "process died"]
