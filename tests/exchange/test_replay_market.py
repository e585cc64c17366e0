"""Candle files on the clock: nothing early, nothing invented."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import ManualClock
from bot.domain import timeframe as tf
from bot.domain.frames import OHLCV
from bot.errors import ExchangeError, StorageError
from bot.exchange.replay import ReplayMarket
from bot.ports import MarketData
from tests.fakes.market import some_candles

START = datetime(2026, 11, 2, tzinfo=UTC)  # a Monday
PAIR = "BTC/USDT"


def walk(timeframe: str, count: int, start: datetime = START, seed: int = 3) -> pd.DataFrame:
    """Candles with two decimals in the prices and three in the volumes."""
    dice = np.random.default_rng(seed)
    closes = np.round(100 + np.cumsum(dice.normal(0, 0.5, count)), 2)
    candles = some_candles(start, timeframe, closes.tolist())
    candles["high"] = np.round(candles["high"] + dice.uniform(0, 0.3, count), 2)
    candles["low"] = np.round(candles["low"] - dice.uniform(0, 0.3, count), 2)
    candles["volume"] = np.round(dice.uniform(0, 50, count), 3)
    return candles


def a_replay(files: Mapping[tuple[str, str], pd.DataFrame], now: datetime = START) -> tuple[ReplayMarket, ManualClock]:
    clock = ManualClock(now)
    stored: dict[str, list[str]] = {}
    for pair, timeframe in files:
        stored.setdefault(pair, []).append(timeframe)
    return ReplayMarket(lambda pair, timeframe: files[pair, timeframe], stored, clock), clock


def one_candle(opens: float, high: float, low: float, close: float) -> pd.DataFrame:
    candles = some_candles(START, "5m", [opens, close]).iloc[:1]
    return candles.assign(open=opens, high=high, low=low, close=close)


def test_it_is_a_source_of_market_data():
    source: MarketData = a_replay({(PAIR, "5m"): walk("5m", 10)})[0]
    assert (source.name, source.candle_limit) == ("replay", 1000)


def test_candles_appear_once_they_have_closed():
    market, clock = a_replay({(PAIR, "5m"): walk("5m", 10)})
    assert market.candles(PAIR, "5m", None, 10).empty
    clock.advance(minutes=5, milliseconds=-1)
    assert market.candles(PAIR, "5m", None, 10).empty
    clock.advance(milliseconds=1)
    assert list(market.candles(PAIR, "5m", None, 10)["date"]) == [START]
    clock.advance(hours=5)
    assert len(market.candles(PAIR, "5m", None, 100)) == 10


def test_candles_are_those_of_the_file():
    stored = walk("5m", 30)
    market, _ = a_replay({(PAIR, "5m"): stored}, START + timedelta(hours=2))
    seen = market.candles(PAIR, "5m", None, 1000)
    assert tuple(seen.columns) == OHLCV
    pd.testing.assert_frame_equal(seen, stored.iloc[:24])


def test_since_and_limit_choose_the_window():
    market, _ = a_replay({(PAIR, "5m"): walk("5m", 100)}, START + timedelta(hours=5))
    part = market.candles(PAIR, "5m", START + timedelta(minutes=52), 3)
    assert list(part["date"].dt.minute) == [55, 0, 5]
    assert market.candles(PAIR, "5m", START + timedelta(days=1), 3).empty
    assert market.candles(PAIR, "5m", None, 0).empty


def test_changing_a_frame_does_not_change_the_market():
    market, _ = a_replay({(PAIR, "5m"): walk("5m", 10)}, START + timedelta(hours=5))
    kept, spoilt = (market.candles(PAIR, "5m", None, 10) for _ in range(2))
    spoilt.loc[:, "close"] = 0.0
    pd.testing.assert_frame_equal(market.candles(PAIR, "5m", None, 10), kept)


def test_timeframes_are_those_stored_and_their_multiples():
    market, _ = a_replay({(PAIR, "10m"): walk("10m", 5), (PAIR, "1h"): walk("1h", 5)})
    assert market.timeframes() == ["10m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d", "3d", "1w"]


@pytest.mark.parametrize("timeframe", ["15m", "1h", "4h", "1d", "1w"])
def test_missing_timeframes_are_aggregates(timeframe):
    stored = walk("5m", 288 * 15)
    market, _ = a_replay({(PAIR, "5m"): stored}, START + timedelta(days=30))
    made = market.candles(PAIR, timeframe, None, 1000)
    assert not made.empty
    for candle in made.tail(3).to_dict("records"):
        inside = stored[(stored["date"] >= candle["date"]) & (stored["date"] < candle["date"] + tf.span(timeframe))]
        assert len(inside) == tf.seconds(timeframe) // 300
        assert (candle["open"], candle["close"]) == (inside["open"].iloc[0], inside["close"].iloc[-1])
        assert (candle["high"], candle["low"]) == (inside["high"].max(), inside["low"].min())
        assert candle["volume"] == pytest.approx(inside["volume"].sum())


def test_aggregates_that_the_data_cover_only_in_part_are_left_out():
    stored = walk("5m", 30, START + timedelta(minutes=35))
    market, _ = a_replay({(PAIR, "5m"): stored}, START + timedelta(days=1))
    assert list(market.candles(PAIR, "1h", None, 10)["date"].dt.hour) == [1, 2]
    with pytest.raises(ExchangeError, match=r"no 1d candles of BTC/USDT"):
        market.candles(PAIR, "1d", None, 10)


def test_an_aggregate_appears_only_when_its_last_part_has_closed():
    market, clock = a_replay({(PAIR, "5m"): walk("5m", 30)}, START + timedelta(minutes=59, seconds=59))
    assert market.candles(PAIR, "1h", None, 10).empty
    clock.advance(seconds=1)
    assert len(market.candles(PAIR, "1h", None, 10)) == 1


def test_a_calendar_month_is_shown_when_it_is_over():
    months = some_candles(START, "1d", [1.0, 2.0, 3.0])
    months["date"] = pd.to_datetime(["2026-07-01", "2026-08-01", "2026-09-01"], utc=True).as_unit("ms")
    market, clock = a_replay({(PAIR, "1M"): months}, datetime(2026, 7, 31, 12, tzinfo=UTC))
    assert market.candles(PAIR, "1M", None, 10).empty
    clock.advance(hours=12)
    assert len(market.candles(PAIR, "1M", None, 10)) == 1
    assert market.timeframes() == ["1M"]


@pytest.mark.parametrize(
    ("candle", "way"),
    [((100.0, 103.0, 97.0, 102.0), [100, 97, 103, 102]), ((100.0, 103.0, 97.0, 99.0), [100, 103, 97, 99])],
)
def test_the_price_goes_through_the_candle_in_progress(candle, way):
    market, clock = a_replay({(PAIR, "5m"): one_candle(*candle)})
    seen = []
    for _ in range(4):
        seen.append(market.tickers([PAIR])[PAIR].last)
        clock.advance(seconds=100)
    assert seen == way


def test_the_price_moves_in_the_shortest_timeframe():
    minutes = walk("1m", 60)
    hours = some_candles(START, "1h", [500.0])
    market, _ = a_replay({(PAIR, "1h"): hours, (PAIR, "1m"): minutes}, START + timedelta(minutes=7))
    assert market.tickers()[PAIR].last == minutes["open"].iloc[7]


def test_the_price_stands_still_before_the_first_and_after_the_last_candle(caplog):
    market, clock = a_replay({(PAIR, "5m"): walk("5m", 10, seed=4)}, START - timedelta(days=1))
    stored = walk("5m", 10, seed=4)
    assert market.tickers()[PAIR].last == stored["open"].iloc[0]
    assert market.order_book(PAIR).bids
    clock.advance(days=3)
    with caplog.at_level(logging.WARNING):
        assert market.tickers()[PAIR].last == stored["close"].iloc[-1]
        market.order_book(PAIR)
    assert len(caplog.records) == 1
    assert "The replay is over: the candles end at 2026-11-02 00:50" in caplog.text


def test_the_price_stands_still_in_a_gap():
    stored = walk("5m", 10).drop(index=[3, 4])
    market, _ = a_replay({(PAIR, "5m"): stored}, START + timedelta(minutes=20))
    assert market.tickers()[PAIR].last == stored["close"].iloc[2]


def test_a_ticker_tells_the_last_day():
    stored = walk("1h", 60)
    market, _ = a_replay({(PAIR, "1h"): stored}, START + timedelta(hours=48))
    day, ticker = stored.iloc[24:48], market.tickers([PAIR])[PAIR]
    assert ticker.quote_volume == pytest.approx((day["close"] * day["volume"]).sum(), abs=0.01)
    assert ticker.percentage == pytest.approx((ticker.last / day["open"].iloc[0] - 1) * 100, abs=1e-3)


def test_the_book_lies_around_the_price():
    market, _ = a_replay({(PAIR, "5m"): walk("5m", 50)}, START + timedelta(minutes=123))
    book, ticker = market.order_book(PAIR, 20), market.tickers([PAIR])[PAIR]
    assert (book.bids[0].price, book.asks[0].price) == (ticker.bid, ticker.ask)
    assert ticker.bid <= ticker.last <= ticker.ask
    assert len(book.bids) == len(book.asks) == 20
    assert book == market.order_book(PAIR, 20)


def test_markets_get_their_precision_from_the_numbers():
    doge = walk("5m", 20)
    doge[["open", "high", "low", "close"]] /= 1000
    doge["volume"] = np.arange(20) * 100.0
    files = {(PAIR, "5m"): walk("5m", 20), ("DOGE/USDT", "5m"): doge, ("ODD/EUR", "5m"): walk("5m", 20)}
    files["ODD/EUR", "5m"]["volume"] /= 7
    markets = a_replay(files)[0].markets()
    assert list(markets) == [PAIR, "DOGE/USDT", "ODD/EUR"]
    assert (markets[PAIR].base, markets[PAIR].quote, markets[PAIR].listed_at) == ("BTC", "USDT", START)
    assert (markets[PAIR].price_precision, markets[PAIR].amount_precision) == (0.01, 0.001)
    assert (markets["DOGE/USDT"].price_precision, markets["DOGE/USDT"].amount_precision) == (0.00001, 1.0)
    assert markets["ODD/EUR"].amount_precision == 0.001


def test_round_numbers_do_not_make_a_coarse_market():
    candles = some_candles(START, "5m", [60_000.0, 61_000.0], volume=3.0)
    market = a_replay({(PAIR, "5m"): candles})[0].markets()[PAIR]
    assert (market.price_precision, market.amount_precision) == (1.0, 0.00001)


def test_the_span_reaches_from_the_first_to_the_last_candle():
    files = {(PAIR, "5m"): walk("5m", 12), ("ETH/USDT", "1h"): walk("1h", 5)}
    assert a_replay(files)[0].span() == (START, START + timedelta(hours=5))
    with pytest.raises(ExchangeError, match="no candles to replay"):
        a_replay({})[0].span()


def test_what_is_not_there_is_named():
    market, _ = a_replay({(PAIR, "1h"): walk("1h", 5)})
    assert list(market.tickers([PAIR, "NO/SUCH"])) == [PAIR]
    with pytest.raises(ExchangeError, match="replay has no market NO/SUCH"):
        market.order_book("NO/SUCH")
    with pytest.raises(ExchangeError, match="no 5m candles of BTC/USDT"):
        market.candles(PAIR, "5m", None, 10)
    with pytest.raises(ExchangeError, match="no 7h candles of BTC/USDT"):
        market.candles(PAIR, "7h", None, 10)


def test_a_pair_with_an_empty_file_is_left_out(caplog):
    market, _ = a_replay({(PAIR, "1h"): walk("1h", 5), ("ETH/USDT", "1h"): walk("1h", 5).iloc[:0]})
    with caplog.at_level(logging.WARNING):
        assert list(market.markets()) == list(market.tickers()) == [PAIR]
    assert "ETH/USDT is left out of the replay: its 1h candles are empty." in caplog.text
    with pytest.raises(ExchangeError, match="no 1h candles of ETH/USDT"):
        market.candles("ETH/USDT", "1h", None, 10)


def test_a_file_that_can_t_be_read_is_named():
    def load(pair: str, timeframe: str) -> pd.DataFrame:
        raise StorageError(f"The candle file {pair}-{timeframe} can't be read: torn.")

    market = ReplayMarket(load, {PAIR: ["5m"]}, ManualClock(START))
    with pytest.raises(ExchangeError, match="BTC/USDT can't be replayed: The candle file BTC/USDT-5m can't be read"):
        market.order_book(PAIR)


@given(steps=st.lists(st.integers(1, 7200), min_size=1, max_size=6), timeframe=st.sampled_from(["5m", "15m", "1h"]))
@settings(max_examples=30)
def test_nothing_is_shown_before_it_happened(steps, timeframe):
    market, clock = a_replay({(PAIR, "5m"): walk("5m", 200)})
    before = market.candles(PAIR, timeframe, None, 1000)
    for step in steps:
        clock.advance(seconds=step)
        after = market.candles(PAIR, timeframe, None, 1000)
        assert (after["date"] + tf.span(timeframe) <= clock.now()).all()
        pd.testing.assert_frame_equal(after.iloc[: len(before)], before)
        before = after
