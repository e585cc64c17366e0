"""What comes first: a snapshot, what was missed, or both."""

from __future__ import annotations

from typing import Any

import pytest

from app.ws.opening import Opening, Wish
from app.ws.protocol import TOPICS, Broadcast, Notice
from bot.domain.enums import BotState
from bot.domain.events import Event, EventType
from bot.state.feed import KEPT_IN_MEMORY, Feed
from bot.state.snapshot import OpenTrade
from tests.builders import T0, a_trade
from tests.fakes.services import SOCKET_TOKEN, FakeBot
from tests.fakes.sockets import Listening


def emit(feed: Feed, count: int = 1) -> None:
    for _ in range(count):
        feed.emit(Event(EventType.STATUS, {"status": "on"}, T0))


def kinds(opening: Opening, wish: Wish) -> list[str]:
    """Types of the first messages."""
    return [
        message.event.type.value if isinstance(message, Broadcast) else bytes(message.record).split(b"\n")[0].decode()
        for message in opening.messages(wish, TOPICS)[0]
    ]


@pytest.mark.parametrize(
    ("wish", "first", "knows"),
    [
        (Wish(), [], 0),
        (Wish(has_snapshot=True), ["id: 3"], 3),
        (Wish(after=1), ["status", "status"], 3),
        (Wish(after=1, has_snapshot=True), ["status", "status"], 3),
        (Wish(after=3), [], 3),
        (Wish(after=9), ["event: gap"], 3),
        (Wish(after=9, has_snapshot=True), ["event: gap", "id: 3"], 3),
    ],
)
def test_the_first_messages_are_those_wished_for(wish: Wish, first: list[str], knows: int) -> None:
    feed = Feed()
    emit(feed, 3)
    opening = Opening(feed, dict)
    assert kinds(opening, wish) == first
    assert opening.messages(wish, TOPICS)[1] == knows


def test_only_subscribed_types_are_caught_up() -> None:
    feed = Feed()
    emit(feed, 3)
    assert opening_count(Opening(feed, dict), frozenset({EventType.ENTRY})) == 0


def opening_count(opening: Opening, topics: frozenset[EventType]) -> int:
    return len(opening.messages(Wish(after=0), topics)[0])


def test_clients_share_the_bytes_of_old_events_and_of_the_snapshot() -> None:
    feed = Feed()
    emit(feed, 3)
    built: list[int] = []

    def picture() -> dict[str, Any]:
        built.append(1)
        return {}

    opening = Opening(feed, picture)
    first, second = (opening.messages(Wish(after=0), TOPICS)[0] for _ in range(2))
    assert all(one is other for one, other in zip(first, second, strict=True))
    for _ in range(3):
        opening.messages(Wish(has_snapshot=True), TOPICS)
    assert len(built) == 1
    emit(feed)
    opening.messages(Wish(has_snapshot=True), TOPICS)
    assert len(built) == 2


def test_no_more_old_events_are_held_than_the_feed_remembers() -> None:
    feed = Feed()
    opening = Opening(feed, dict)
    for _ in range(2):
        emit(feed, KEPT_IN_MEMORY)
        assert len(opening.messages(Wish(after=feed.last_seq - KEPT_IN_MEMORY), TOPICS)[0]) == KEPT_IN_MEMORY
    assert len(opening._known) == KEPT_IN_MEMORY


def test_a_notice_without_a_number_has_none() -> None:
    assert Notice("gap", {"after": 1}).record == b'event: gap\ndata: {"type":"gap","data":{"after":1}}\n\n'


def test_a_socket_begins_with_a_snapshot_and_goes_on_with_changes(server: Listening, bot: FakeBot) -> None:
    bot.shows(state=BotState.RUNNING, whitelist=("BTC/USDT",))
    emit(bot.state.feed)
    line = server.connect(f"/message/ws?token={SOCKET_TOKEN}&snapshot=true")
    line.say("subscribe", ["status"])
    first = line.hear()
    assert (first["type"], first["seq"]) == ("snapshot", 1)
    assert first["data"]["state"] == "running"
    assert first["data"]["whitelist"] == ["BTC/USDT"]
    emit(bot.state.feed)
    assert (line.hear()["seq"], bot.state.feed.last_seq) == (2, 2)


def test_a_snapshot_shows_open_trades_as_the_status_call_does(server: Listening, bot: FakeBot) -> None:
    bot.shows(open_trades=(OpenTrade(a_trade(), 101.0),))
    line = server.connect("/message/ws_token?snapshot=1")
    line.tell({"token": SOCKET_TOKEN})
    (trade,) = line.hear()["data"]["open_trades"]
    assert trade["pair"] == a_trade().pair
    assert {"trade_id", "profit_abs", "orders", "current_rate"} <= trade.keys()


@pytest.mark.parametrize("query", ["snapshot=2", "snapshot=", "after=-1", "after=x", f"after={2**63}"])
def test_openings_that_cant_be_meant_are_refused(server: Listening, query: str) -> None:
    assert server.refusal(f"/message/ws?token={SOCKET_TOKEN}&{query}").status_code == 400
