"""``tradepost notify-test``: who got the test message, and who did not."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run
from tests.fakes.config import write_config
from tests.fakes.inbox import an_inbox


def test_everybody_gets_the_test_message(run: Run, folder: Path) -> None:
    with an_inbox() as inbox:
        file = write_config(
            folder,
            bot_name="night shift",
            notifications={"urls": [inbox.address("json")]},
            webhook={"enabled": True, "url": inbox.address(), "format": "json", "status": {"text": "{status}"}},
        )
        ended = run("notify-test", "-c", file)
        hook, chat = inbox.next().json(), inbox.next().json()
    assert ended.code == 0, ended.text
    assert ended.out.count("delivered") == 2
    assert "notifications.urls[0] (json)" in ended.out
    assert hook == {"text": "This is a test."}
    assert (chat["title"], chat["message"]) == ("night shift: Status", "This is a test.")


def test_a_failure_is_told_and_ends_with_an_error(run: Run, folder: Path) -> None:
    with an_inbox(404) as inbox:
        template = {"text": "{status}"}
        file = write_config(
            folder, webhook={"enabled": True, "url": inbox.address(path="/T0K3N-1234"), "status": template}
        )
        ended = run("notify-test", "-c", file, "-vv")
    assert ended.code == 1
    assert "the answer was HTTP 404" in ended.text
    assert "T0K3N" not in ended.text


def test_with_nobody_to_tell_the_error_says_what_to_set(run: Run, folder: Path) -> None:
    ended = run("notify-test", "-c", write_config(folder))
    assert ended.code != 0
    assert "Nobody is to be notified; allowed: notifications.urls, or webhook" in ended.text


def test_a_wrong_address_is_named_by_its_key_alone(run: Run, folder: Path) -> None:
    ended = run("notify-test", "-c", write_config(folder, notifications={"urls": ["nobody://T0K3N-1234/"]}))
    assert ended.code != 0
    assert "notifications.urls[0] is ***" in ended.text
    assert "T0K3N" not in ended.text


def test_a_service_that_refuses_is_told_with_its_reason(run: Run, folder: Path) -> None:
    with an_inbox(401) as inbox:
        ended = run("notify-test", "-c", write_config(folder, notifications={"urls": [inbox.address("json")]}))
    assert ended.code == 1
    assert "the service could not be reached or refused the message" in ended.out
    assert "error=401" in ended.err
