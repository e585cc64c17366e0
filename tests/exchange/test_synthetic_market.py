"""The simulated exchange: the same everywhere, consistent with itself, blind to the future."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import ManualClock
from bot.domain import timeframe as tf
from bot.domain.amounts import exact, to_step
from bot.domain.enums import PrecisionMode
from bot.domain.frames import OHLCV
from bot.errors import ExchangeError
from bot.exchange.synthetic import SyntheticMarket
from bot.ports import MarketData

NOW = datetime(2026, 11, 23, 7, 33, 20, tzinfo=UTC)
ALL_TIMEFRAMES = ("1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d", "3d", "1w")
moments = st.datetimes(datetime(2026, 10, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
some_pair = st.sampled_from(["BTC/USDT", "SHIB/USDT", "ETH/BTC", "VET/USDT", "MKR/USDT"])


def a_market_at(moment: datetime = NOW, pairs: int = 40, seed: int = 1) -> SyntheticMarket:
    return SyntheticMarket(seed, pairs, ManualClock(moment))


@pytest.fixture(scope="module")
def market() -> SyntheticMarket:
    return a_market_at(pairs=100)


def is_on_grid(numbers: pd.Series, step: float | None) -> bool:
    return all(to_step(number, step, PrecisionMode.TICK_SIZE, "ROUND_DOWN") == exact(number) for number in numbers)


def test_it_is_a_source_of_market_data(market):
    source: MarketData = market
    assert source.name == "simulated"
    assert tuple(source.timeframes()) == ALL_TIMEFRAMES
    assert source.candle_limit == 1000


@pytest.mark.parametrize("pairs", [1, 100, 250])
def test_it_lists_as_many_active_usdt_pairs_as_asked_for(pairs):
    markets = a_market_at(pairs=pairs).markets()
    assert sum(entry.active and entry.quote == "USDT" for entry in markets.values()) == pairs
    assert all(symbol == f"{entry.base}/{entry.quote}" == entry.symbol for symbol, entry in markets.items())


def test_some_markets_are_closed_or_have_another_quote(market):
    markets = market.markets().values()
    assert any(not entry.active for entry in markets)
    assert {"BTC", "EUR"} <= {entry.quote for entry in markets}


@pytest.mark.parametrize("pairs", [0, -1, 5001])
def test_an_impossible_number_of_pairs_is_refused(pairs):
    with pytest.raises(ValueError, match="1 to 5000"):
        a_market_at(pairs=pairs)


def test_every_market_has_limits_that_a_small_order_can_meet(market):
    for entry in market.markets().values():
        assert 0 < entry.min_amount < entry.max_amount
        assert 0 < entry.min_cost < entry.max_cost
        assert 0 < entry.price_precision < 1
        assert 0 < entry.amount_precision <= 1
        assert 0 < entry.taker_fee < 0.01


def test_candles_have_the_columns_of_the_port(market):
    candles = market.candles("BTC/USDT", "5m", None, 10)
    assert tuple(candles.columns) == OHLCV
    assert str(candles["date"].dtype) == "datetime64[ms, UTC]"
    assert len(candles) == 10


def test_two_objects_with_one_seed_agree_and_other_seeds_differ():
    one, same, other = (a_market_at(seed=seed) for seed in (7, 7, 8))
    window = one.candles("ETH/USDT", "15m", None, 200)
    pd.testing.assert_frame_equal(window, same.candles("ETH/USDT", "15m", None, 200))
    assert not window.equals(other.candles("ETH/USDT", "15m", None, 200))
    assert one.tickers() == same.tickers()
    assert one.order_book("ETH/USDT") == same.order_book("ETH/USDT")


def test_a_pair_does_not_depend_on_how_many_others_there_are():
    few, many = a_market_at(pairs=3), a_market_at(pairs=150)
    assert few.tickers(["BTC/USDT"]) == many.tickers(["BTC/USDT"])


@given(pair=some_pair, moment=moments, start=st.integers(0, 3000), size=st.integers(1, 400))
@settings(max_examples=25)
def test_a_candle_is_the_same_in_every_window(pair, moment, start, size):
    market = a_market_at(moment)
    since = tf.floor(moment, "1m") - timedelta(minutes=start + size)
    whole = market.candles(pair, "1m", tf.floor(moment, "1m") - timedelta(minutes=1000), 1000)
    part = market.candles(pair, "1m", since, size)
    shared = whole.merge(part, on="date", suffixes=("", "_again"))
    assert (shared["open"] == shared["open_again"]).all()
    assert (shared["volume"] == shared["volume_again"]).all()


@given(pair=some_pair, timeframe=st.sampled_from(ALL_TIMEFRAMES[1:12]), moment=moments)
@settings(max_examples=40)
def test_longer_candles_are_aggregates_of_the_minutes_in_them(pair, timeframe, moment):
    market = a_market_at(moment)
    candle = market.candles(pair, timeframe, None, 1).iloc[0]
    length = tf.minutes(timeframe)
    parts = [
        market.candles(pair, "1m", candle["date"].to_pydatetime() + timedelta(minutes=start), min(1000, length - start))
        for start in range(0, length, 1000)
    ]
    minutes = pd.concat(parts)
    assert len(minutes) == length
    assert candle["open"] == minutes["open"].iloc[0]
    assert candle["high"] == minutes["high"].max()
    assert candle["low"] == minutes["low"].min()
    assert candle["close"] == minutes["close"].iloc[-1]
    assert candle["volume"] == pytest.approx(minutes["volume"].sum())


@pytest.mark.parametrize("timeframe", ["3d", "1w"])
def test_candles_longer_than_a_day_are_aggregates_of_the_days_in_them(market, timeframe):
    days = tf.minutes(timeframe) // 1440
    for candle in market.candles("SOL/USDT", timeframe, None, 5).to_dict("records"):
        inner = market.candles("SOL/USDT", "1d", candle["date"].to_pydatetime(), days)
        assert candle["date"].to_pydatetime() == tf.floor(candle["date"].to_pydatetime(), timeframe)
        assert (candle["open"], candle["close"]) == (inner["open"].iloc[0], inner["close"].iloc[-1])
        assert (candle["high"], candle["low"]) == (inner["high"].max(), inner["low"].min())


def test_weeks_begin_on_mondays(market):
    assert set(market.candles("SOL/USDT", "1w", None, 20)["date"].dt.day_of_week) == {0}


@pytest.mark.parametrize("timeframe", ALL_TIMEFRAMES)
def test_only_closed_candles_are_shown_up_to_the_newest(market, timeframe):
    candles = market.candles("BTC/USDT", timeframe, None, 3)
    newest = candles["date"].iloc[-1].to_pydatetime()
    assert newest + tf.span(timeframe) <= NOW < newest + 2 * tf.span(timeframe)


def test_a_candle_appears_at_the_moment_it_closes():
    clock = ManualClock(datetime(2026, 11, 23, 7, 34, 59, 999_000, tzinfo=UTC))
    market = SyntheticMarket(1, 5, clock)
    assert market.candles("BTC/USDT", "5m", None, 1)["date"].iloc[0].minute == 25
    clock.advance(milliseconds=1)
    assert market.candles("BTC/USDT", "5m", None, 1)["date"].iloc[0].minute == 30


@given(pair=some_pair, moment=moments, steps=st.lists(st.integers(1, 4000), min_size=1, max_size=5))
@settings(max_examples=25)
def test_nothing_that_was_shown_changes_when_the_clock_moves_on(pair, moment, steps):
    clock = ManualClock(moment)
    market = SyntheticMarket(1, 40, clock)
    before = market.candles(pair, "3m", None, 300)
    for step in steps:
        clock.advance(seconds=step)
        market.tickers([pair])
        after = market.candles(pair, "3m", before["date"].iloc[0].to_pydatetime(), 300)
        pd.testing.assert_frame_equal(after, before)


def test_since_and_limit_choose_the_window(market):
    since = NOW - timedelta(hours=10)
    candles = market.candles("BTC/USDT", "5m", since, 7)
    assert len(candles) == 7
    assert candles["date"].iloc[0].to_pydatetime() == datetime(2026, 11, 22, 21, 35, tzinfo=UTC)
    assert len(market.candles("BTC/USDT", "5m", NOW - timedelta(minutes=21), 500)) == 3
    assert market.candles("BTC/USDT", "5m", NOW + timedelta(days=1), 500).empty
    assert market.candles("BTC/USDT", "5m", None, 0).empty
    assert len(market.candles("BTC/USDT", "5m", None, 5000)) == 1000


def test_changing_a_frame_does_not_change_the_market(market):
    kept = market.candles("BTC/USDT", "1h", None, 24)
    spoilt = market.candles("BTC/USDT", "1h", None, 24)
    spoilt.loc[:, "close"] = 0.0
    pd.testing.assert_frame_equal(market.candles("BTC/USDT", "1h", None, 24), kept)


def test_candles_begin_with_the_listing_of_the_pair():
    entry = a_market_at().markets()["FLOW/USDT"]
    assert entry.listed_at is not None
    market = a_market_at(entry.listed_at + timedelta(days=10, hours=1))
    assert len(market.candles("FLOW/USDT", "1d", None, 1000)) == 10
    assert market.candles("FLOW/USDT", "1d", datetime(2017, 1, 1, tzinfo=UTC), 1000)["date"].iloc[0] == entry.listed_at
    assert a_market_at(entry.listed_at - timedelta(days=1)).candles("FLOW/USDT", "5m", None, 10).empty


def test_prices_meet_and_stay_within_the_candle(market):
    for pair in ("BTC/USDT", "SHIB/USDT", "ETH/BTC"):
        candles = market.candles(pair, "1m", None, 1000)
        assert (candles["open"].to_numpy()[1:] == candles["close"].to_numpy()[:-1]).all()
        assert (candles["high"] >= candles[["open", "close"]].max(axis=1)).all()
        assert (candles["low"] <= candles[["open", "close"]].min(axis=1)).all()
        assert (candles["low"] > 0).all()
        assert (candles["volume"] >= 0).all()


def test_every_price_and_amount_is_on_the_market_s_grid(market):
    for pair, entry in list(market.markets().items())[::9]:
        candles = market.candles(pair, "1m", None, 30)
        assert is_on_grid(candles[["open", "high", "low", "close"]].stack(), entry.price_precision)
        assert is_on_grid(candles["volume"], entry.amount_precision)
        book = market.order_book(pair, 30)
        assert is_on_grid(pd.Series([level.price for level in [*book.bids, *book.asks]]), entry.price_precision)
        assert is_on_grid(pd.Series([level.amount for level in [*book.bids, *book.asks]]), entry.amount_precision)


@given(pair=some_pair, moment=moments, passed_s=st.integers(0, 59))
@settings(max_examples=40)
def test_the_last_price_lies_on_the_way_of_the_minute_in_progress(pair, moment, passed_s):
    opened_at = tf.floor(moment, "1m")
    clock = ManualClock(opened_at + timedelta(seconds=passed_s))
    market = SyntheticMarket(1, 40, clock)
    ticker, book = market.tickers([pair])[pair], market.order_book(pair)
    clock.set(opened_at + timedelta(minutes=1))
    candle = market.candles(pair, "1m", None, 1).iloc[0]
    assert candle["low"] <= ticker.last <= candle["high"]
    assert (ticker.bid, ticker.ask) == (book.bids[0].price, book.asks[0].price)
    assert ticker.bid <= ticker.last <= ticker.ask
    assert passed_s or ticker.last == candle["open"]


def test_the_way_through_a_minute_touches_its_high_and_low():
    clock = ManualClock(datetime(2026, 11, 23, 7, 33, tzinfo=UTC))
    market = SyntheticMarket(1, 5, clock)
    seen = []
    for _ in range(60):
        seen.append(market.tickers(["BTC/USDT"])["BTC/USDT"].last)
        clock.advance(seconds=1)
    candle = market.candles("BTC/USDT", "1m", None, 1).iloc[0]
    assert (max(seen), min(seen)) == (candle["high"], candle["low"])


def test_tickers_without_a_choice_are_those_of_all_active_pairs(market):
    active = {pair for pair, entry in market.markets().items() if entry.active}
    assert set(market.tickers()) == active
    assert set(market.tickers(["BTC/USDT", "FTT/USDT", "NO/SUCH"])) == {"BTC/USDT"}


def test_a_ticker_tells_the_last_day(market):
    ticker = market.tickers(["BTC/USDT"])["BTC/USDT"]
    hours = market.candles("BTC/USDT", "1h", None, 24)
    assert ticker.quote_volume == pytest.approx((hours["close"] * hours["volume"]).sum())
    assert ticker.percentage == pytest.approx((ticker.last / hours["open"].iloc[0] - 1) * 100, abs=1e-3)


def test_larger_pairs_trade_more(market):
    tickers = market.tickers()
    assert (
        tickers["BTC/USDT"].quote_volume > 10 * tickers["WAVES/USDT"].quote_volume if "WAVES/USDT" in tickers else True
    )
    assert tickers["BTC/USDT"].quote_volume > 10 * tickers["ZIL/USDT"].quote_volume > 1e6


@given(pair=some_pair, moment=moments, depth=st.integers(1, 1000))
@settings(max_examples=30)
def test_an_order_book_is_sorted_tight_and_has_its_levels(pair, moment, depth):
    market = a_market_at(moment)
    book, entry = market.order_book(pair, depth), market.markets()[pair]
    bids, asks = ([level.price for level in side] for side in (book.bids, book.asks))
    assert bids == sorted(set(bids), reverse=True)
    assert asks == sorted(set(asks))
    assert len(asks) == depth
    assert len(bids) >= min(depth, 100)
    spread = Decimal(repr(asks[0])) - Decimal(repr(bids[0]))
    assert 1 <= spread / exact(entry.price_precision or 1) <= 3
    assert all(level.amount > 0 for level in [*book.bids, *book.asks])


def test_a_shallow_book_is_the_top_of_a_deep_one(market):
    shallow, deep = market.order_book("ETH/USDT", 5), market.order_book("ETH/USDT", 50)
    assert shallow.bids == deep.bids[:5]
    assert shallow.asks == deep.asks[:5]


def test_a_book_can_take_an_ordinary_stake(market):
    for pair in market.tickers():
        levels = market.order_book(pair, 20).asks
        worth = sum(level.price * level.amount for level in levels)
        assert worth > 5000 / (68_000 if pair.endswith("/BTC") else 1)


def test_five_minutes_move_as_much_as_on_real_markets(market):
    moves = []
    for pair in list(market.markets())[:40]:
        candles = market.candles(pair, "5m", None, 500)
        moves.extend((candles["close"] / candles["open"] - 1).abs() * 100)
    quarter, middle, most = np.percentile(moves, [25, 50, 90])
    assert 0.05 < quarter < middle < 0.6
    assert middle > 0.1
    assert most < 1.2


def test_prices_stay_of_their_size_for_years(market):
    closes = market.candles("BTC/USDT", "1w", None, 1000)["close"]
    assert len(closes) > 300
    assert closes.between(68_000 / 5, 68_000 * 5).all()


def test_an_unknown_pair_or_timeframe_is_named(market):
    with pytest.raises(ExchangeError, match="simulated has no market NO/SUCH"):
        market.order_book("NO/SUCH")
    with pytest.raises(ExchangeError, match="no market NO/SUCH"):
        market.candles("NO/SUCH", "5m", None, 10)
    with pytest.raises(ExchangeError, match=r"no candles of 7m here \(there are 1m, "):
        market.candles("BTC/USDT", "7m", None, 10)
