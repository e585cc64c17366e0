"""Paths and kinds of the settings of notifications, for ``bot.settings.keys``."""

from __future__ import annotations

from bot.domain.events import EventType
from bot.settings.kinds import AnyObject, Choice, Flag, Kind, ListOf, Number, OneOf, Text, Whole

TOLD = tuple(kind for kind in EventType if kind not in ("whitelist", "analyzed_df", "new_candle", "job"))
"""Events that people are told of; the others are for programs."""

WEB_ADDRESS = Text("an address such as https://example.com/hook", r"|https?://\S+")
APPRISE_ADDRESS = Text("an Apprise address such as ntfy://topic", r"[A-Za-z][A-Za-z0-9+.-]*://\S+")

NOTIFICATION_KINDS: tuple[tuple[str, Kind], ...] = (
    ("notifications.urls", ListOf(APPRISE_ADDRESS)),
    ("notifications.events", AnyObject()),
    ("notifications.allow_custom_messages", Flag()),
    ("telegram.enabled", Flag()),
    ("telegram.token", Text()),
    ("telegram.chat_id", OneOf((Text(), Whole()))),
    ("telegram.topic_id", OneOf((Text(), Whole()))),
    ("telegram.allow_custom_messages", Flag()),
    ("telegram.notification_settings", AnyObject()),
    ("discord.enabled", Flag()),
    ("discord.webhook_url", WEB_ADDRESS),
    ("discord.allow_custom_messages", Flag()),
    *((f"discord.{kind}", ListOf(AnyObject())) for kind in TOLD),
    ("webhook.enabled", Flag()),
    ("webhook.url", WEB_ADDRESS),
    ("webhook.format", Choice(("form", "json", "raw"))),
    ("webhook.retries", Whole(0, 100)),
    ("webhook.retry_delay", Number(0, 60)),
    ("webhook.timeout", Number(maximum=300, above=0)),
    ("webhook.secret", Text()),
    ("webhook.allow_custom_messages", Flag()),
    *((f"webhook.{kind}", AnyObject()) for kind in TOLD),
)

NOTIFICATION_SECRETS = (
    "notifications.urls",
    "telegram.token",
    "telegram.chat_id",
    "discord.webhook_url",
    "webhook.url",
    "webhook.secret",
)

OLD_EVENT_NAMES = {
    f"{old}{part}": f"{new}{part}"
    for old, new in (("buy", "entry"), ("sell", "exit"))
    for part in ("", "_cancel", "_fill")
}
OLD_NOTIFICATION_NAMES = {
    **{
        f"telegram.notification_settings.{old}": f"telegram.notification_settings.{new}"
        for old, new in OLD_EVENT_NAMES.items()
    },
    **{f"webhook.webhook{old.replace('_', '')}": f"webhook.{new}" for old, new in OLD_EVENT_NAMES.items()},
    **{f"webhook.webhook{new.replace('_', '')}": f"webhook.{new}" for new in OLD_EVENT_NAMES.values()},
    "webhook.webhookstatus": "webhook.status",
}
