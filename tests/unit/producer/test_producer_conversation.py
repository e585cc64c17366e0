"""What a follower makes of a producer's messages, good and bad."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest

from bot.producer.conversation import Conversation
from bot.producer.news import MAX_FRAMES, News
from bot.producer.tables import KEPT_ROWS
from tests.builders import T0
from tests.fakes.producer import candles, table, whitelist

BTC = ("BTC/USDT", "5m", "spot")
STEP = timedelta(minutes=5)


class Talk:
    """A conversation, and what came of it."""

    def __init__(self, *, candle_limit: int = 100, is_silenced: bool = False) -> None:
        self.news = News()
        self.conversation = Conversation("other", self.news, candle_limit=candle_limit, is_silenced=is_silenced)

    def hear(self, message: str | bytes) -> list[Any]:
        return [json.loads(words) for words in self.conversation.hear(message)]

    def frame(self, key: tuple[str, str, str] = BTC) -> pd.DataFrame:
        known = self.news.frame(key)
        assert known is not None
        return known[0]

    def closes(self) -> list[float]:
        return [float(close) for close in self.frame()["close"]]


def ask(limit: int, pair: str = "BTC/USDT") -> list[Any]:
    return [{"type": "analyzed_df", "data": {"limit": limit, "pair": pair}}]


@pytest.fixture
def talk() -> Talk:
    return Talk()


def test_it_begins_with_a_subscription_and_asks_for_all_that_was() -> None:
    assert [json.loads(words) for words in Talk(candle_limit=7).conversation.opening()] == [
        {"type": "subscribe", "data": ["whitelist", "analyzed_df"]},
        {"type": "whitelist", "data": None},
        {"type": "analyzed_df", "data": {"limit": 7}},
    ]
    assert len(Talk(candle_limit=0).conversation.opening()) == 2


def test_a_table_becomes_candles_with_dates_numbers_and_texts(talk: Talk) -> None:
    text = table(T0, [1.0, 2.0], rsi=None, date_1h=int(T0.timestamp() * 1000))
    assert talk.hear(candles(text)) == []
    frame = talk.frame()
    assert list(frame["date"]) == [T0, T0 + STEP]
    assert list(frame["date_1h"]) == [T0, T0]
    assert (frame["rsi"].dtype, frame["enter_tag"].dtype) == ("float64", "object")
    assert frame[["enter_long", "enter_tag"]].to_numpy().tolist() == [[0, "up"], [1, "up"]]
    known = talk.news.frame(BTC)
    assert known is not None
    assert known[1] == T0


def test_single_candles_are_joined_and_the_newest_one_may_be_corrected(talk: Talk) -> None:
    talk.hear(candles(table(T0, [1.0, 2.0])))
    assert talk.hear(candles(table(T0 + 2 * STEP, [3.0]))) == []
    assert talk.hear(candles(table(T0 + 2 * STEP, [3.5]), la=(T0 + STEP).isoformat())) == []
    assert talk.closes() == [1.0, 2.0, 3.5]
    assert list(talk.frame().index) == [0, 1, 2]


def test_the_frame_given_out_before_is_not_changed(talk: Talk) -> None:
    talk.hear(candles(table(T0, [1.0, 2.0])))
    before = talk.frame()
    talk.hear(candles(table(T0 + 2 * STEP, [3.0])))
    assert list(before["close"]) == [1.0, 2.0]


def test_old_candles_change_nothing(talk: Talk) -> None:
    talk.hear(candles(table(T0, [1.0, 2.0])))
    assert talk.hear(candles(table(T0, [9.0]))) == []
    assert talk.hear(candles(table(T0 - 10 * STEP, [9.0, 9.0]))) == []
    assert talk.closes() == [1.0, 2.0]


def test_missing_candles_are_asked_for_once_with_each_new_one_and_filled_in(talk: Talk) -> None:
    talk.hear(candles(table(T0, [1.0, 2.0])))
    assert talk.hear(candles(table(T0 + 3 * STEP, [4.0]))) == ask(2)
    assert talk.hear(candles(table(T0 + 3 * STEP, [4.0]))) == []
    assert talk.hear(candles(table(T0 + 4 * STEP, [5.0]))) == ask(3)
    assert talk.closes() == [1.0, 2.0]
    assert talk.hear(candles(table(T0 + 2 * STEP, [3.0, 4.0, 5.0]))) == []
    assert talk.closes() == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert talk.hear(candles(table(T0 + 8 * STEP, [9.0]))) == ask(4)


def test_no_more_is_asked_for_than_a_producer_gives(talk: Talk) -> None:
    talk.hear(candles(table(T0, [1.0, 2.0])))
    assert talk.hear(candles(table(T0 + 5000 * STEP, [5.0]))) == ask(KEPT_ROWS)


def test_an_answer_after_a_gap_of_the_producer_takes_the_place_of_what_was(talk: Talk) -> None:
    talk.hear(candles(table(T0, [1.0, 2.0])))
    talk.hear(candles(table(T0 + 10 * STEP, [11.0, 12.0])))
    assert talk.closes() == [11.0, 12.0]


def test_a_pair_that_begins_with_one_candle_is_asked_about(talk: Talk) -> None:
    assert talk.hear(candles(table(T0, [1.0]))) == ask(100)
    assert talk.closes() == [1.0]
    assert Talk(candle_limit=0).hear(candles(table(T0, [1.0]))) == []


def test_only_the_newest_candles_are_kept(talk: Talk) -> None:
    talk.hear(candles(table(T0, [1.0] * KEPT_ROWS)))
    talk.hear(candles(table(T0 + KEPT_ROWS * STEP, [2.0])))
    assert (len(talk.frame()), talk.closes()[-1]) == (KEPT_ROWS, 2.0)


def test_signals_may_be_taken_away() -> None:
    talk = Talk(is_silenced=True)
    talk.hear(candles(table(T0, [1.0, 2.0])))
    assert talk.frame()["enter_long"].tolist() == [0, 0]
    assert talk.frame()["enter_tag"].tolist() == [None, None]
    talk.hear(candles(table(T0 + 2 * STEP, [3.0])))
    assert talk.frame()["enter_long"].tolist() == [0, 0, 0]


def test_a_new_whitelist_forgets_the_candles_of_other_pairs(talk: Talk) -> None:
    talk.hear(candles(table(T0, [1.0, 2.0])))
    talk.hear(candles(table(T0, [1.0, 2.0]), pair="ETH/USDT"))
    talk.hear(whitelist("ETH/USDT", "ADA/USDT"))
    assert talk.news.pairs == ("ETH/USDT", "ADA/USDT")
    assert talk.news.frame(BTC) is None
    assert talk.news.frame(("ETH/USDT", "5m", "spot")) is not None


def test_other_kinds_of_messages_are_not_looked_at(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    assert talk.hear(json.dumps({"type": "entry", "pair": 5, "trade_id": []})) == []
    assert talk.hear(json.dumps({"type": "new_candle", "data": [1]})) == []
    assert caplog.messages == []


def broken(**changes: Any) -> str:
    """A table with something else in one of its members."""
    return json.dumps({**json.loads(table(T0, [1.0])), **changes})


ROW = json.loads(table(T0, [1.0]))["data"][0]


@pytest.mark.parametrize(
    "message",
    [
        b"\x00\xff",
        "",
        "no json",
        "[]",
        "{}",
        '{"type": 5}',
        '{"type": "whitelist"}',
        '{"type": "whitelist", "data": {}}',
        '{"type": "whitelist", "data": [5]}',
        '{"type": "whitelist", "data": [""]}',
        '{"type": "analyzed_df"}',
        '{"type": "analyzed_df", "data": {"key": ["BTC/USDT"]}}',
        '{"type": "exception", "data": "Error processing request"}',
        candles(table(T0, [1.0]), timeframe="soon"),
        candles(table(T0, [1.0]), la="2026-01-01T00:00:00"),
        candles(table(T0, [1.0]), pair=""),
        candles("no json"),
        candles("{}"),
        candles('{"columns": [], "data": []}'),
        candles(broken(columns=["date"])),
        candles(broken(columns=["date"] * 8)),
        candles(broken(columns=[str(number) for number in range(5000)])),
        candles(broken(data=[ROW, ROW])),
        candles(broken(data=[["soon", *ROW[1:]]])),
        candles(broken(data=[[None, *ROW[1:]]])),
        candles(broken(data=[[10**30, *ROW[1:]]])),
        candles(broken(data=[[ROW[0], "dear", *ROW[2:]]])),
        candles(broken(data=[[ROW[0], [], *ROW[2:]]])),
        candles(broken(data=[ROW[:3], ROW])),
        candles(broken(data=[5])),
    ],
)
def test_a_wrong_message_is_left_out_and_said_once(
    talk: Talk, message: str | bytes, caplog: pytest.LogCaptureFixture
) -> None:
    talk.hear(whitelist("BTC/USDT"))
    talk.hear(candles(table(T0, [1.0, 2.0])))
    caplog.set_level(logging.WARNING)
    assert talk.hear(message) == []
    assert talk.hear(message) == []
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith("A message of the producer other is left out: ")
    assert (talk.news.pairs, talk.closes()) == (("BTC/USDT",), [1.0, 2.0])


def test_the_candles_of_too_many_pairs_are_left_out(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    text = table(T0, [1.0, 2.0])
    for number in range(MAX_FRAMES + 5):
        talk.hear(candles(text, pair=f"C{number}/USDT"))
    assert talk.news.frame((f"C{MAX_FRAMES - 1}/USDT", "5m", "spot")) is not None
    assert talk.news.frame((f"C{MAX_FRAMES}/USDT", "5m", "spot")) is None
    assert [message for message in caplog.messages if "1000 pairs" in message] != []


def test_a_flood_of_different_mistakes_does_not_fill_the_log(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(200):
        talk.hear(candles(table(T0, [1.0]), timeframe=f"no{number}"))
    assert 0 < len(caplog.messages) <= 50
