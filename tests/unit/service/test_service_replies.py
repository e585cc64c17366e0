"""Keys of requests: carried out once, answered alike, forgotten after a day."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from bot.clock import ManualClock
from bot.domain.reply import Reply
from bot.errors import Conflict, StorageError
from bot.runtime.nothing import PassingReplies
from bot.service.replies import Replies
from tests.builders import T0

ASKED = ("me", "key-1", "what I ask")
DONE = Reply(200, "application/json", b'{"trade_id":1}')


class FullDisk(PassingReplies):
    """Takes claims, keeps no reply and frees no key."""

    def release(self, caller: str, key: str) -> None:
        raise StorageError("the disk is full")

    def finish(self, caller: str, key: str, reply: Reply) -> None:
        raise StorageError("the disk is full")


@pytest.fixture
def store() -> PassingReplies:
    return PassingReplies()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(T0)


@pytest.fixture
def replies(store: PassingReplies, clock: ManualClock) -> Replies:
    return Replies(store, clock, wait_s=20)


def test_the_second_request_gets_the_first_reply(replies: Replies) -> None:
    assert replies.begin(*ASKED) is None
    replies.end("me", "key-1", DONE)
    assert replies.begin(*ASKED) == DONE
    assert replies.begin(*ASKED) == DONE


def test_another_request_may_not_use_the_key(replies: Replies) -> None:
    replies.begin(*ASKED)
    replies.end("me", "key-1", DONE)
    with pytest.raises(Conflict, match="key-1 was used for another request"):
        replies.begin("me", "key-1", "something else")


def test_callers_have_keys_of_their_own(replies: Replies) -> None:
    replies.begin(*ASKED)
    assert replies.begin("you", "key-1", "what I ask") is None


def test_what_was_withdrawn_may_be_asked_again(replies: Replies) -> None:
    replies.begin(*ASKED)
    replies.withdraw("me", "key-1")
    assert replies.begin(*ASKED) is None


def test_requests_at_the_same_time_are_carried_out_once(replies: Replies) -> None:
    assert replies.begin(*ASKED) is None
    answers: list[Reply | None] = []
    others = [threading.Thread(target=lambda: answers.append(replies.begin(*ASKED))) for _ in range(20)]
    for other in others:
        other.start()
    replies.end("me", "key-1", DONE)
    for other in others:
        other.join(20)
    assert answers == [DONE] * 20


def test_one_of_those_that_wait_takes_over_what_was_withdrawn(replies: Replies) -> None:
    replies.begin(*ASKED)
    answers: list[Reply | None] = []
    other = threading.Thread(target=lambda: answers.append(replies.begin(*ASKED)))
    other.start()
    replies.withdraw("me", "key-1")
    other.join(20)
    assert answers == [None]


def test_who_waits_too_long_is_told(store: PassingReplies, clock: ManualClock) -> None:
    replies = Replies(store, clock, wait_s=0.01)
    replies.begin(*ASKED)
    with pytest.raises(Conflict, match="still being carried out"):
        replies.begin(*ASKED)


def test_after_a_crash_nothing_is_carried_out_again(store: PassingReplies, clock: ManualClock) -> None:
    Replies(store, clock).begin(*ASKED)
    with pytest.raises(Conflict, match=r"Nobody knows how .* key-1 ended"):
        Replies(store, clock).begin(*ASKED)


def test_after_a_crash_what_may_be_repeated_is_carried_out_again(store: PassingReplies, clock: ManualClock) -> None:
    assert Replies(store, clock).begin("me", "key", "print") is None
    again = Replies(store, clock)
    assert again.begin("me", "key", "print", may_repeat=True) is None
    again.end("me", "key", DONE)
    assert again.begin("me", "key", "print", may_repeat=True) == DONE
    with pytest.raises(Conflict):
        Replies(store, clock).begin("me", "key", "another print", may_repeat=True)


def test_a_request_without_a_reply_keeps_its_key(replies: Replies) -> None:
    replies.begin(*ASKED)
    replies.lose("me", "key-1")
    with pytest.raises(Conflict, match="Nobody knows"):
        replies.begin(*ASKED)


def test_a_reply_that_can_not_be_kept_is_given_all_the_same(
    clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    replies = Replies(FullDisk(), clock)
    replies.begin(*ASKED)
    replies.end("me", "key-1", DONE)
    assert "the disk is full" in caplog.text
    with pytest.raises(Conflict, match="Nobody knows"):
        replies.begin(*ASKED)


def test_a_key_that_can_not_be_freed_stays_taken(clock: ManualClock, caplog: pytest.LogCaptureFixture) -> None:
    replies = Replies(FullDisk(), clock)
    replies.begin(*ASKED)
    replies.withdraw("me", "key-1")
    assert "the disk is full" in caplog.text
    with pytest.raises(Conflict, match="Nobody knows"):
        replies.begin(*ASKED)


def test_after_a_day_a_key_is_new_again(replies: Replies, clock: ManualClock) -> None:
    replies.begin(*ASKED)
    replies.end("me", "key-1", DONE)
    clock.advance(minutes=23 * 60)
    assert replies.begin(*ASKED) == DONE
    clock.advance(minutes=61)
    assert replies.begin(*ASKED) is None
    assert timedelta(hours=24) == timedelta(minutes=23 * 60 + 60)
