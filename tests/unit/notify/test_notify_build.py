"""From a config to those who are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.domain.events import Event, EventType
from bot.errors import ConfigError
from bot.notify.build import build_targets
from bot.notify.fields import example
from bot.notify.target import Target
from bot.notify.trial import Outcome, try_target
from bot.settings.notification_model import Level
from bot.settings.notifications import notification_settings
from tests.builders import T0
from tests.fakes.inbox import Post, an_inbox, no_facts

TELEGRAM = {"enabled": True, "token": "123456789:abcdefg", "chat_id": 42}
DISCORD = {"enabled": True, "webhook_url": "https://discord.com/api/webhooks/1/abc"}


def built(post: Post, **sections: Any) -> Sequence[Target]:
    return build_targets(notification_settings(sections), no_facts, ManualClock(T0), post)


def wanted(target: Target) -> set[str]:
    return {kind.value for kind in EventType if target.level(Event(kind, {}, T0)) is not Level.OFF}


def test_without_settings_nobody_is_told() -> None:
    off = {"enabled": False, "token": "", "chat_id": ""}
    assert built(Post(), telegram=off, webhook={"enabled": False}, discord={}, notifications={"urls": []}) == ()


def test_a_telegram_section_as_users_have_it(caplog: pytest.LogCaptureFixture) -> None:
    post = Post()
    (target,) = built(
        post,
        telegram={
            **TELEGRAM,
            "notification_settings": {
                "status": "silent",
                "startup": "off",
                "entry_fill": "on",
                "exit": {"roi": "silent"},
                "show_candle": "off",
            },
        },
    )
    assert "commands from Telegram are not taken" in caplog.text
    assert target.level(example(EventType.STATUS)) is Level.SILENT
    assert {"entry_fill", "exit", "warning"} <= wanted(target)
    assert not {"startup", "exit_fill", "strategy_msg", "whitelist"} & wanted(target)
    target.sender.send(example(EventType.ENTRY), is_silent=True)
    address, message = post.delivered[0]
    assert address == "tgram://123456789:abcdefg/42/?format=text&silent=yes"
    assert message.body == "Long, trade 1: 1 BTC at 100 USDT, stake 100 USDT, tag test."


def test_discord_tells_of_fills_in_lines() -> None:
    post = Post()
    (target,) = built(post, discord=DISCORD)
    assert wanted(target) == {"entry_fill", "exit_fill"}
    target.sender.send(example(EventType.EXIT_FILL), is_silent=False)
    address, message = post.delivered[0]
    assert address == DISCORD["webhook_url"]
    lines = message.body.splitlines()
    assert lines[0] == "Trade: 1"
    assert "Profit: 9.8 USDT (9.80%)" in lines
    assert "Opened: 2026-01-01 12:00:00" in lines


def test_discords_lines_can_be_chosen_and_taken_away() -> None:
    post = Post()
    custom = {"exit_fill": [], "status": [{"State": "{status}"}], "strategy_msg": [{"Says": "{msg}"}]}
    (target,) = built(post, discord={**DISCORD, **custom})
    assert wanted(target) == {"entry_fill", "status"}
    target.sender.send(example(EventType.STATUS), is_silent=False)
    assert post.delivered[0][1].body == "State: This is a test."
    (allowed,) = built(post, discord={**DISCORD, **custom, "allow_custom_messages": True})
    assert "strategy_msg" in wanted(allowed)


def test_each_address_is_a_target_of_its_own_and_named_without_its_secrets() -> None:
    section = {"urls": ["json://user:hidden@host/secret", "tgram://1:a/2/"], "events": {"status": "off"}}
    post = Post()
    targets = built(post, notifications=section)
    assert [target.name for target in targets] == ["notifications.urls[0] (json)", "notifications.urls[1] (tgram)"]
    assert "status" not in wanted(targets[0])
    for target in targets:
        target.sender.send(example(EventType.ENTRY), is_silent=True)
    assert [address for address, _ in post.delivered] == [section["urls"][0], "tgram://1:a/2/?silent=yes"]


def test_a_webhook_retries_as_told() -> None:
    section = {"enabled": True, "url": "http://x", "retries": 2, "retry_delay": 1, "status": {"a": "{status}"}}
    (target,) = built(Post(), webhook=section)
    assert (target.name, target.pauses_s) == ("webhook", (1.0, 2.0))
    assert wanted(target) == {"status", "warning", "exception", "startup"}


def test_a_webhook_without_templates_is_pointed_out(caplog: pytest.LogCaptureFixture) -> None:
    (target,) = built(Post(), webhook={"enabled": True, "url": "http://x"})
    assert "webhook is enabled and has no templates" in caplog.text
    assert try_target(target) == Outcome("webhook", "", "it wants no event, so it will never be told anything")


@pytest.mark.parametrize(
    ("sections", "key"),
    [
        ({"telegram": {**TELEGRAM, "token": "bad"}}, "telegram.token"),
        ({"discord": {**DISCORD, "webhook_url": "https://bad"}}, "discord.webhook_url"),
        ({"notifications": {"urls": ["json://ok", "bad://x"]}}, "notifications.urls[1]"),
        ({"webhook": {"enabled": True, "url": "http://x", "exit": {"a": "{pear}"}}}, "webhook.exit"),
        ({"discord": {**DISCORD, "exit_fill": [{"a": "{pear}"}]}}, "discord.exit_fill"),
    ],
)
def test_what_can_not_work_is_refused_by_key(sections: dict[str, Any], key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        built(Post(), **sections)
    assert caught.value.key == key


def test_a_trial_sends_a_status_or_the_first_wanted_event() -> None:
    with an_inbox(200, 500) as inbox:
        section = {"enabled": True, "url": inbox.address(), "format": "json", "exit": {"text": "{pair} {gain}"}}
        (target,) = built(Post(), webhook=section)
        assert try_target(target).is_delivered
        assert inbox.next().json() == {"text": "BTC/USDT profit"}
        assert try_target(target) == Outcome("webhook", "exit", "the answer was HTTP 500")
    (chat,) = built(Post(), notifications={"urls": ["json://x"]})
    assert try_target(chat) == Outcome("notifications.urls[0] (json)", "status", "delivered")
