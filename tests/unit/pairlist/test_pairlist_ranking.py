"""Pairs by volume and by change of the price."""

from __future__ import annotations

from typing import Any

import pytest

from bot.clock import ManualClock
from bot.errors import ConfigError, TemporaryError
from tests.builders import T0, a_market
from tests.fakes.market import FakeMarket
from tests.unit.pairlist.chains import STATIC, a_market_of, chain_of, set_days, set_figures, times_asked

VOLUME = {"method": "VolumePairList", "number_assets": 2}
CHANGE = {"method": "PercentChangePairList", "number_assets": 2}
PAIRS = ("BTC/USDT", "ETH/USDT", "XRP/USDT", "DOGE/USDT")


@pytest.fixture
def market() -> FakeMarket:
    made = a_market_of(*PAIRS)
    for pair, volume, change in zip(PAIRS, (100, 400, 300, 200), (1, -3, 9, 4), strict=True):
        set_figures(made, pair, volume=volume, change=change)
    return made


def test_the_most_traded_pairs_come_first(market: FakeMarket) -> None:
    assert chain_of(VOLUME, market=market).refresh() == ("ETH/USDT", "XRP/USDT")


def test_volumes_lie_strictly_between_the_bounds(market: FakeMarket) -> None:
    bounds = {**VOLUME, "number_assets": 9, "min_value": 100, "max_value": 400}
    assert chain_of(bounds, market=market).refresh() == ("XRP/USDT", "DOGE/USDT")


def test_only_pairs_that_can_be_traded_compete(market: FakeMarket) -> None:
    market.add(a_market("FTT/USDT", active=False))
    market.add(a_market("ETH/BTC"))
    market.add(a_market("NEW/USDT"))
    set_figures(market, "NEW/USDT", volume=None)
    assert set(chain_of({**VOLUME, "number_assets": 9}, market=market).refresh()) == set(PAIRS)


def test_a_list_is_kept_until_its_period_is_over(market: FakeMarket) -> None:
    clock = ManualClock(T0)
    chain = chain_of(VOLUME, market=market, clock=clock)
    first = chain.refresh()
    set_figures(market, "BTC/USDT", volume=1000)
    clock.advance(seconds=1799)
    assert chain.refresh() == first
    assert times_asked(market, "tickers") == 1
    clock.advance(seconds=1)
    assert chain.refresh() == ("BTC/USDT", "ETH/USDT")


def test_a_failure_keeps_the_last_list_and_is_tried_again(market: FakeMarket) -> None:
    clock = ManualClock(T0)
    chain = chain_of(VOLUME, market=market, clock=clock)
    first = chain.refresh()
    clock.advance(hours=1)
    market.fail = TemporaryError("Away.")
    with pytest.raises(TemporaryError):
        chain.refresh()
    assert chain.whitelist == first
    set_figures(market, "BTC/USDT", volume=1000)
    assert chain.refresh() == ("BTC/USDT", "ETH/USDT")


def test_later_in_the_chain_the_pairs_before_are_ranked(market: FakeMarket) -> None:
    offset = {"method": "OffsetFilter", "number_assets": 3}
    assert chain_of(STATIC, offset, VOLUME, market=market).refresh() == ("ETH/USDT", "XRP/USDT")


def test_volume_over_candles_counts_typical_prices(market: FakeMarket) -> None:
    set_days(market, "BTC/USDT", [10, 10, 10], volume=4)
    set_days(market, "ETH/USDT", [50, 1, 1], volume=10)
    set_days(market, "XRP/USDT", [100], volume=1)
    days = {**VOLUME, "lookback_days": 2, "refresh_period": 86400}
    # ETH: (50 + 1 + 1) / 3 * 10 + 1 * 10 = 183.3, XRP: 100, BTC: 80; the first day of ETH is too long ago
    assert chain_of(days, market=market).refresh() == ("ETH/USDT", "XRP/USDT")
    assert chain_of({**days, "min_value": 183.3, "max_value": 183.4}, market=market).refresh() == ("ETH/USDT",)
    assert chain_of({**days, "min_value": 183.4}, market=market).refresh() == ()


