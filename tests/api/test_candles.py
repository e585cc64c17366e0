from datetime import UTC

import pandas as pd
import pytest

from bot.domain.enums import RunMode
from bot.state.snapshot import AnalyzedFrame, Revisions
from tests.builders import T0, a_running_bot, a_snapshot
from tests.fakes.web import a_web


def a_frame(rows=5):
    return pd.DataFrame(
        {
            "date": pd.date_range(T0, periods=rows, freq="5min", tz=UTC),
            **dict.fromkeys(("open", "high", "low", "close", "volume"), 1.0),
            "rsi": 30.0,
            "enter_long": [float("nan")] * (rows - 1) + [1.0],
        }
    )


@pytest.fixture
def web():
    analyzed = AnalyzedFrame("BTC/USDT", "5m", a_frame(), T0)
    return a_web(a_running_bot(frames={("BTC/USDT", "5m"): analyzed}))


def test_analysed_candles_are_sent(web):
    answer = web.get("/pair_candles?pair=BTC/USDT&timeframe=5m").json
    assert (answer["length"], answer["enter_long_signals"], answer["last_analyzed_ts"]) == (5, 1, 1793534400)
    assert answer["data"][-1][0] == "2026-11-01T12:20:00Z"


@pytest.mark.parametrize(("limit", "length"), [("2", 2), ("0", 5), ("500", 5), ("100000000000000000000", 5)])
def test_a_limit_keeps_the_newest(web, limit, length):
    assert web.get(f"/pair_candles?pair=BTC/USDT&timeframe=5m&limit={limit}").json["length"] == length


@pytest.mark.parametrize(("columns", "names"), [(["rsi"], ["rsi"]), ([], []), (["nope"], [])])
def test_chosen_columns_are_sent_beside_the_candles(web, columns, names):
    answer = web.post("/pair_candles", json={"pair": "BTC/USDT", "timeframe": "5m", "columns": columns, "limit": "2"})
    assert answer.json["columns"][:6] == ["date", "open", "high", "low", "close", "volume"]
    assert [name for name in answer.json["columns"] if name == "rsi"] == names
    assert (answer.json["length"], "rsi" in answer.json["all_columns"]) == (2, True)


def test_two_bodies_get_two_answers(web):
    body = {"pair": "BTC/USDT", "timeframe": "5m"}
    assert web.post("/pair_candles", json={**body, "limit": 1}).json["length"] == 1
    assert web.post("/pair_candles", json={**body, "limit": 2}).json["length"] == 2
    assert "rsi" in web.post("/pair_candles", json=body).json["columns"]


def test_candles_are_kept_until_they_are_analysed_again(web):
    path = "/pair_candles?pair=BTC/USDT&timeframe=5m"
    known = {"If-None-Match": web.get(path).headers["ETag"]}
    assert web.get(path, headers=known).status_code == 304
    web.publish(a_running_bot(revisions=Revisions(candles=1)))
    assert web.get(path, headers=known).json["length"] == 0


@pytest.mark.parametrize("query", ["pair=NOPE/USDT&timeframe=5m", "pair=BTC/USDT&timeframe=1h"])
def test_what_was_not_analysed_is_empty(web, query):
    answer = web.get(f"/pair_candles?{query}").json
    assert (answer["data"], answer["columns"], answer["last_analyzed_ts"]) == ([], [], 0)


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("timeframe=5m", "pair"),
        ("pair=BTC/USDT", "timeframe"),
        ("pair=BTC/USDT&timeframe=5m&limit=-5", "limit"),
        ("pair=BTC/USDT&timeframe=5m&limit=x", "limit"),
        ("pair=&timeframe=5m", "pair"),
    ],
)
def test_a_query_that_cant_be_understood_names_the_field(web, query, place):
    answer = web.get(f"/pair_candles?{query}")
    assert answer.status_code == 400
    assert answer.json["detail"][0]["loc"] == ["query", place]


def test_a_timeframe_that_is_none_is_refused(web):
    answer = web.get("/pair_candles?pair=BTC/USDT&timeframe=soon")
    assert answer.status_code == 400
    assert "'soon' is not a timeframe" in answer.json["detail"]


@pytest.mark.parametrize("columns", ["rsi", [5], {}, ["x" * 300]])
def test_columns_are_a_list_of_names(web, columns):
    body = {"pair": "BTC/USDT", "timeframe": "5m", "columns": columns}
    assert web.post("/pair_candles", json=body).status_code == 400


def test_without_a_bot_there_are_no_live_candles():
    web = a_web(a_snapshot(runmode=RunMode.WEBSERVER))
    assert web.get("/pair_candles?pair=BTC/USDT&timeframe=5m").status_code == 503
