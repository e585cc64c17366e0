"""Stored events, page by page."""

from __future__ import annotations

import pytest

from bot.domain.enums import RunMode
from bot.domain.events import KEPT_EVENTS, Event, EventType
from tests.builders import T0, a_snapshot
from tests.fakes.web import a_web


def some_events(count: int) -> list[Event]:
    return [Event(EventType.ENTRY, {"pair": "BTC/USDT", "open_date": T0}, T0, seq) for seq in range(1, count + 1)]


def test_events_come_oldest_first_after_a_number() -> None:
    web = a_web()
    web.reader.events = some_events(5)
    web.state.feed.continue_from(5)
    page = web.get("/events/history?after=2&limit=2").json
    assert [event["seq"] for event in page["events"]] == [3, 4]
    assert page["events"][0] == {
        "type": "entry",
        "pair": "BTC/USDT",
        "open_date": "2026-11-01T12:00:00+00:00",
        "seq": 3,
        "at": "2026-11-01T12:00:00Z",
    }
    assert (page["last_seq"], page["gap"]) == (5, False)


def test_a_number_that_is_forgotten_or_was_never_given_is_a_gap() -> None:
    web = a_web()
    web.state.feed.continue_from(KEPT_EVENTS + 10)
    gaps = [web.get(f"/events/history?after={seq}").json["gap"] for seq in (9, 10, KEPT_EVENTS + 11)]
    assert gaps == [True, False, True]


@pytest.mark.parametrize("query", ["after=-1", "after=x", "limit=0", "limit=1001", f"after={2**63}"])
def test_numbers_that_cant_be_meant_are_refused(query: str) -> None:
    assert a_web().get(f"/events/history?{query}").status_code == 400


def test_without_a_bot_there_are_no_events() -> None:
    assert a_web(a_snapshot(runmode=RunMode.WEBSERVER)).get("/events/history").status_code == 503
