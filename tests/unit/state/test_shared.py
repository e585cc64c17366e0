"""What is told to the bot without waiting for an answer."""

from __future__ import annotations

from bot.state.commands import FollowOrder, Reconcile
from bot.state.feed import Feed
from bot.state.shared import INBOX_LIMIT, SharedState
from tests.builders import a_snapshot


def waiting(state: SharedState) -> list[object]:
    tickets = iter(lambda: state.next_command(0), None)
    return [ticket.command for ticket in tickets if ticket is not None]


def test_the_same_news_waits_once() -> None:
    state = SharedState(a_snapshot(), Feed())
    for command in (FollowOrder("1"), FollowOrder("2"), FollowOrder("1"), Reconcile()):
        state.tell(command)
    assert waiting(state) == [FollowOrder("1"), FollowOrder("2"), Reconcile()]
    state.tell(FollowOrder("1"))
    assert waiting(state) == [FollowOrder("1")]


def test_news_that_find_no_room_are_left_out() -> None:
    state = SharedState(a_snapshot(), Feed())
    for number in range(INBOX_LIMIT + 5):
        state.tell(FollowOrder(str(number)))
    assert len(waiting(state)) == INBOX_LIMIT
    state.close()
    state.tell(FollowOrder("1"))
    assert waiting(state) == []
