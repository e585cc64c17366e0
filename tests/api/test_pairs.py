import pytest

from bot.domain.enums import RunMode
from bot.state.commands import ChangeBlacklist
from tests.builders import a_running_bot, a_snapshot
from tests.fakes.web import a_web


@pytest.fixture
def web():
    return a_web(a_running_bot(blacklist=("BNB/.*",), blacklist_expanded=("BNB/USDT",)), answer={})


def test_the_whitelist_is_sent(web):
    assert web.get("/whitelist").json == {"whitelist": ["BTC/USDT"], "length": 1, "method": ["StaticPairList"]}


def test_the_blacklist_is_sent(web):
    assert web.get("/blacklist").json == {
        "blacklist": ["BNB/.*"],
        "blacklist_expanded": ["BNB/USDT"],
        "errors": {},
        "length": 1,
        "method": ["StaticPairList"],
    }


def test_patterns_are_added(web):
    assert web.post("/blacklist", json={"blacklist": ["DOGE/.*"]}).status_code == 200
    assert web.state.asked == [ChangeBlacklist(add=("DOGE/.*",))]


def test_refused_patterns_come_back_with_the_reason(web):
    web.state.answer = {"*/[": "Pair */[ is not a valid wildcard."}
    answer = web.post("/blacklist", json={"blacklist": ["*/["]})
    assert answer.json["errors"] == {"*/[": {"error_msg": "Pair */[ is not a valid wildcard."}}


@pytest.mark.parametrize("query", ["pairs_to_delete=A&pairs_to_delete=B", "pairs_to_delete=A&pairs_to_delete=B&odd=1"])
def test_patterns_are_removed(web, query):
    assert web.delete(f"/blacklist?{query}").status_code == 200
    assert web.state.asked == [ChangeBlacklist(remove=("A", "B"))]


def test_removing_nothing_answers_the_list(web):
    assert web.delete("/blacklist").json["length"] == 1
    assert web.state.asked == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"blacklist": "A/B"},
        {"blacklist": [5]},
        {"blacklist": [""]},
        {"blacklist": ["x" * 101]},
        {"blacklist": ["A"] * 1001},
    ],
)
def test_a_blacklist_that_cant_be_understood_is_refused(web, body):
    assert web.post("/blacklist", json=body).status_code == 400
    assert web.state.asked == []


@pytest.mark.parametrize(("method", "path"), [("GET", "/whitelist"), ("GET", "/blacklist"), ("POST", "/blacklist")])
def test_without_a_bot_there_are_no_pairs(method, path):
    assert a_web(a_snapshot(runmode=RunMode.WEBSERVER)).open(method, path, json={}).status_code == 503
