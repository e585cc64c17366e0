from datetime import timedelta

import pytest

from bot.domain.enums import RunMode
from bot.domain.lock import Lock
from bot.state.commands import AddLocks, LockRequest, ReleaseLocks
from tests.builders import T0, a_running_bot, a_snapshot
from tests.fakes.web import a_web

LATER = "2026-11-01 14:00:00Z"


def a_lock(number=1, **changes):
    values = {"id": number, "pair": "BTC/USDT", "locked_at": T0, "until": T0 + timedelta(hours=1)}
    return Lock(**{**values, **changes})


@pytest.fixture
def web():
    return a_web(a_running_bot(locks=(a_lock(), a_lock(2, until=T0 + timedelta(minutes=5)))))


def test_current_locks_are_listed(web):
    answer = web.get("/locks").json
    assert (answer["lock_count"], [lock["id"] for lock in answer["locks"]]) == (2, [1, 2])


def test_a_lock_disappears_when_it_ends(web):
    known = {"If-None-Match": web.get("/locks").headers["ETag"]}
    assert web.get("/locks", headers=known).status_code == 304
    later = T0 + timedelta(minutes=6)
    web.publish(a_running_bot(market_time=later, locks=web.services.snapshot().locks))
    assert [lock["id"] for lock in web.get("/locks", headers=known).json["locks"]] == [1]


def test_locks_are_added_and_all_are_answered(web):
    answer = web.post("/locks", json=[{"pair": "ETH/USDT", "until": LATER, "side": "long", "reason": "news", "odd": 1}])
    assert answer.json["lock_count"] == 2
    request = LockRequest(pair="ETH/USDT", until=T0 + timedelta(hours=2), side="long", reason="news")
    assert web.state.asked == [AddLocks((request,))]


@pytest.mark.parametrize(
    ("lock", "place"),
    [
        ({"until": LATER}, [0, "pair"]),
        ({"pair": "A/B"}, [0, "until"]),
        ({"pair": "A/B", "until": "2026-11-01 14:00:00"}, [0, "until"]),
        ({"pair": "A/B", "until": "soon"}, [0, "until"]),
        ({"pair": "A/B", "until": LATER, "side": "up"}, [0, "side"]),
        ({"pair": "", "until": LATER}, [0, "pair"]),
        ({"pair": "A/B", "until": LATER, "reason": "x" * 256}, [0, "reason"]),
        ({"pair": "A/B", "until": LATER, "reason": 5}, [0, "reason"]),
    ],
)
def test_a_lock_that_cant_be_understood_names_the_field(web, lock, place):
    answer = web.post("/locks", json=[lock])
    assert answer.status_code == 400
    assert answer.json["detail"][0]["loc"] == ["body", *place]
    assert web.state.asked == []


@pytest.mark.parametrize("until", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00"])
def test_a_moment_past_the_calendar_is_refused(web, until):
    assert web.post("/locks", json=[{"pair": "A/B", "until": until}]).status_code == 400
    assert web.state.asked == []


def test_a_lock_that_ends_in_the_past_is_refused(web):
    answer = web.post("/locks", json=[{"pair": "A/B", "until": "2020-01-01T00:00:00Z"}])
    assert answer.status_code == 400
    assert "past" in answer.json["detail"]


@pytest.mark.parametrize("body", [{"pair": "A/B", "until": LATER}, "x", None])
def test_locks_are_a_list(web, body):
    assert web.post("/locks", json=body).status_code == 400


def test_a_lock_is_deleted_by_id(web):
    assert web.delete("/locks/2").json["lock_count"] == 2
    assert web.state.asked == [ReleaseLocks(lock_id=2)]


@pytest.mark.parametrize("lock_id", ["abc", "9" * 30, "1.5"])
def test_a_lock_id_that_is_no_number_is_refused(web, lock_id):
    answer = web.delete(f"/locks/{lock_id}")
    assert answer.status_code == 400
    assert web.state.asked == []


@pytest.mark.parametrize(
    ("body", "command"),
    [
        ({"pair": "A/B"}, ReleaseLocks(pair="A/B")),
        ({"lockid": "3"}, ReleaseLocks(lock_id=3)),
        ({"pair": "A/B", "lockid": 3}, ReleaseLocks(lock_id=3, pair="A/B")),
    ],
)
def test_locks_are_deleted_by_pair_or_id(web, body, command):
    assert web.post("/locks/delete", json=body).status_code == 200
    assert web.state.asked == [command]


def test_deleting_no_lock_answers_all(web):
    assert web.post("/locks/delete", json={"pair": None}).json["lock_count"] == 2
    assert web.state.asked == []


@pytest.mark.parametrize("lock_id", [-1, 2**63, "x", True])
def test_deleting_by_an_impossible_id_is_refused(web, lock_id):
    assert web.post("/locks/delete", json={"lockid": lock_id}).status_code == 400


@pytest.mark.parametrize(("method", "path"), [("GET", "/locks"), ("POST", "/locks"), ("DELETE", "/locks/1")])
def test_without_a_bot_there_are_no_locks(method, path):
    assert a_web(a_snapshot(runmode=RunMode.WEBSERVER)).open(method, path, json=[]).status_code == 503
