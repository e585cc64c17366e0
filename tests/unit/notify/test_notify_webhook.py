"""The webhook, against a server of this process."""

from __future__ import annotations

import socket
from typing import Any
from urllib.parse import parse_qs

import pytest

from bot.clock import ManualClock
from bot.domain.events import EventType
from bot.notify.fields import example
from bot.notify.target import NotDelivered
from bot.notify.webhook import Webhook, signature
from bot.settings.notification_model import Level, WebhookSettings
from bot.settings.secret import Secret
from tests.builders import T0
from tests.fakes.inbox import an_inbox, no_facts, said


def a_webhook(url: str, **changes: Any) -> Webhook:
    values: dict[str, Any] = {"templates": {"status": {"text": "{bot_name}: {status}"}}, **changes}
    return Webhook(WebhookSettings(url=Secret(url), **values), no_facts, ManualClock(T0))


@pytest.mark.parametrize(
    ("form", "template", "kind", "body"),
    [
        ("form", {"text": "{status} & so", "n": 1}, "application/x-www-form-urlencoded", b"text=up+%26+so&n=1"),
        ("json", {"text": "{status}", "tags": ["{type}"]}, "application/json", b'{"text":"up","tags":["status"]}'),
        ("raw", {"data": "it is {status}é"}, "text/plain; charset=utf-8", "it is upé".encode()),
    ],
)
def test_the_body_has_the_chosen_form(form: str, template: dict[str, Any], kind: str, body: bytes) -> None:
    with an_inbox() as inbox:
        hook = a_webhook(inbox.address(path="/hook?key=1"), format=form, templates={"status": template})
        hook.send(said("up"), is_silent=False)
        posted = inbox.next()
    assert (posted.path, posted.headers["Content-Type"], posted.body) == ("/hook?key=1", kind, body)
    assert "X-Tradepost-Signature" not in posted.headers


def test_an_entry_fills_a_template_as_users_write_it() -> None:
    template = {"value1": "Buying {pair}", "value2": "limit {limit:8f}", "value3": "{stake_amount:8f} {stake_currency}"}
    with an_inbox() as inbox:
        a_webhook(inbox.address(), templates={"entry": template}).send(example(EventType.ENTRY), is_silent=False)
        values = parse_qs(inbox.next().body.decode())
    assert values == {"value1": ["Buying BTC/USDT"], "value2": ["limit 100.000000"], "value3": ["100.000000 USDT"]}


def test_a_secret_signs_time_and_body() -> None:
    with an_inbox() as inbox:
        a_webhook(inbox.address(), secret=Secret("hush")).send(said("up"), is_silent=False)
        posted = inbox.next()
    timestamp = posted.headers["X-Tradepost-Timestamp"]
    assert timestamp == str(int(T0.timestamp()))
    assert posted.headers["X-Tradepost-Signature"] == signature("hush", timestamp, posted.body)
    assert signature("hush", "1", b"") != signature("hush", "2", b"")


def test_the_signature_is_the_one_of_the_guide() -> None:
    expected = "sha256=98c2c1b341a2de837e8a60aa1ccfe2e1d417beddb90a98ce9373cf3adb116137"
    assert signature("hush", "1767225600", b'{"text":"up"}') == expected


def test_events_with_a_template_are_wanted() -> None:
    hook = a_webhook("http://x", templates={"status": {"a": "{status}"}, "entry": {}, "strategy_msg": {"a": "{msg}"}})
    wanted = [kind.value for kind in EventType if hook.level(said("", kind)) is Level.ON]
    assert wanted == ["status", "warning", "exception", "startup"]
    loud = a_webhook("http://x", templates={"strategy_msg": {"a": "{msg}"}}, allow_custom_messages=True)
    assert loud.level(example(EventType.STRATEGY_MSG)) is Level.ON


@pytest.mark.parametrize(("status", "may_pass"), [(500, True), (429, True), (404, False), (401, False)])
def test_a_refusal_says_whether_trying_again_can_help(status: int, may_pass: bool) -> None:
    with an_inbox(status) as inbox, pytest.raises(NotDelivered, match=f"HTTP {status}") as caught:
        a_webhook(inbox.address()).send(said("up"), is_silent=False)
    assert caught.value.may_pass is may_pass


def test_a_dead_receiver_is_told_without_its_address() -> None:
    with an_inbox(0) as inbox, pytest.raises(NotDelivered, match="the request failed") as caught:
        a_webhook(inbox.address(path="/token-1234567890")).send(said("up"), is_silent=False)
    assert "token" not in str(caught.value)
    assert caught.value.may_pass


def test_a_receiver_that_never_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(NotDelivered, match="no answer within"):
            a_webhook(url, timeout_s=0.05).send(said("up"), is_silent=False)
