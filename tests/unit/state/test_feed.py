"""Numbers of events, and what those get who come back."""

from __future__ import annotations

from bot.domain.events import Event, EventType
from bot.state.feed import Feed
from tests.builders import T0


def emitted(feed: Feed, count: int) -> None:
    for number in range(count):
        feed.emit(Event(EventType.STATUS, {"status": str(number)}, T0))


def test_events_after_a_number_come_in_order() -> None:
    feed = Feed()
    emitted(feed, 5)
    missed = feed.resume(3)
    assert ([event.seq for event in missed.events], missed.last_seq, missed.has_gap) == ([4, 5], 5, False)
    assert feed.resume(5).events == []
    assert not Feed().resume(0).has_gap


def test_what_is_forgotten_or_was_never_given_is_a_gap() -> None:
    feed = Feed(keep=2)
    emitted(feed, 5)
    assert [feed.resume(seq).has_gap for seq in (0, 2, 3, 5, 6)] == [True, True, False, False, True]


def test_an_earlier_runs_events_are_known() -> None:
    stored = [Event(EventType.STATUS, {"status": "old"}, T0, seq) for seq in (7, 9)]
    feed = Feed(9, recent=stored)
    emitted(feed, 1)
    assert [event.seq for event in feed.resume(7).events] == [9, 10]
    assert feed.resume(3).has_gap
    assert Feed(9).resume(8).has_gap


def test_a_listener_that_fails_keeps_no_other_from_hearing() -> None:
    feed, heard = Feed(), []

    def fails(_: Event) -> None:
        raise ValueError("no")

    feed.subscribe(fails)
    stop = feed.subscribe(heard.append)
    emitted(feed, 1)
    stop()
    emitted(feed, 1)
    assert [event.seq for event in heard] == [1]
