"""``/reconciliation``: read from the picture, settled by the bot."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.reconciliation import Action, Difference, Finding, Reconciliation, Settlement
from bot.state.commands import Reconcile, SettleDifference
from tests.builders import T0, a_running_bot
from tests.fakes.web import Web, a_web

DRIFT = Difference(
    key="size_drift:1",
    kind=Finding.SIZE_DRIFT,
    pair="BTC/USDT",
    text="Trade 1 holds 1 BTC, the account 0.5.",
    found_at=T0,
    trade_id=1,
    ours=1.0,
    theirs=0.5,
    actions=(Action.ADOPT, Action.IGNORE, Action.CLOSE),
)


@pytest.fixture
def web() -> Web:
    found = Reconciliation(is_paper=False, checked_at=T0, differences=(DRIFT,))
    return a_web(a_running_bot(reconciliation=found))


def test_differences_are_listed(web: Web) -> None:
    answer = web.get("/reconciliation").json
    assert (answer["is_paper"], answer["open_count"]) == (False, 1)
    (entry,) = answer["differences"]
    assert (entry["key"], entry["kind"], entry["state"]) == ("size_drift:1", "size_drift", "open")
    assert (entry["ours"], entry["theirs"], entry["blocks_entries"]) == (1.0, 0.5, True)
    assert entry["actions"] == ["adopt", "ignore", "close"]
    assert web.state.asked == []


def test_the_bot_compares_when_it_is_asked(web: Web) -> None:
    assert web.post("/reconciliation").json["open_count"] == 1
    assert web.state.asked == [Reconcile()]


def test_a_difference_is_settled(web: Web) -> None:
    web.state.answer = replace(DRIFT, state=Settlement.ADOPTED, settled_at=T0)
    answer = web.post("/reconciliation/settle", json={"key": "size_drift:1", "action": "adopt"})
    assert (answer.status_code, answer.json["state"]) == (200, "adopted")
    assert web.state.asked == [SettleDifference("size_drift:1", Action.ADOPT)]


@pytest.mark.parametrize("body", [{}, {"key": "a"}, {"key": "a", "action": "sell"}, {"key": "", "action": "adopt"}])
def test_what_can_not_be_meant_is_refused(web: Web, body: dict[str, str]) -> None:
    assert web.post("/reconciliation/settle", json=body).status_code == 400
    assert web.state.asked == []
