"""Settings of notifications: read, refused by name, never shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.errors import ConfigError
from bot.settings.notification_model import Level, TelegramSettings, WebhookSettings
from bot.settings.redact import REDACTED
from bot.settings.secret import Secret, address_secrets
from tests.fakes.config import loaded, write_config

HOOK = {"enabled": True, "url": "https://hooks.example/T0K3N-abc"}
TELEGRAM = {"enabled": True, "token": "123456789:abcdefg", "chat_id": "-100123456"}


def test_everything_is_off_without_settings(folder: Path) -> None:
    settings = loaded(write_config(folder)).notifications
    assert (settings.urls, settings.webhook, settings.telegram, settings.discord) == ((), None, None, None)
    assert not settings.allow_custom_messages


def test_sections_are_read(folder: Path) -> None:
    settings = loaded(
        write_config(
            folder,
            notifications={"urls": ["json://localhost"], "events": {"exit": {"roi": "off"}}},
            webhook={
                **HOOK,
                "format": "json",
                "retries": 3,
                "retry_delay": 0.2,
                "timeout": 5,
                "secret": "hush",
                "allow_custom_messages": True,
                "entry": {"text": "{pair}"},
            },
            telegram={**TELEGRAM, "topic_id": 7, "notification_settings": {"status": "silent"}},
            discord={"enabled": True, "webhook_url": "https://discord.com/api/webhooks/1/a", "exit_fill": []},
        )
    ).notifications
    assert settings.levels == {"exit": {"roi": Level.OFF}}
    assert settings.webhook == WebhookSettings(
        url=Secret(HOOK["url"]),
        format="json",
        retries=3,
        retry_delay_s=0.2,
        timeout_s=5,
        secret=Secret("hush"),
        allow_custom_messages=True,
        templates={"entry": {"text": "{pair}"}},
    )
    assert settings.telegram == TelegramSettings(
        token=Secret(TELEGRAM["token"]), chat_id=Secret("-100123456"), topic_id="7", levels={"status": Level.SILENT}
    )
    assert settings.discord is not None
    assert settings.discord.templates == {"exit_fill": ()}
    assert settings.allow_custom_messages


def test_a_section_that_is_not_enabled_may_be_half_done(folder: Path) -> None:
    settings = loaded(write_config(folder, telegram={"enabled": False, "token": ""}, webhook={"url": ""}))
    assert (settings.notifications.telegram, settings.notifications.webhook, settings.notices) == (None, None, ())


@pytest.mark.parametrize(
    ("sections", "key"),
    [
        ({"telegram": {"enabled": True, "chat_id": "1"}}, "telegram.token"),
        ({"telegram": {"enabled": True, "token": "1:a"}}, "telegram.chat_id"),
        ({"webhook": {"enabled": True}}, "webhook.url"),
        ({"webhook": {**HOOK, "url": "ftp://x"}}, "webhook.url"),
        ({"webhook": {**HOOK, "format": "xml"}}, "webhook.format"),
        ({"webhook": {**HOOK, "retries": -1}}, "webhook.retries"),
        ({"webhook": {**HOOK, "timeout": 0}}, "webhook.timeout"),
        ({"webhook": {**HOOK, "entry": "text"}}, "webhook.entry"),
        ({"webhook": {**HOOK, "entry": {"a": []}}}, "webhook.entry"),
        ({"webhook": {**HOOK, "format": "raw", "entry": {"a": "b"}}}, "webhook.entry"),
        ({"discord": {"enabled": True}}, "discord.webhook_url"),
        ({"discord": {"exit_fill": {"a": "b"}}}, "discord.exit_fill"),
        ({"notifications": {"urls": ["no address"]}}, "notifications.urls"),
        ({"notifications": {"events": {"entry_fil": "on"}}}, "notifications.events.entry_fil"),
        ({"notifications": {"events": {"entry": "loud"}}}, "notifications.events.entry"),
        ({"notifications": {"events": {"entry": {"roi": "on"}}}}, "notifications.events.entry"),
        ({"notifications": {"events": {"exit": {"roi": True}}}}, "notifications.events.exit.roi"),
        (
            {"telegram": {**TELEGRAM, "notification_settings": {"status": 1}}},
            "telegram.notification_settings.status",
        ),
    ],
)
def test_a_wrong_setting_is_refused_by_name(folder: Path, sections: dict[str, Any], key: str) -> None:
    with pytest.raises(ConfigError, match="allowed") as caught:
        loaded(write_config(folder, **sections))
    assert caught.value.key == key


def test_addresses_are_not_shown_in_errors(folder: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        loaded(write_config(folder, webhook={**HOOK, "url": "hooks.example/T0K3N-abc"}))
    assert "T0K3N" not in str(caught.value)


def test_old_names_are_understood(folder: Path) -> None:
    settings = loaded(
        write_config(
            folder,
            webhook={**HOOK, "webhookbuy": {"a": "b"}, "webhookexitfill": {"c": "d"}, "webhookstatus": {"e": "f"}},
            telegram={**TELEGRAM, "notification_settings": {"sell_fill": "on"}},
        )
    )
    hook, telegram = settings.notifications.webhook, settings.notifications.telegram
    assert hook is not None
    assert hook.templates == {"status": {"e": "f"}, "entry": {"a": "b"}, "exit_fill": {"c": "d"}}
    assert telegram is not None
    assert telegram.levels == {"exit_fill": Level.ON}
    assert "The setting webhook.webhookbuy is now called webhook.entry." in settings.notices


def test_secrets_are_known_to_the_log_and_hidden_in_the_shown_config(folder: Path) -> None:
    settings = loaded(
        write_config(
            folder,
            webhook={**HOOK, "secret": "hush-hush"},
            telegram=TELEGRAM,
            discord={"enabled": True, "webhook_url": "https://discord.com/api/webhooks/123456789/To-ken_42"},
            notifications={"urls": ["mailto://me:pa%24s@mail.example"]},
        )
    )
    hidden = {HOOK["url"], "T0K3N-abc", "hush-hush", TELEGRAM["token"], "-100123456", "To-ken_42", "pa%24s", "pa$s"}
    assert hidden <= set(settings.secrets())
    assert not {"webhooks", "discord.com", "mail.example"} & set(settings.secrets())
    assert not any(secret in str(settings.raw) or secret in repr(settings) for secret in hidden)
    assert settings.raw["notifications"]["urls"] == REDACTED


@pytest.mark.parametrize(
    ("address", "hidden"),
    [
        ("http://[broken", ("http://[broken",)),
        ("slack://TokenA1234/TokenB/", ("slack://TokenA1234/TokenB/", "/TokenB/", "TokenA1234")),
        ("http://x/a?key=abcdefgh1", ("http://x/a?key=abcdefgh1", "/a?key=abcdefgh1", "abcdefgh1")),
    ],
)
def test_secrets_of_an_address(address: str, hidden: tuple[str, ...]) -> None:
    assert address_secrets(address) == hidden
