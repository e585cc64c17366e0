"""``Idempotency-Key`` over HTTP."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from bot.domain.reply import Reply
from bot.errors import BotBusy, Refused
from bot.runtime.nothing import PassingReplies
from bot.state.commands import AddLocks, ForceEnter
from tests.builders import a_trade
from tests.fakes.web import Web, a_web

BODY = {"pair": "BTC/USDT"}


class ForgetfulReplies(PassingReplies):
    """As a program does that ends between the work and its reply."""

    def finish(self, caller: str, key: str, reply: Reply) -> None:
        """Nothing is kept."""


class Bot:
    """Enters trades, and counts how often it was asked to."""

    def __init__(self, replies: PassingReplies | None = None) -> None:
        self.entered = 0
        self.asked: list[Any] = []
        self.error: Exception | None = None
        self.may_go = threading.Event()
        self.may_go.set()
        self.web: Web = a_web(answer=self._answer, replies=replies or PassingReplies())

    def enter(self, key: str | None = "a-key", body: Any = None, path: str = "/forceenter", **options: Any) -> Any:
        headers = {} if key is None else {"Idempotency-Key": key}
        return self.web.post(path, json=BODY if body is None else body, headers=headers, **options)

    def _answer(self, command: Any) -> Any:
        self.asked.append(command)
        if isinstance(command, AddLocks):
            return []
        if not isinstance(command, ForceEnter):
            return "done"
        assert self.may_go.wait(20)
        self.entered += 1
        if self.error:
            raise self.error
        return a_trade(id=self.entered)


@pytest.fixture
def bot() -> Bot:
    return Bot()


def test_a_request_that_comes_again_is_answered_and_not_carried_out(bot: Bot) -> None:
    first, second = bot.enter(), bot.enter()
    assert (first.status_code, second.status_code, bot.entered) == (200, 200, 1)
    assert second.data == first.data
    assert second.content_type == first.content_type
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"


def test_without_a_key_each_request_counts(bot: Bot) -> None:
    bot.enter(None)
    bot.enter(None)
    assert bot.entered == 2


@pytest.mark.parametrize(
    "other",
    [
        {"body": {"pair": "ETH/USDT"}},
        {"path": "/forcebuy"},
        {"query_string": {"x": "1"}},
    ],
)
def test_the_key_of_another_request_is_a_conflict(bot: Bot, other: dict[str, Any]) -> None:
    bot.enter()
    answer = bot.enter(**other)
    assert (answer.status_code, bot.entered) == (409, 1)
    assert "was used for another request" in answer.json["detail"]


def test_fifty_at_once_make_one_trade(bot: Bot) -> None:
    bot.may_go.clear()
    answers: list[Any] = []
    senders = [threading.Thread(target=lambda: answers.append(bot.enter())) for _ in range(50)]
    for sender in senders:
        sender.start()
    bot.may_go.set()
    for sender in senders:
        sender.join(60)
    assert bot.entered == 1
    assert [answer.status_code for answer in answers] == [200] * 50
    assert len({answer.data for answer in answers}) == 1


@pytest.mark.parametrize("error", [Refused("trader is not running"), BotBusy("starting")])
def test_what_was_refused_may_be_asked_again_with_the_same_key(bot: Bot, error: Exception) -> None:
    bot.error = error
    assert bot.enter().status_code in (400, 503)
    bot.error = None
    assert bot.enter().status_code == 200
    assert bot.enter().headers["Idempotency-Replayed"] == "true"


def test_a_fault_in_the_middle_is_never_carried_out_again(bot: Bot) -> None:
    bot.web.app.config["PROPAGATE_EXCEPTIONS"] = False
    bot.error = ZeroDivisionError("a fault")
    assert bot.enter().status_code == 500
    bot.error = None
    assert bot.enter().status_code == 500
    assert bot.entered == 1


LOCK = [{"pair": "BTC/USDT", "until": "2099-01-01T00:00:00Z"}]


def test_where_the_reply_was_not_kept_nothing_is_carried_out_again() -> None:
    bot = Bot(ForgetfulReplies())
    assert bot.enter(body=LOCK, path="/locks").status_code == 200
    answer = bot.enter(body=LOCK, path="/locks")
    assert (answer.status_code, len(bot.asked)) == (409, 1)
    assert "Nobody knows" in answer.json["detail"]


def test_where_the_reply_was_not_kept_the_bot_finds_the_orders_by_their_request() -> None:
    bot = Bot(ForgetfulReplies())
    for key in ("a-key", "a-key", "another"):
        assert bot.enter(key).status_code == 200
        assert bot.enter(key, body={"tradeid": "1"}, path="/forceexit").status_code in (200, 409)
    first, second, third = (command.request for command in bot.asked if isinstance(command, ForceEnter))
    assert first == second != third
    assert len(first) >= 32
    assert int(first, 16) > 0


def test_without_a_key_an_order_belongs_to_no_request(bot: Bot) -> None:
    bot.enter(None)
    assert [command.request for command in bot.asked] == [""]


@pytest.mark.parametrize("key", ["", " ", "a b", "k" * 256, "schlüssel".encode().decode("latin-1")])
def test_a_key_that_is_none_is_refused(bot: Bot, key: str) -> None:
    answer = bot.enter(key)
    assert (answer.status_code, bot.entered) == (400, 0)
    assert answer.json["detail"][0]["loc"] == ["header", "Idempotency-Key"]


def test_reads_logins_and_strangers_have_no_keys(bot: Bot) -> None:
    headers = {"Idempotency-Key": "k"}
    assert bot.web.get("/count", headers=headers).status_code == 200
    for _ in range(2):
        login = bot.web.post("/token/login", headers=headers)
        assert (login.status_code, "Idempotency-Replayed" in login.headers) == (200, False)
    stranger = bot.web.app.test_client().post("/api/v1/forceenter", json=BODY, headers=headers)
    assert (stranger.status_code, bot.entered) == (401, 0)


def test_every_change_takes_a_key(bot: Bot) -> None:
    for path in ("/stop", "/pause", "/reload_config"):
        first = bot.web.post(path, headers={"Idempotency-Key": f"key{path}"})
        again = bot.web.post(path, headers={"Idempotency-Key": f"key{path}"})
        assert first.status_code == 200, first.text
        assert again.headers["Idempotency-Replayed"] == "true"
