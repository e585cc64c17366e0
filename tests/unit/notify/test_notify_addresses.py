"""Chats through Apprise: addresses made from the settings, and a real delivery over HTTP."""

from __future__ import annotations

import sys

import pytest

from bot.errors import ConfigError
from bot.notify.apprise import Chat, open_address, silenced, telegram_address
from bot.notify.target import NotDelivered
from bot.notify.texts import Message
from bot.settings.notification_model import TelegramSettings
from bot.settings.secret import Secret
from tests.fakes.inbox import Post, an_inbox, said


def test_apprise_delivers_to_its_json_address() -> None:
    with an_inbox() as inbox:
        mailbox = open_address(inbox.address("json"), "notifications.urls[0]", "an address")
        assert mailbox.deliver(Message("Entered", "1 BTC at 100 USDT", "success"))
        posted = inbox.next().json()
    assert (posted["title"], posted["message"], posted["type"]) == ("Entered", "1 BTC at 100 USDT", "success")


def test_apprise_says_where_a_service_refuses() -> None:
    with an_inbox(500) as inbox:
        assert not open_address(inbox.address("json"), "x", "").deliver(Message("a", "b"))


@pytest.mark.parametrize("address", ["nobody://knows-this", "tgram://no-token/1/", "json://", "discord://1"])
def test_an_address_that_is_none_is_refused_and_not_shown(address: str) -> None:
    with pytest.raises(ConfigError) as caught:
        open_address(address, "notifications.urls[2]", "an Apprise address")
    assert str(caught.value) == "notifications.urls[2] is ***; allowed: an Apprise address."
    assert caught.value.key == "notifications.urls[2]"


def test_without_the_library_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(
        ConfigError, match=r"telegram.token needs the library Apprise.*pip install 'tradepost\[notify\]'"
    ):
        open_address("tgram://1:a/1/", "telegram.token", "")


@pytest.mark.parametrize(("topic", "extra"), [("", ""), ("7", "&topic=7")])
def test_a_telegram_chat_is_an_address_that_apprise_knows(topic: str, extra: str) -> None:
    settings = TelegramSettings(token=Secret("123456789:abcdefg_h-ij"), chat_id=Secret("-100123"), topic_id=topic)
    address = telegram_address(settings, is_silent=True)
    assert address == f"tgram://123456789:abcdefg_h-ij/-100123/?format=text&silent=yes{extra}"
    assert open_address(address, "telegram.token", "")
    assert "silent=no" in telegram_address(settings, is_silent=False)


@pytest.mark.parametrize(
    ("address", "quiet"),
    [
        ("tgram://1:a/2/", "tgram://1:a/2/?silent=yes"),
        ("ntfy://topic?x=1", "ntfy://topic?x=1&priority=min"),
        ("json://localhost", "json://localhost"),
    ],
)
def test_services_that_can_are_told_to_be_silent(address: str, quiet: str) -> None:
    assert silenced(address) == quiet


def test_a_chat_has_a_loud_and_a_quiet_mailbox() -> None:
    post = Post()
    chat = Chat(lambda event: Message("t", event.data["status"]), post("loud", "", ""), post("quiet", "", ""))
    chat.send(said("a"), is_silent=False)
    chat.send(said("b"), is_silent=True)
    assert [(address, message.body) for address, message in post.delivered] == [("loud", "a"), ("quiet", "b")]
    post.takes = False
    with pytest.raises(NotDelivered):
        chat.send(said("c"), is_silent=True)
