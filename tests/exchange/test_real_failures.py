"""One table decides what is done about each failure of an exchange."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import aiohttp
import ccxt
import pytest

from bot.errors import (
    AccountError,
    ExchangeError,
    InsufficientFunds,
    InvalidOrder,
    NotSent,
    OrderNotFound,
    TemporaryError,
)
from bot.exchange.real.breaker import FIRST_PAUSE_S, LONGEST_PAUSE_S, OPENS_AFTER, Breaker
from bot.exchange.real.client import Call, Client
from bot.exchange.real.failures import explained, kind_of, retry_after_s
from bot.exchange.real.policy import TABLE, Failure


def unreadable(cause: Exception) -> ccxt.ExchangeError:
    """What the library makes of a reply that it can't parse."""
    error = ccxt.ExchangeError("binance GET http://x")
    error.__cause__ = cause
    return error


KINDS = [
    (ccxt.NetworkError("x"), Failure.UNREACHABLE),
    (ccxt.ExchangeNotAvailable("x"), Failure.UNREACHABLE),
    (OSError("refused"), Failure.UNREACHABLE),
    (ccxt.RequestTimeout("x"), Failure.TIMEOUT),
    (TimeoutError(), Failure.TIMEOUT),
    (ccxt.OnMaintenance("x"), Failure.MAINTENANCE),
    (ccxt.RateLimitExceeded("429 Too Many Requests"), Failure.TOO_MANY),
    (ccxt.DDoSProtection("binance 429 Too Many"), Failure.TOO_MANY),
    (ccxt.DDoSProtection("binance 418 I'm a teapot"), Failure.BANNED),
    (ccxt.InvalidNonce("-1021"), Failure.CLOCK),
    (ccxt.BadResponse("html"), Failure.GARBLED),
    (unreadable(aiohttp.ClientPayloadError("cut")), Failure.GARBLED),
    (unreadable(ValueError("not JSON")), Failure.GARBLED),
    (KeyError("price"), Failure.GARBLED),
    (TypeError("None"), Failure.GARBLED),
    (ccxt.ExchangeError("something"), Failure.UNCLEAR),
    (ccxt.DuplicateOrderId("x"), Failure.DUPLICATE),
    (ccxt.InvalidOrder("Duplicate order sent."), Failure.DUPLICATE),
    (ccxt.AuthenticationError("x"), Failure.ACCESS),
    (ccxt.PermissionDenied("x"), Failure.ACCESS),
    (ccxt.AccountSuspended("x"), Failure.ACCESS),
    (ccxt.InvalidOrder("too small"), Failure.REFUSED),
    (ccxt.BadSymbol("x"), Failure.REFUSED),
    (ccxt.InsufficientFunds("x"), Failure.NO_MONEY),
    (ccxt.OrderNotFound("x"), Failure.NOT_FOUND),
]


@pytest.mark.parametrize(("error", "kind"), KINDS, ids=[f"{type(error).__name__}-{kind}" for error, kind in KINDS])
def test_what_the_library_raises_is_one_of_our_kinds(error: Exception, kind: Failure) -> None:
    assert kind_of(error) is kind


def test_every_kind_is_priced_and_reached() -> None:
    assert set(TABLE) == set(Failure) == {kind for _, kind in KINDS}


def test_a_signed_address_is_not_told() -> None:
    error = ccxt.RequestTimeout("binance GET http://x/api?timestamp=1&signature=secret request timed out")
    told = str(explained(error, "binance", "fetch_balance"))
    assert "secret" not in told
    assert told.startswith("binance did not answer in time (fetch_balance): binance GET http://x/api")


def test_waits_double_and_are_jittered() -> None:
    policy = TABLE[Failure.UNREACHABLE]
    waits = [policy.wait_s(attempt, Random(1)) for attempt in range(10)]
    assert 0.25 <= waits[0] <= 0.5
    assert 1.0 <= waits[2] <= 2.0
    assert max(waits) <= policy.max_wait_s


@pytest.mark.parametrize(
    ("headers", "wait_s"), [({"Retry-After": "7"}, 7.0), ({"retry-after": "soon"}, None), (None, None)]
)
def test_how_long_the_exchange_wants_peace(headers: Any, wait_s: float | None) -> None:
    assert retry_after_s(headers) == wait_s


class Library:
    """Answers each call with the next step: raised if it is an error."""

    id = "somewhere"
    has: dict[str, bool] = {}
    last_response_headers: dict[str, str] = {}

    def __init__(self, *steps: Any) -> None:
        self.steps = list(steps)
        self.calls = 0
        self.clock_read = 0

    async def fetch(self, *_: Any, **__: Any) -> Any:
        self.calls += 1
        step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        return step

    async def load_time_difference(self) -> None:
        self.clock_read += 1

    async def close(self) -> None:
        """Nothing to close."""


class Desk:
    """A client of a library, with the waits it took and a clock that a test sets."""

    def __init__(self, *steps: Any) -> None:
        self.library = Library(*steps)
        self.waits: list[float] = []
        self.now_s = 0.0
        self.client = Client(self.library, random=Random(1), pause=self._pause, now_s=lambda: self.now_s)

    async def _pause(self, wait_s: float) -> None:
        self.waits.append(wait_s)


