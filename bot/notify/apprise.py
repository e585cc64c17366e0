"""Messages for people through Apprise, which knows the addresses of some hundred services."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Protocol
from urllib.parse import quote

from bot.domain.events import Event
from bot.errors import ConfigError
from bot.notify.target import NotDelivered
from bot.notify.texts import Message
from bot.settings.notification_model import TelegramSettings

HOW_TO_INSTALL = "install it with: pip install 'tradepost[notify]'"


class Mailbox(Protocol):
    """Somebody's address, ready for use."""

    def deliver(self, message: Message) -> bool:
        """Whether the service took the message."""
        ...


class OpenAddress(Protocol):
    """Turns an Apprise address into a mailbox."""

    def __call__(self, address: str, path: str, allowed: str) -> Mailbox:
        """Raises ``ConfigError`` for the setting at ``path`` where the address is none; the address is not shown."""
        ...


class Write(Protocol):
    """Puts an event into words."""

    def __call__(self, event: Event) -> Message: ...


class AppriseMailbox:
    """Implements ``Mailbox`` with Apprise, which logs itself why a service refused."""

    def __init__(self, library: Any, service: Any) -> None:
        self._library = library
        self._service = service

    def deliver(self, message: Message) -> bool:
        told = self._library.Apprise()
        told.add(self._service)
        kind = self._library.NotifyType(message.tone)
        text = self._library.NotifyFormat.TEXT
        return bool(told.notify(body=message.body, title=message.title, notify_type=kind, body_format=text))


def open_address(address: str, path: str, allowed: str) -> Mailbox:
    """Implements ``OpenAddress``; Apprise is imported only where somebody has an address for it."""
    try:
        library = import_module("apprise")
    except ModuleNotFoundError:
        message = f"{path} needs the library Apprise, which is not installed; {HOW_TO_INSTALL}."
        raise ConfigError(message, key=path, allowed=HOW_TO_INSTALL) from None
    try:
        service = library.Apprise.instantiate(address, suppress_exceptions=False)
    except TypeError:
        service = None
    if service is None:
        raise ConfigError(f"{path} is ***; allowed: {allowed}.", key=path, value="***", allowed=allowed)
    return AppriseMailbox(library, service)


class Chat:
    """Implements ``Sender``; ``quiet`` is the mailbox for messages that make no sound."""

    def __init__(self, write: Write, loud: Mailbox, quiet: Mailbox | None = None) -> None:
        self._write = write
        self._loud = loud
        self._quiet = quiet or loud

    def send(self, event: Event, *, is_silent: bool) -> None:
        """Deliver the event's words to the mailbox."""
        mailbox = self._quiet if is_silent else self._loud
        if not mailbox.deliver(self._write(event)):
            raise NotDelivered("the service could not be reached or refused the message (-vv logs why)")


def telegram_address(settings: TelegramSettings, *, is_silent: bool) -> str:
    """The Apprise address of a Telegram chat."""
    topic = f"&topic={quote(settings.topic_id, safe='')}" if settings.topic_id else ""
    silent = "yes" if is_silent else "no"
    token, chat = settings.token.reveal(), quote(settings.chat_id.reveal(), safe="@-")
    return f"tgram://{token}/{chat}/?format=text&silent={silent}{topic}"


def silenced(address: str) -> str:
    """An address of a service that can deliver without a sound, told to do so; others as they are."""
    scheme, _, rest = address.partition("://")
    extra = {"tgram": "silent=yes", "ntfy": "priority=min", "ntfys": "priority=min"}.get(scheme.lower())
    if extra is None:
        return address
    return f"{scheme}://{rest}{'&' if '?' in rest else '?'}{extra}"
