"""Typed settings of notifications: who is told what. Defaults stand here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from bot.settings.secret import Secret, address_secrets

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Level(StrEnum):
    """Whether a message is sent, and whether it may make a sound."""

    ON = "on"
    OFF = "off"
    SILENT = "silent"


# Per event a level, or for exits a level per exit reason.
Levels = Mapping[str, Level | Mapping[str, Level]]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """``webhook``; ``templates`` holds the body's fields per event."""

    url: Secret
    format: str = "form"
    retries: int = 0
    retry_delay_s: float = 0.1
    timeout_s: float = 10.0
    secret: Secret = Secret()
    templates: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: NOTHING)
    allow_custom_messages: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramSettings:
    """``telegram``; ``topic_id`` is empty where the chat has no topics."""

    token: Secret
    chat_id: Secret
    topic_id: str = ""
    levels: Levels = field(default_factory=lambda: NOTHING)
    allow_custom_messages: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordSettings:
    """``discord``; ``templates`` holds the lines of a message per event: name and template."""

    webhook_url: Secret
    templates: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=lambda: NOTHING)
    allow_custom_messages: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationSettings:
    """Everybody who is told what the bot does; ``None`` for those who are not enabled."""

    urls: tuple[Secret, ...] = ()
    levels: Levels = field(default_factory=lambda: NOTHING)
    has_custom_messages: bool = False
    webhook: WebhookSettings | None = None
    telegram: TelegramSettings | None = None
    discord: DiscordSettings | None = None

    @property
    def allow_custom_messages(self) -> bool:
        """Whether anybody wants the strategy's own messages."""
        services = (self.webhook, self.telegram, self.discord)
        return self.has_custom_messages or any(one is not None and one.allow_custom_messages for one in services)

    def secrets(self) -> tuple[str, ...]:
        """Every text that must not appear in a log or a reply."""
        held = [text for url in self.urls for text in address_secrets(url.reveal())]
        if self.webhook is not None:
            held += [*address_secrets(self.webhook.url.reveal()), self.webhook.secret.reveal()]
        if self.telegram is not None:
            held += [self.telegram.token.reveal(), self.telegram.chat_id.reveal()]
        if self.discord is not None:
            held += address_secrets(self.discord.webhook_url.reveal())
        return tuple(held)
