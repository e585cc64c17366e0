"""Candles of a span straight from an exchange."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import ManualClock
from bot.data.fetch import Fetcher
from bot.errors import ExchangeError, TemporaryError
from tests.builders import a_market
from tests.fakes.market import FakeMarket, some_candles

START = datetime(2026, 11, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
PAIR = "BTC/USDT"


def a_source() -> FakeMarket:
    market = FakeMarket(a_market(PAIR), clock=ManualClock(START + 30 * HOUR))
    market.candle_limit = 7
    market.set_candles(PAIR, "1h", some_candles(START, "1h", [float(n) for n in range(1, 60)]))
    return market


def closes(market: FakeMarket, first: datetime, last: datetime, waits: list[float]) -> list[float]:
    return [close for part in Fetcher(market, waits.append).parts(PAIR, "1h", first, last) for close in part["close"]]


def test_all_closed_candles_of_the_span_come_in_order():
    assert closes(a_source(), START + 3 * HOUR, START + 20 * HOUR, []) == [float(n) for n in range(4, 22)]
    assert closes(a_source(), START - 50 * HOUR, START + 90 * HOUR, []) == [float(n) for n in range(1, 31)]
    assert closes(a_source(), START - 50 * HOUR, START - 9 * HOUR, []) == []


def test_an_exchange_that_can_t_answer_is_asked_again():
    market, waits = a_source(), []
    market.fail = TemporaryError("busy")
    assert len(closes(market, START, START + HOUR, waits)) == 2
    assert waits == [1.0]


def test_a_refusal_is_raised():
    market = a_source()
    market.fail = ExchangeError("no")
    with pytest.raises(ExchangeError, match="no"):
        closes(market, START, START + HOUR, [])
