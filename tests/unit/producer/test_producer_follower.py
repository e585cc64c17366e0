"""Following a real WebSocket server: requests, reconnection, refusals, and what the log shows of it."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator

import pytest

from bot.producer.followers import Followers
from bot.settings.consumer_model import ConsumerSettings, ProducerSettings
from bot.settings.secret import Secret
from tests.builders import T0
from tests.fakes.producer import WAIT_S, FakeProducer, a_producer, candles, table, whitelist
from tests.runtime.test_runtime import until

TOKEN = "t0ken-nobody-may-see"
LOG = "bot.producer"


@pytest.fixture
def producer() -> Iterator[FakeProducer]:
    with a_producer() as server:
        yield server


def settings(port: int, **changes: float) -> ConsumerSettings:
    one = ProducerSettings(name="other", host="127.0.0.1", port=port, ws_token=Secret(TOKEN))
    return ConsumerSettings(producers=(one,), **{"sleep_time_s": 0.01, **changes})  # type: ignore[arg-type]


@pytest.fixture
def followers(producer: FakeProducer) -> Iterator[Followers]:
    following = Followers(settings(producer.port))
    following.start()
    yield following
    following.stop()


def opened(producer: FakeProducer) -> list[str]:
    return [producer.next()["type"] for _ in range(3)]


def test_what_a_producer_says_is_known_by_its_name(producer: FakeProducer, followers: Followers) -> None:
    link = producer.connection()
    assert producer.paths.get(timeout=WAIT_S) == f"/api/v1/message/ws?token={TOKEN}"
    assert opened(producer) == ["subscribe", "whitelist", "analyzed_df"]
    assert followers.pairs("other") == ()
    link.send(whitelist("BTC/USDT"))
    link.send(candles(table(T0, [1.0, 2.0])))
    key = ("BTC/USDT", "5m", "spot")
    until("the news", lambda: followers.frame("other", key) is not None)
    assert followers.pairs("other") == ("BTC/USDT",)
    assert (followers.pairs("nobody"), followers.frame("nobody", key)) == ((), None)


def test_a_gap_is_asked_for_on_the_wire(producer: FakeProducer, followers: Followers) -> None:
    assert followers.pairs("other") == ()
    link = producer.connection()
    opened(producer)
    link.send(candles(table(T0, [1.0])))
    assert producer.next() == {"type": "analyzed_df", "data": {"limit": 1500, "pair": "BTC/USDT"}}


def test_a_lost_connection_is_taken_up_again_with_the_same_words(
    producer: FakeProducer, followers: Followers, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, LOG)
    link = producer.connection()
    opened(producer)
    link.send(whitelist("BTC/USDT"))
    until("the news", lambda: followers.pairs("other") == ("BTC/USDT",))
    link.close(1012, "restarting")
    producer.connection()
    assert opened(producer) == ["subscribe", "whitelist", "analyzed_df"]
    assert followers.pairs("other") == ("BTC/USDT",)
    assert any("The producer other is not there" in message for message in caplog.messages)


def test_a_refusal_is_told_once_and_never_with_the_token(
    producer: FakeProducer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, LOG)
    producer.refuses = True
    followers = Followers(settings(producer.port))
    followers.start()
    try:
        for _ in range(3):
            producer.paths.get(timeout=WAIT_S)
        told = [message for message in caplog.messages if "HTTP 403 (is its ws_token right?)" in message]
        assert len(told) == 1
        producer.refuses = False
        producer.connection()
        assert opened(producer)[0] == "subscribe"
    finally:
        followers.stop()
    # what the library says at DEBUG is masked by the handlers of bot.logs, which are not at work here
    assert TOKEN not in "".join(record.getMessage() for record in caplog.records if record.name.startswith("bot."))


def test_a_producer_that_is_not_there_is_told_in_words(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, LOG)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    followers = Followers(settings(port))
    followers.start()
    until("the warning", lambda: caplog.messages != [])
    followers.stop()
    assert caplog.messages == ["The producer other is not there: Connection refused. Trying again every 0.01 s."]


def test_a_message_beyond_the_limit_ends_the_connection_and_nothing_else(
    producer: FakeProducer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, LOG)
    followers = Followers(settings(producer.port, message_size_limit_mb=0.001))
    followers.start()
    try:
        link = producer.connection()
        link.send(whitelist(*(f"C{number}/USDT" for number in range(1000))))
        again = producer.connection()
        assert followers.pairs("other") == ()
        again.send(whitelist("BTC/USDT"))
        until("the news", lambda: followers.pairs("other") == ("BTC/USDT",))
    finally:
        followers.stop()
    assert any("1009" in message for message in caplog.messages)


def test_a_wrong_message_does_not_end_the_connection(producer: FakeProducer, followers: Followers) -> None:
    link = producer.connection()
    link.send(b"\x00")
    link.send("{")
    link.send(whitelist("BTC/USDT"))
    until("the news", lambda: followers.pairs("other") == ("BTC/USDT",))


def test_after_stop_nobody_listens(producer: FakeProducer) -> None:
    followers = Followers(settings(producer.port, sleep_time_s=3600))
    followers.start()
    producer.connection()
    followers.stop()
    assert producer.left.get(timeout=WAIT_S) == 1000
    followers.stop()


def test_stop_ends_the_wait_for_the_next_attempt(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, LOG)
    followers = Followers(settings(9, sleep_time_s=3600))
    followers.start()
    until("the warning", lambda: caplog.messages != [])
    followers.stop()
