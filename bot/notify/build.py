"""The targets that the settings name."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from bot.clock import Clock
from bot.domain.events import Event, EventType
from bot.notify.apprise import Chat, OpenAddress, open_address, silenced, telegram_address
from bot.notify.discord import DEFAULT_LINES, discord_message
from bot.notify.fields import Facts
from bot.notify.levels import level_of
from bot.notify.target import Target, doubling
from bot.notify.templates import check_template
from bot.notify.texts import message_of
from bot.notify.webhook import Webhook
from bot.settings.notification_model import (
    DiscordSettings,
    Level,
    NotificationSettings,
    TelegramSettings,
    WebhookSettings,
)

RETRIES, FIRST_PAUSE_S = 3, 1.0
TOKEN = "a bot's token such as 123456789:AbCd and a chat's number in telegram.chat_id"  # noqa: S105 - says how one looks
log = logging.getLogger(__name__)


def build_targets(
    settings: NotificationSettings, facts: Facts, clock: Clock, open_address: OpenAddress = open_address
) -> Sequence[Target]:
    """Everybody who is to be told; raises ``ConfigError`` for addresses and templates that can't work."""
    return tuple(_targets(settings, facts, clock, open_address))


def _targets(settings: NotificationSettings, facts: Facts, clock: Clock, opened: OpenAddress) -> Iterator[Target]:
    if settings.webhook is not None:
        yield _webhook(settings.webhook, facts, clock)
    if settings.telegram is not None:
        yield _telegram(settings.telegram, facts, opened)
    if settings.discord is not None:
        yield _discord(settings.discord, facts, opened)
    yield from _addresses(settings, facts, opened)


def _webhook(settings: WebhookSettings, facts: Facts, clock: Clock) -> Target:
    _check_templates("webhook", settings.templates)
    if not settings.templates:
        log.warning("webhook is enabled and has no templates (webhook.entry and so on), so nothing is sent.")
    webhook = Webhook(settings, facts, clock)
    return Target("webhook", webhook, webhook.level, doubling(settings.retry_delay_s, settings.retries))


def _telegram(settings: TelegramSettings, facts: Facts, opened: OpenAddress) -> Target:
    log.warning("telegram: messages are sent; commands from Telegram are not taken, use the API instead.")
    loud, quiet = (
        opened(telegram_address(settings, is_silent=is_silent), "telegram.token", TOKEN) for is_silent in (False, True)
    )
    level = partial(level_of, levels=settings.levels, allow_custom_messages=settings.allow_custom_messages)
    return Target("telegram", Chat(partial(message_of, facts=facts), loud, quiet), level, _pauses())


def _discord(settings: DiscordSettings, facts: Facts, opened: OpenAddress) -> Target:
    _check_templates("discord", settings.templates)
    lines = {**DEFAULT_LINES, **settings.templates}
    allowed = "the address of a Discord webhook such as https://discord.com/api/webhooks/1/AbCd"
    mailbox = opened(settings.webhook_url.reveal(), "discord.webhook_url", allowed)

    def level(event: Event) -> Level:
        is_muted = event.type is EventType.STRATEGY_MSG and not settings.allow_custom_messages
        return Level.ON if lines.get(event.type.value) and not is_muted else Level.OFF

    return Target("discord", Chat(partial(discord_message, facts=facts, lines=lines), mailbox), level, _pauses())


def _addresses(settings: NotificationSettings, facts: Facts, opened: OpenAddress) -> Iterator[Target]:
    level = partial(level_of, levels=settings.levels, allow_custom_messages=settings.has_custom_messages)
    for number, secret in enumerate(settings.urls):
        address, path = secret.reveal(), f"notifications.urls[{number}]"
        allowed = "an Apprise address, see https://appriseit.com/services"
        loud = opened(address, path, allowed)
        quiet = opened(silenced(address), path, allowed) if silenced(address) != address else None
        name = f"{path} ({address.partition(':')[0]})"
        yield Target(name, Chat(partial(message_of, facts=facts), loud, quiet), level, _pauses())


def _pauses() -> tuple[float, ...]:
    return doubling(FIRST_PAUSE_S, RETRIES)


def _check_templates(section: str, templates: Mapping[str, Any]) -> None:
    for name, template in templates.items():
        check_template(template, EventType(name), f"{section}.{name}")
