"""Public trades of markets that nobody trades on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from bot.clock import ManualClock
from bot.data.resample import candles_of
from bot.domain.market_data import TRADE_COLUMNS
from bot.errors import ExchangeError
from bot.exchange.replay import ReplayMarket
from bot.exchange.synthetic import SyntheticMarket
from tests.fakes.market import FakeMarket, some_candles

START = datetime(2026, 11, 2, tzinfo=UTC)
NOW = START + timedelta(hours=5, seconds=30)
PAIR = "BTC/USDT"


def markets():
    files = {(PAIR, "1m"): some_candles(START, "1m", [100.0 + n % 7 for n in range(290)], 3.0)}
    replay = ReplayMarket(lambda pair, timeframe: files[pair, timeframe], {PAIR: ["1m"]}, ManualClock(NOW))
    return [SyntheticMarket(1, 5, ManualClock(NOW)), replay]


@pytest.mark.parametrize("market", markets(), ids=lambda market: market.name)
def test_they_make_the_market_s_own_candles(market):
    trades = market.public_trades(PAIR, START, 1000)
    assert tuple(trades.columns) == TRADE_COLUMNS
    assert len(trades) == 1000
    made = candles_of(trades, "1m")
    true = market.candles(PAIR, "1m", START, len(made))
    pd.testing.assert_frame_equal(made, true, check_exact=True)


@pytest.mark.parametrize("market", markets(), ids=lambda market: market.name)
def test_pages_join_without_a_hole_and_end_now(market):
    whole = market.public_trades(PAIR, START, 100_000)
    second = START + timedelta(minutes=31, seconds=15)
    page = market.public_trades(PAIR, second, 7)
    stamps = whole["timestamp"]
    expected = whole[stamps >= page["timestamp"].iloc[0]].head(7).reset_index(drop=True)
    pd.testing.assert_frame_equal(page, expected)
    assert whole["id"].is_unique
    assert market.public_trades(PAIR, NOW, 10).empty


def test_markets_without_trades_say_so():
    with pytest.raises(ExchangeError, match="no public trades"):
        FakeMarket().public_trades(PAIR, START, 5)


def test_a_pair_that_does_not_exist_is_refused():
    with pytest.raises(ExchangeError, match="no market NO/USDT"):
        markets()[0].public_trades("NO/USDT", START, 5)
