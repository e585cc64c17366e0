"""A whole bot that notifies: while it trades, when it reloads, when it ends, when it can't begin."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.logs import MaskFilter, mask_more
from bot.runtime import Runtime, build_runtime
from bot.runtime.notices import Notices
from bot.settings.model import Settings
from bot.settings.notification_model import NotificationSettings, WebhookSettings
from bot.settings.secret import Secret
from bot.state.commands import Reload
from bot.state.feed import Feed
from bot.state.shared import SharedState
from tests.builders import T0, a_running_bot, some_settings
from tests.fakes.inbox import WAIT_S, Inbox, an_inbox, said
from tests.runtime.test_runtime import picture_of, settings_in, until

STATUS = {"status": {"data": "{type} of {bot_name}: {status} ({strategy}, {timeframe})"}}


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with an_inbox() as server:
        yield server


def notifying(inbox: Inbox, **changes: Any) -> NotificationSettings:
    values: dict[str, Any] = {"format": "raw", "templates": STATUS, **changes}
    return NotificationSettings(webhook=WebhookSettings(url=Secret(inbox.address()), **values))


def started(first: Settings, after: Settings | None = None) -> Runtime:
    runtime = build_runtime(first, reload=lambda: after or first, on_fatal=lambda _: None)
    runtime.start()
    return runtime


def until_told(inbox: Inbox, text: str) -> str:
    """The first message with this text; others may come before it."""
    while text not in (body := inbox.next().body.decode()):
        continue
    return body


def has_ended() -> bool:
    """Whether nobody is left who would tell anything."""
    return not any(thread.name == "notify webhook" for thread in threading.enumerate())


def test_a_bot_tells_of_its_start_until_its_end(tmp_path: Path, inbox: Inbox) -> None:
    runtime = started(settings_in(tmp_path, bot_name="night", notifications=notifying(inbox)))
    picture_of(runtime)
    assert until_told(inbox, "running") == "status of night: running (SampleStrategy, 5m)"
    assert not has_ended()
    runtime.stop()
    until("the end", has_ended)


def test_what_waits_is_delivered_before_the_end(inbox: Inbox) -> None:
    state = SharedState(a_running_bot(), Feed())
    notices = Notices(state, ManualClock(T0), last_chance_s=20)
    notices.use(some_settings(timeframe=None, notifications=notifying(inbox)))
    state.feed.emit(said("process died"))
    told: list[tuple[str, int]] = []
    notices.before(lambda reason: told.append((reason, inbox.arrived.qsize())))("no strategy")
    assert told == [("no strategy", 1)]
    assert inbox.next().body == b"status of tradepost: process died (SampleStrategy, 5m)"


def test_a_reload_changes_who_is_told(tmp_path: Path, inbox: Inbox) -> None:
    first = settings_in(tmp_path, notifications=notifying(inbox))
    with an_inbox() as other:
        runtime = started(first, settings_in(tmp_path, notifications=notifying(other)))
        picture_of(runtime)
        runtime.services.state.ask(Reload())
        assert until_told(other, "config reloaded").startswith("status of")
        runtime.stop()


def test_a_reload_with_a_template_that_can_not_work_changes_nothing(tmp_path: Path, inbox: Inbox) -> None:
    broken = notifying(inbox, templates={"entry": {"data": "{pear}"}})
    runtime = started(
        settings_in(tmp_path, notifications=notifying(inbox)), settings_in(tmp_path, notifications=broken)
    )
    picture_of(runtime)
    runtime.services.state.ask(Reload())
    assert "webhook.entry has the placeholder {pear}" in until_told(inbox, "was not reloaded")
    runtime.stop()


def test_a_bot_that_can_not_be_built_ends_after_its_notifications(tmp_path: Path, inbox: Inbox) -> None:
    ended = threading.Event()
    settings = settings_in(tmp_path, strategy="NoSuch", notifications=notifying(inbox))
    runtime = build_runtime(settings, reload=lambda: settings, on_fatal=lambda _: ended.set())
    runtime.start()
    assert ended.wait(WAIT_S)
    until("the end", has_ended)
    runtime.stop()


def test_secrets_of_a_reloaded_configuration_are_masked_too() -> None:
    handler = logging.NullHandler()
    handler.addFilter(MaskFilter(["first-secret"]))
    logger = logging.getLogger("tests.masked")
    logger.addHandler(handler)
    mask_more(["second-secret"])
    logger.removeHandler(handler)
    (mask,) = handler.filters
    assert isinstance(mask, MaskFilter)
    assert mask.masked("first-secret second-secret") == "*** ***"