@contextmanager
def a_desk(*steps: Any) -> Iterator[Desk]:
    desk = Desk(*steps)
    try:
        yield desk
    finally:
        desk.client.close()


def test_a_read_is_tried_again() -> None:
    with a_desk(ccxt.NetworkError("x"), ccxt.RequestTimeout("x"), "answer") as desk:
        assert desk.client.read("fetch") == "answer"
        assert len(desk.waits) == 2


def test_a_read_is_given_up_after_its_attempts() -> None:
    with a_desk(*[ccxt.RequestTimeout("x")] * 3) as desk:
        with pytest.raises(TemporaryError, match="in time"):
            desk.client.read("fetch")
        assert desk.library.calls == 3


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (ccxt.AuthenticationError("x"), AccountError),
        (ccxt.InvalidOrder("x"), InvalidOrder),
        (ccxt.InsufficientFunds("x"), InsufficientFunds),
        (ccxt.OrderNotFound("x"), OrderNotFound),
        (ccxt.OnMaintenance("x"), TemporaryError),
    ],
)
def test_a_refusal_is_not_tried_again(error: Exception, ours: type[ExchangeError]) -> None:
    with a_desk(error) as desk:
        with pytest.raises(ours):
            desk.client.read("fetch")
        assert desk.library.calls == 1


def test_a_clock_that_is_wrong_is_read_again() -> None:
    with a_desk(ccxt.InvalidNonce("x"), "answer") as desk:
        assert desk.client.read("fetch") == "answer"
        assert desk.library.clock_read == 1


def test_the_exchange_says_how_long_to_wait() -> None:
    with a_desk(ccxt.RateLimitExceeded("429"), "answer") as desk:
        desk.library.last_response_headers = {"Retry-After": "20"}
        assert desk.client.read("fetch") == "answer"
        assert desk.waits == [20.0]


@pytest.mark.parametrize(
    "error", [ccxt.RequestTimeout("x"), ccxt.NetworkError("x"), ccxt.ExchangeError("x"), KeyError("x")]
)
def test_a_write_is_made_once_and_its_fate_is_unknown(error: Exception) -> None:
    with a_desk(error) as desk:
        with pytest.raises(TemporaryError) as raised:
            desk.client.write("fetch")
        assert not isinstance(raised.value, NotSent)
        assert desk.library.calls == 1


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (ccxt.InvalidOrder("x"), InvalidOrder),
        (ccxt.InsufficientFunds("x"), InsufficientFunds),
        (ccxt.AuthenticationError("x"), AccountError),
        (ccxt.InvalidNonce("x"), NotSent),
    ],
)
def test_a_write_that_was_refused_does_not_exist(error: Exception, ours: type[ExchangeError]) -> None:
    with a_desk(error) as desk, pytest.raises(ours):
        desk.client.write("fetch")


def test_of_many_reads_a_failed_one_stands_beside_the_others() -> None:
    with a_desk("one", ccxt.BadSymbol("x"), "three") as desk:
        first, failed, third = desk.client.read_all([Call("fetch")] * 3)
        assert (first, third) == ("one", "three")
        assert isinstance(failed, InvalidOrder)


def test_an_exchange_that_is_away_is_left_alone_and_then_tried_once() -> None:
    away = [ccxt.OnMaintenance("x")] * 2
    with a_desk(*away, "answer") as desk:
        with pytest.raises(TemporaryError, match="maintenance"):
            desk.client.read("fetch")
        with pytest.raises(TemporaryError, match="left alone for 30 s"):
            desk.client.read("fetch")
        with pytest.raises(NotSent):
            desk.client.write("fetch")
        assert desk.library.calls == 1
        desk.now_s = 30.0
        with pytest.raises(TemporaryError, match="maintenance"):
            desk.client.read("fetch")
        desk.now_s = 60.0
        assert desk.client.read("fetch") == "answer"


def failing(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        breaker.failed(TABLE[Failure.UNREACHABLE], "away", None)


def test_the_breaker_opens_after_some_failures_for_longer_and_longer() -> None:
    now_s = 0.0
    breaker = Breaker("somewhere", lambda: now_s)
    failing(breaker, OPENS_AFTER - 1)
    breaker.check()
    failing(breaker, 1)
    pauses = []
    for _ in range(8):
        with pytest.raises(TemporaryError) as refused:
            breaker.check()
        pauses.append(float(str(refused.value).split(" for ")[1].split()[0]))
        now_s += pauses[-1]
        breaker.check()
        failing(breaker, 1)
    assert pauses[:4] == [FIRST_PAUSE_S, 10.0, 20.0, 40.0]
    assert pauses[-1] == LONGEST_PAUSE_S
    breaker.succeeded()
    failing(breaker, OPENS_AFTER - 1)


def test_a_refusal_does_not_open_the_breaker() -> None:
    breaker = Breaker("somewhere", lambda: 0.0)
    for _ in range(OPENS_AFTER * 2):
        breaker.failed(TABLE[Failure.REFUSED], "too small", None)
    breaker.check()
