"""What clients may say, and the messages they get."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest

from app.ws.answers import answers
from app.ws.protocol import (
    FAILED,
    TOPICS,
    AskFrames,
    AskWhitelist,
    Broadcast,
    Nonsense,
    Subscribe,
    Unreadable,
    parse,
    token_in,
)
from app.ws.tables import table
from bot.domain.events import Event, EventType
from bot.state.snapshot import AnalyzedFrame, Snapshot
from tests.builders import T0, a_running_bot


def _message(event: Event) -> bytes:
    """What a socket's frame carries."""
    frame = Broadcast(event).frame
    return frame[{126: 4, 127: 10}.get(frame[1], 2) :]


def a_frame(rows: int = 3) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "date": pd.date_range(T0, periods=rows, freq="5min"),
            "close": [1.5, float("nan"), float("inf"), *[2.0] * rows][:rows],
            "enter_tag": ["", None, "dip", *[""] * rows][:rows],
        }
    )


def a_bot_with_candles(frame: pd.DataFrame) -> Snapshot:
    analyzed = AnalyzedFrame("BTC/USDT", "5m", frame, T0 + timedelta(microseconds=1265))
    return a_running_bot(whitelist=("BTC/USDT", "ETH/USDT"), frames={("BTC/USDT", "5m"): analyzed})


def answered(question: Any, snapshot: Snapshot | None = None) -> list[dict[str, Any]]:
    held = snapshot or a_running_bot()
    return [json.loads(message) for message in answers(question, lambda: held)]


def rows_of(message: dict[str, Any]) -> dict[str, Any]:
    assert message["data"]["df"]["__type__"] == "dataframe"
    rows: dict[str, Any] = json.loads(message["data"]["df"]["__value__"])
    return rows


@pytest.mark.parametrize("text", ["", "{not json", "[1]", "1", "null", '"whitelist"', "\ud800"])
def test_what_is_no_json_object_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        parse(text)


def test_a_subscription_names_its_topics() -> None:
    request = parse('{"type": "subscribe", "data": ["entry", "exit_fill"]}')
    assert request == Subscribe(frozenset({EventType.ENTRY, EventType.EXIT_FILL}))


def test_every_type_of_event_can_be_subscribed_to() -> None:
    assert parse(json.dumps({"type": "subscribe", "data": sorted(TOPICS)})) == Subscribe(TOPICS)


@pytest.mark.parametrize("data", [None, [], "entry", {}, 1, ["entry", "nope"], [1], [["entry"]], [{}]])
def test_a_subscription_that_names_no_topics_is_ignored(data: Any) -> None:
    request = parse(json.dumps({"type": "subscribe", "data": data}))
    assert request == Nonsense(None)
    assert answered(request) == []


@pytest.mark.parametrize("data", [None, "", []])
def test_the_whitelist_needs_no_data(data: Any) -> None:
    assert parse(json.dumps({"type": "whitelist", "data": data})) == AskWhitelist()


@pytest.mark.parametrize(
    ("data", "asked"),
    [
        (None, AskFrames()),
        ({}, AskFrames(None, 1500)),
        ({"limit": None, "pair": None}, AskFrames(None, 1500)),
        ({"limit": 2, "pair": "BTC/USDT"}, AskFrames("BTC/USDT", 2)),
        ({"limit": 100_000}, AskFrames(None, 1500)),
        ({"pair": ""}, AskFrames(None, 1500)),
    ],
)
def test_candles_are_asked_for_by_limit_and_pair(data: Any, asked: AskFrames) -> None:
    assert parse(json.dumps({"type": "analyzed_df", "data": data})) == asked


@pytest.mark.parametrize(
    "data",
    ["x", 1, [], {"limit": "x"}, {"limit": 0}, {"limit": -1}, {"limit": True}, {"limit": 1.5}, {"pair": 1},
     {"pair": "x" * 65}],
)  # fmt: skip
def test_candles_asked_for_wrongly_are_refused(data: Any) -> None:
    request = parse(json.dumps({"type": "analyzed_df", "data": data}))
    assert request == Nonsense(FAILED)
    assert answered(request) == [{"type": "exception", "data": "Error processing request"}]


