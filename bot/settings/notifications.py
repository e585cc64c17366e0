"""Typed settings of notifications from the config's sections; raises ``ConfigError`` for what can't be meant."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from bot.errors import ConfigError
from bot.settings.check import missing, refusal
from bot.settings.notification_keys import TOLD
from bot.settings.notification_model import (
    DiscordSettings,
    Level,
    Levels,
    NotificationSettings,
    TelegramSettings,
    WebhookSettings,
)
from bot.settings.secret import Secret

LEVELS = '"on", "off" or "silent"'
WITH_REASONS = ("exit", "exit_fill", "exit_cancel")
IGNORED = ("show_candle",)  # pictures of candles are not part of messages


def notification_settings(raw: Mapping[str, Any]) -> NotificationSettings:
    """``notifications``, ``telegram``, ``discord`` and ``webhook`` of a checked config."""
    own = raw.get("notifications", {})
    return NotificationSettings(
        urls=tuple(Secret(url) for url in own.get("urls", ())),
        levels=levels(own.get("events", {}), "notifications.events"),
        has_custom_messages=own.get("allow_custom_messages", False) and bool(own.get("urls")),
        webhook=_webhook(raw.get("webhook", {})),
        telegram=_telegram(raw.get("telegram", {})),
        discord=_discord(raw.get("discord", {})),
    )


def levels(section: Mapping[str, Any], path: str) -> Levels:
    """Levels per event; ``path`` is named in the error where one is unknown."""
    return MappingProxyType(
        {name: _level(name, value, f"{path}.{name}") for name, value in section.items() if name not in IGNORED}
    )


def _level(event: str, value: Any, path: str) -> Level | Mapping[str, Level]:
    if event not in list(TOLD):
        events = ", ".join(TOLD)
        raise ConfigError(f"{path} is no event; allowed: {events}.", key=path, value=event, allowed=events)
    if isinstance(value, Mapping) and event in WITH_REASONS:
        return MappingProxyType({reason: _word(word, f"{path}.{reason}") for reason, word in value.items()})
    extra = ", or an object with one of them per exit reason" if event in WITH_REASONS else ""
    return _word(value, path, extra)


def _word(value: Any, path: str, extra: str = "") -> Level:
    if not isinstance(value, str) or value not in list(Level):
        raise refusal(path, value, LEVELS + extra)
    return Level(value)


def _webhook(section: Mapping[str, Any]) -> WebhookSettings | None:
    if not section.get("enabled", False):
        return None
    form = section.get("format", "form")
    templates = {kind.value: MappingProxyType(dict(section[kind])) for kind in TOLD if kind in section}
    for name, template in templates.items():
        _check_body(f"webhook.{name}", template, form)
    plain = ("format", "allow_custom_messages")
    numbers = {"retries": "retries", "retry_delay": "retry_delay_s", "timeout": "timeout_s"}
    return WebhookSettings(
        **{name: section[name] for name in plain if name in section},
        **{new: section[old] for old, new in numbers.items() if old in section},
        url=_needed(section, "webhook.url", "the address that takes the messages"),
        secret=Secret(section.get("secret", "")),
        templates=MappingProxyType(templates),
    )


def _telegram(section: Mapping[str, Any]) -> TelegramSettings | None:
    if not section.get("enabled", False):
        return None
    return TelegramSettings(
        token=_needed(section, "telegram.token", "the token that BotFather gave you"),
        chat_id=_needed(section, "telegram.chat_id", "the number of the chat"),
        topic_id=str(section.get("topic_id", "")),
        levels=levels(section.get("notification_settings", {}), "telegram.notification_settings"),
        allow_custom_messages=section.get("allow_custom_messages", False),
    )


def _discord(section: Mapping[str, Any]) -> DiscordSettings | None:
    if not section.get("enabled", False):
        return None
    templates = {kind.value: tuple(section[kind]) for kind in TOLD if kind in section}
    return DiscordSettings(
        webhook_url=_needed(section, "discord.webhook_url", "the address that Discord gave you"),
        templates=MappingProxyType(templates),
        allow_custom_messages=section.get("allow_custom_messages", False),
    )


def _needed(section: Mapping[str, Any], path: str, allowed: str) -> Secret:
    """A value that an enabled section can't do without."""
    value = str(section.get(path.rpartition(".")[2], ""))
    if not value:
        raise missing(path, allowed)
    return Secret(value)


def _check_body(path: str, template: Mapping[str, Any], form: str) -> None:
    if form == "raw" and not isinstance(template.get("data"), str):
        raise refusal(path, dict(template), 'an object with "data", because webhook.format is "raw"')
    if form == "form" and any(isinstance(value, list | dict) for value in template.values()):
        raise refusal(path, dict(template), 'texts and numbers only, because webhook.format is "form"')
