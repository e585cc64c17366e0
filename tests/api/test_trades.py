import pytest

from bot.domain.enums import RunMode
from bot.domain.note import Note
from bot.state.snapshot import OpenTrade, Revisions
from tests.builders import T0, a_closed_trade, a_running_bot, a_snapshot, a_trade
from tests.fakes.reader import FakeReader
from tests.fakes.web import a_web

READS = ["/status", "/trades", "/trade/1", "/trades/open/custom-data", "/trades/1/custom-data"]


def a_note(trade_id):
    return Note(trade_id=trade_id, key="Mood", kind="str", value="good", created_at=T0)


@pytest.fixture
def web():
    reader = FakeReader([a_closed_trade(id=number) for number in (1, 2, 3)], [a_note(1), a_note(11)])
    return a_web(a_running_bot(open_trades=(OpenTrade(a_trade(id=11), 105.0),)), reader=reader)


def test_open_trades_are_listed(web):
    answer = web.get("/status")
    assert [trade["trade_id"] for trade in answer.json] == [11]
    assert float(answer.headers["X-Snapshot-Age"]) == 0.0


def test_no_open_trades_are_an_empty_list():
    assert a_web().get("/status").json == []


def test_the_status_is_kept_until_trades_or_prices_change(web):
    first = web.get("/status").headers["ETag"]
    known = {"If-None-Match": first}
    assert web.get("/status", headers=known).status_code == 304
    web.publish(a_running_bot(revisions=Revisions(locks=1)))
    assert web.get("/status", headers=known).status_code == 304
    web.publish(a_running_bot(revisions=Revisions(prices=1)))
    changed = web.get("/status", headers=known)
    assert (changed.status_code, changed.json) == (200, [])


def test_an_old_picture_is_said_to_be_stale(web):
    web.wall.advance(minutes=5)
    headers = web.get("/status").headers
    assert headers["X-Snapshot-Stale"] == "true"
    assert float(headers["X-Snapshot-Age"]) == 300.0


def test_closed_trades_come_by_id(web):
    answer = web.get("/trades").json
    assert [trade["trade_id"] for trade in answer["trades"]] == [1, 2, 3]
    assert (answer["trades_count"], answer["offset"], answer["total_trades"]) == (3, 0, 3)


@pytest.mark.parametrize("order_by_id", ["false", "False", "0"])
def test_the_last_closed_may_come_first(web, order_by_id):
    answer = web.get(f"/trades?limit=1&order_by_id={order_by_id}").json
    assert [trade["trade_id"] for trade in answer["trades"]] == [3]
    assert answer["total_trades"] == 3


def test_a_page_is_kept_until_trades_change(web):
    web.get("/trades")
    web.get("/trades")
    assert web.reader.calls == ["page"]
    web.publish(a_running_bot(revisions=Revisions(trades=1)))
    web.get("/trades")
    assert web.reader.calls == ["page", "page"]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=-1", "limit=10001", "limit=1e9", "limit=abc", "limit=", "offset=-1", "limit=" + "9" * 30,
     "offset=9007199254740993", "offset=100000000000000000000", "limit=NaN", "order_by_id=maybe"],
)  # fmt: skip
def test_a_page_that_cant_be_meant_names_the_bound(web, query):
    answer = web.get(f"/trades?{query}")
    assert answer.status_code == 400
    assert answer.json["detail"][0]["loc"] == ["query", query.partition("=")[0]]
    assert web.reader.calls == []


def test_too_large_a_page_says_what_is_allowed(web):
    assert "10000" in web.get("/trades?limit=1000000000").json["error"]


@pytest.mark.parametrize(("number", "rate"), [(11, 105.0), (2, 110.0)])
def test_one_trade_is_shown_open_or_closed(web, number, rate):
    answer = web.get(f"/trade/{number}").json
    assert (answer["trade_id"], answer["current_rate"]) == (number, rate)


@pytest.mark.parametrize("number", ["99", "0", "-1", str(2**63 - 1)])
def test_an_unknown_trade_is_not_found(web, number):
    answer = web.get(f"/trade/{number}")
    assert (answer.status_code, answer.json["detail"]) == (404, "Trade not found.")


@pytest.mark.parametrize("number", ["abc", "1.5", str(2**63), "9" * 100, "1e3", "٣"])
def test_an_id_that_is_no_number_is_refused(web, number):
    answer = web.get(f"/trade/{number}")
    assert answer.status_code == 400
    assert answer.json["detail"][0]["loc"] == ["path", "tradeid"]


def test_custom_data_of_one_trade(web):
    answer = web.get("/trades/1/custom-data?key=mood").json
    assert answer == [
        {
            "trade_id": 1,
            "custom_data": [
                {
                    "key": "Mood",
                    "type": "str",
                    "value": "good",
                    "created_at": "2026-11-01T12:00:00",
                    "updated_at": None,
                }
            ],
        }
    ]


def test_open_is_no_trade_id(web):
    assert [found["trade_id"] for found in web.get("/trades/open/custom-data").json] == [11]


@pytest.mark.parametrize(
    "path", ["/trades/99/custom-data", "/trades/1/custom-data?key=x", "/trades/open/custom-data?key=x"]
)
def test_missing_custom_data_is_not_found(web, path):
    assert web.get(path).status_code == 404


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "offset=-1"])
def test_custom_data_has_bounds(web, query):
    assert web.get(f"/trades/open/custom-data?{query}").status_code == 400


@pytest.mark.parametrize("path", READS)
def test_without_a_bot_there_are_no_trades(path):
    answer = a_web(a_snapshot(runmode=RunMode.WEBSERVER)).get(path)
    assert (answer.status_code, answer.json["detail"]) == (503, "Bot is not in the correct state.")


@pytest.mark.parametrize("path", READS)
def test_a_bot_that_could_not_start_says_so_instead_of_showing_nothing(path):
    answer = a_web(a_snapshot(failure="Strategy 'X' was not found.")).get(path)
    assert answer.status_code == 503
    assert "Strategy 'X' was not found." in answer.json["detail"]