def test_candles_of_another_length_may_be_looked_at(market: FakeMarket) -> None:
    hours = {**CHANGE, "lookback_timeframe": "1h", "lookback_period": 3, "refresh_period": 3600}
    assert chain_of(hours, market=market).refresh() == ()
    assert ("candles", ("BTC/USDT", "1h")) in market.calls


def test_figures_of_given_pairs_are_kept_for_the_period(market: FakeMarket) -> None:
    clock = ManualClock(T0)
    days = {**VOLUME, "lookback_days": 1, "refresh_period": 86400}
    chain = chain_of(STATIC, days, market=market, clock=clock)
    chain.refresh()
    chain.refresh()
    assert times_asked(market, "candles") == len(PAIRS)
    clock.advance(days=1)
    chain.refresh()
    assert times_asked(market, "candles") == 2 * len(PAIRS)


def test_pairs_by_change_of_the_price(market: FakeMarket) -> None:
    assert chain_of(CHANGE, market=market).refresh() == ("XRP/USDT", "DOGE/USDT")
    assert chain_of({**CHANGE, "sort_direction": "asc"}, market=market).refresh() == ("ETH/USDT", "BTC/USDT")
    assert chain_of({**CHANGE, "min_value": -5, "max_value": 1}, market=market).refresh() == ("ETH/USDT",)


def test_change_over_candles_starts_at_the_close_before_them(market: FakeMarket) -> None:
    set_days(market, "BTC/USDT", [50, 100, 110, 120])
    set_days(market, "ETH/USDT", [100, 90, 130])
    set_days(market, "XRP/USDT", [7])
    days = {**CHANGE, "lookback_days": 2, "refresh_period": 86400}
    assert chain_of(days, market=market).refresh() == ("ETH/USDT", "BTC/USDT")
    assert chain_of({**days, "min_value": 19.9, "max_value": 20.1}, market=market).refresh() == ("BTC/USDT",)


def test_a_ranking_tells_what_it_does(market: FakeMarket) -> None:
    days = {**CHANGE, "sort_direction": "asc", "lookback_days": 3, "refresh_period": 86400}
    told = [text for one in chain_of(VOLUME, days, market=market).describe() for text in one.values()]
    assert told == [
        "VolumePairList - the 2 pairs with the greatest volume over the last day.",
        "PercentChangePairList - the 2 pairs with the smallest change of the price over the last 3 candles of 1d.",
    ]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"number_assets": None}, "pairlists[0].number_assets is None; allowed: a whole number of at least 1"),
        ({"number_assets": 0}, "number_assets is 0; allowed: a whole number of at least 1"),
        ({"number_assets": 1.5}, "number_assets is 1.5; allowed: a whole number"),
        ({"min_value": -1}, "min_value is -1; allowed: a number of at least 0"),
        ({"max_value": float("inf")}, "max_value is inf; allowed: a number of at least 0"),
        ({"sort_key": "bidVolume"}, "sort_key is 'bidVolume'; allowed: quoteVolume"),
        ({"refresh_period": None}, "refresh_period is None; allowed: a number of at least 0, it must be given"),
        ({"lookback_days": 2}, "refresh_period is 1800; allowed: at least 86400, one candle of 1d"),
        ({"lookback_days": 2, "lookback_period": 3}, "lookback_days is 2; allowed: 0 beside lookback_period"),
        ({"lookback_days": 2, "lookback_timeframe": "1h"}, "lookback_timeframe is '1h'; allowed: 1d beside"),
        ({"lookback_days": 1000, "refresh_period": 86400}, "lookback_days is 1000; allowed: at most 999"),
        ({"lookback_period": 2, "lookback_timeframe": "2h"}, "allowed: one of 1m, 5m, 15m, 1h, 4h, 1d"),
    ],
)
def test_what_a_ranking_cannot_be_made_of_is_named(market: FakeMarket, options: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        chain_of({**VOLUME, **options}, market=market)
    assert words in str(refusal.value)


def test_a_missing_number_of_pairs_is_named(market: FakeMarket) -> None:
    with pytest.raises(ConfigError, match=r"pairlists\[0\]\.number_assets is missing; allowed: a whole number"):
        chain_of({"method": "VolumePairList"}, market=market)