@pytest.mark.parametrize(
    ("given", "shown"),
    [({"type": "nope"}, "nope"), ({}, "None"), ({"type": 1}, "1"), ({"type": ["subscribe"]}, "['subscribe']"),
     ({"type": "x" * 999}, "x" * 64)],
)  # fmt: skip
def test_an_unknown_request_is_refused_by_name(given: Any, shown: str) -> None:
    request = parse(json.dumps(given))
    assert answered(request) == [{"type": "exception", "data": f"Invalid request type: {shown}"}]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"token": 1}', '{"token": null}', '{"Token": "x"}'])
def test_a_first_message_without_a_token_has_none(text: str) -> None:
    assert token_in(text) is None


def test_a_first_message_brings_a_token() -> None:
    assert token_in('{"token": "secret"}') == "secret"


def test_the_whitelist_is_answered_with_the_pairs() -> None:
    assert answered(AskWhitelist()) == [{"type": "whitelist", "data": ["BTC/USDT"]}]


def test_candles_of_a_pair_are_its_last_rows() -> None:
    (message,) = answered(AskFrames("BTC/USDT", 2), a_bot_with_candles(a_frame()))
    assert message["type"] == "analyzed_df"
    assert message["data"]["key"] == ["BTC/USDT", "5m", "spot"]
    assert message["data"]["la"] == (T0 + timedelta(microseconds=1265)).isoformat()
    first_ms = int(T0.timestamp() * 1000)
    assert rows_of(message) == {
        "columns": ["date", "close", "enter_tag"],
        "index": [1, 2],
        "data": [[first_ms + 300_000, None, None], [first_ms + 600_000, None, "dip"]],
    }


def test_without_data_all_candles_of_every_pair_are_sent() -> None:
    messages = answered(AskFrames(), a_bot_with_candles(a_frame(1600)))
    assert [message["data"]["key"][0] for message in messages] == ["BTC/USDT", "ETH/USDT"]
    assert len(rows_of(messages[0])["data"]) == 1600


def test_a_pair_that_was_not_analysed_has_no_candles() -> None:
    (message,) = answered(AskFrames("NOPE/USDT", 2))
    assert message["data"]["key"] == ["NOPE/USDT", "5m", "spot"]
    assert message["data"]["la"] == "1970-01-01T00:00:00+00:00"
    assert rows_of(message) == {"columns": [], "index": [], "data": []}


def test_a_bot_without_a_strategy_has_no_candles() -> None:
    (message,) = answered(AskFrames("BTC/USDT", 2), a_running_bot(strategy=None))
    assert rows_of(message)["data"] == []


def test_dates_that_are_missing_are_null() -> None:
    frame = pd.DataFrame({"date": pd.to_datetime(["2026-11-22T00:00:00Z", None])})
    assert json.loads(table(frame)["__value__"])["data"] == [[1795305600000], [None]]


def test_columns_of_the_same_name_are_all_sent() -> None:
    frame = pd.DataFrame([[1, 2.5]], columns=["a", "a"])
    assert json.loads(table(frame)["__value__"]) == {"columns": ["a", "a"], "index": [0], "data": [[1, 2.5]]}


def test_most_events_have_their_fields_beside_the_type() -> None:
    message = json.loads(_message(Event(EventType.ENTRY, {"pair": "BTC/USDT", "open_date": T0}, T0)))
    assert message == {"type": "entry", "pair": "BTC/USDT", "open_date": T0.isoformat()}


def test_lists_are_sent_as_data() -> None:
    message = json.loads(_message(Event(EventType.WHITELIST, {"data": ["BTC/USDT"]}, T0)))
    assert message == {"type": "whitelist", "data": ["BTC/USDT"]}


def test_an_analysed_candle_is_sent_as_rows() -> None:
    data = {"key": ["BTC/USDT", "5m", "spot"], "df": a_frame(1), "la": T0}
    message = json.loads(_message(Event(EventType.ANALYZED_DF, {"data": data}, T0)))
    assert message["data"]["la"] == T0.isoformat()
    assert rows_of(message)["data"] == [[int(T0.timestamp() * 1000), 1.5, ""]]


def test_numbers_that_json_does_not_know_are_null() -> None:
    message = json.loads(_message(Event(EventType.EXIT, {"profit_ratio": float("nan")}, T0)))
    assert message == {"type": "exit", "profit_ratio": None}
