"""Queues: in order, tried again, dropped when full, ended soon."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from bot.notify.courier import Courier
from bot.notify.notifier import Notifier
from bot.notify.target import Sender, Target, doubling
from bot.settings.notification_model import Level
from bot.state.feed import Feed
from tests.fakes.inbox import Remembering, Stuck, lost, said


def a_target(sender: Sender, level: Level = Level.ON, pauses_s: tuple[float, ...] = (), name: str = "phone") -> Target:
    return Target(name, sender, lambda _: level, pauses_s)


@pytest.fixture
def feed() -> Feed:
    return Feed()


@pytest.fixture
def notifier(feed: Feed) -> Iterator[Notifier]:
    made = Notifier(feed)
    yield made
    made.stop()


def test_messages_arrive_in_order_at_every_target(feed: Feed, notifier: Notifier) -> None:
    first, second = Remembering(), Remembering()
    notifier.use([a_target(first), a_target(second, Level.SILENT), a_target(Stuck(), Level.OFF)])
    for number in range(20):
        feed.emit(said(str(number)))
    assert [first.next() for _ in range(20)] == [(str(number), False) for number in range(20)]
    assert [second.next() for _ in range(20)] == [(str(number), True) for number in range(20)]


def test_a_stuck_target_delays_nobody(feed: Feed, notifier: Notifier) -> None:
    stuck, other = Stuck(), Remembering()
    notifier.use([a_target(stuck), a_target(other)])
    feed.emit(said("a"))
    assert stuck.has_begun.wait(20)
    feed.emit(said("b"))
    assert [other.next()[0], other.next()[0]] == ["a", "b"]
    stuck.may_go.set()


def test_a_message_is_tried_again_before_the_next_one(feed: Feed, notifier: Notifier) -> None:
    sender = Remembering([lost(), lost()])
    notifier.use([a_target(sender, pauses_s=(0.0, 0.0))])
    feed.emit(said("a"))
    feed.emit(said("b"))
    assert [sender.next()[0], sender.next()[0]] == ["a", "b"]
    assert sender.attempts == 4


def test_losses_are_logged_once_until_messages_arrive_again(
    feed: Feed, notifier: Notifier, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.notify")
    sender = Remembering([lost(), lost(), lost(may_pass=False)])
    notifier.use([a_target(sender, pauses_s=(0.0,))])
    for text in "abc":
        feed.emit(said(text))
    assert sender.next() == ("c", False)
    notifier.stop()
    assert [record.getMessage() for record in caplog.records] == [
        "A notification to phone was not delivered: nobody was there.",
        "Notifications to phone arrive again; 2 did not.",
    ]


def test_a_fault_in_one_message_does_not_end_the_others(
    feed: Feed, notifier: Notifier, caplog: pytest.LogCaptureFixture
) -> None:
    sender = Remembering([KeyError("gain")])
    notifier.use([a_target(sender)])
    feed.emit(said("a"))
    feed.emit(said("b"))
    assert sender.next() == ("b", False)
    assert "status to phone failed" in caplog.text


def test_a_full_queue_drops_counts_and_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    stuck = Stuck()
    courier = Courier(a_target(stuck), max_waiting=2)
    courier.start()
    courier.put(said("0"))
    assert stuck.has_begun.wait(20)
    for number in range(1, 6):
        courier.put(said(str(number)))
    stuck.may_go.set()
    courier.close()
    courier.leave(20)
    assert (stuck.sent, courier.dropped) == (["0", "1", "2"], 3)
    assert [record.getMessage() for record in caplog.records] == [
        "Notifications to phone are dropped while 2 others wait; they are counted.",
        "3 notifications to phone were dropped in all.",
    ]


def test_stopping_gives_what_waits_one_try(feed: Feed) -> None:
    notifier, sender = Notifier(feed, last_chance_s=20), Remembering([lost()])
    notifier.use([a_target(sender, pauses_s=(600.0,))])
    for text in "abc":
        feed.emit(said(text))
    notifier.stop()
    feed.emit(said("too late"))
    assert [sender.next()[0], sender.next()[0]] == ["b", "c"]
    assert sender.attempts == 3


def test_stopping_does_not_wait_for_a_stuck_target(feed: Feed, caplog: pytest.LogCaptureFixture) -> None:
    notifier, stuck = Notifier(feed, last_chance_s=0), Stuck()
    notifier.use([a_target(stuck)])
    feed.emit(said("a"))
    assert stuck.has_begun.wait(20)
    feed.emit(said("b"))
    notifier.stop()
    assert "2 notifications to phone were not delivered before the end." in caplog.text
    stuck.may_go.set()


def test_new_targets_take_the_place_of_the_old_ones(feed: Feed, notifier: Notifier) -> None:
    old, new = Remembering(), Remembering()
    notifier.use([a_target(old)])
    feed.emit(said("a"))
    notifier.use([a_target(new)])
    feed.emit(said("b"))
    assert (old.next(), new.next()) == (("a", False), ("b", False))
    assert old.sent.empty()


def test_nobody_to_tell_costs_nothing(feed: Feed, notifier: Notifier) -> None:
    notifier.use([])
    feed.emit(said("a"))


@pytest.mark.parametrize(
    ("arguments", "pauses"), [((1.0, 3), (1.0, 2.0, 4.0)), ((0.1, 0), ()), ((20.0, 3), (20.0, 30.0, 30.0))]
)
def test_pauses_double(arguments: Any, pauses: tuple[float, ...]) -> None:
    assert doubling(*arguments) == pauses
