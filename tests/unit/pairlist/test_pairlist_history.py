"""Pairs by age, range and volatility."""

from __future__ import annotations

import math
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.errors import ConfigError
from bot.pairlist.history import volatility, width
from bot.pairlist.lookback import History
from tests.builders import T0
from tests.unit.pairlist.chains import STATIC, a_market_of, chain_of, set_days, times_asked

AGE = {"method": "AgeFilter", "min_days_listed": 3}
RANGE = {"method": "RangeStabilityFilter", "lookback_days": 3, "min_rate_of_change": 0.1}
VOLATILITY = {"method": "VolatilityFilter", "lookback_days": 2}


def closes_only(*closes: float) -> History:
    return History(high=list(closes), low=list(closes), close=list(closes), volume=[1.0] * len(closes))


def test_young_pairs_are_left_out() -> None:
    market = a_market_of("BTC/USDT", "NEW/USDT", "NONE/USDT")
    set_days(market, "BTC/USDT", [1.0] * 3)
    set_days(market, "NEW/USDT", [1.0] * 2)
    assert chain_of(STATIC, AGE, market=market).refresh() == ("BTC/USDT",)


def test_old_pairs_may_be_left_out() -> None:
    market = a_market_of("BTC/USDT", "MID/USDT", "NEW/USDT")
    for pair, days in (("BTC/USDT", 30), ("MID/USDT", 5), ("NEW/USDT", 2)):
        set_days(market, pair, [1.0] * days)
    assert chain_of(STATIC, {**AGE, "max_days_listed": 5}, market=market).refresh() == ("MID/USDT",)


def test_a_pair_that_is_old_enough_is_asked_about_once() -> None:
    market, clock = a_market_of("BTC/USDT", "NEW/USDT"), ManualClock(T0)
    set_days(market, "BTC/USDT", [1.0] * 3)
    set_days(market, "NEW/USDT", [1.0] * 2)
    chain = chain_of(STATIC, AGE, market=market, clock=clock)
    chain.refresh()
    chain.refresh()
    assert times_asked(market, "candles") == 2
    clock.advance(days=1)
    set_days(market, "NEW/USDT", [1.0] * 3)
    assert chain.refresh() == ("BTC/USDT", "NEW/USDT")
    assert times_asked(market, "candles") == 3


def test_ranges_within_bounds() -> None:
    market = a_market_of("FLAT/USDT", "CALM/USDT", "WILD/USDT", "NONE/USDT")
    set_days(market, "FLAT/USDT", [500, 100, 101, 102])
    set_days(market, "CALM/USDT", [100, 100, 120])
    set_days(market, "WILD/USDT", [100, 300, 200])
    assert chain_of(STATIC, RANGE, market=market).refresh() == ("FLAT/USDT", "CALM/USDT", "WILD/USDT")
    set_days(market, "FLAT/USDT", [100, 100, 100, 102])
    assert chain_of(STATIC, RANGE, market=market).refresh() == ("CALM/USDT", "WILD/USDT")
    assert chain_of(STATIC, {**RANGE, "max_rate_of_change": 0.2}, market=market).refresh() == ("CALM/USDT",)


def test_pairs_may_be_ordered_by_their_range() -> None:
    market = a_market_of("CALM/USDT", "WILD/USDT")
    set_days(market, "CALM/USDT", [100, 100, 120])
    set_days(market, "WILD/USDT", [100, 300, 200])
    assert chain_of(STATIC, {**RANGE, "sort_direction": "desc"}, market=market).refresh()[0] == "WILD/USDT"
    assert chain_of(STATIC, {**RANGE, "sort_direction": "asc"}, market=market).refresh()[0] == "CALM/USDT"


def test_a_range_is_kept_for_the_period() -> None:
    market, clock = a_market_of("BTC/USDT"), ManualClock(T0)
    set_days(market, "BTC/USDT", [100, 100, 120])
    chain = chain_of(STATIC, {**RANGE, "refresh_period": 600}, market=market, clock=clock)
    assert chain.refresh() == ("BTC/USDT",)
    set_days(market, "BTC/USDT", [100, 100, 100])
    clock.advance(seconds=599)
    assert chain.refresh() == ("BTC/USDT",)
    clock.advance(seconds=1)
    assert chain.refresh() == ()


def test_volatility_is_the_scaled_deviation_of_the_log_returns() -> None:
    up, down = math.log(110 / 100), math.log(99 / 110)
    mean = (up + down) / 2
    deviation = math.sqrt((up - mean) ** 2 + (down - mean) ** 2)
    assert volatility(closes_only(5, 100, 110, 99), 2) == pytest.approx(deviation * math.sqrt(2))
    assert volatility(closes_only(100, 110), 2) is None
    assert volatility(closes_only(100, 0, 99), 2) is None


def test_a_range_needs_prices() -> None:
    assert width(closes_only()) is None
    assert width(closes_only(0, 1)) is None
    assert width(closes_only(2, 3)) == 0.5


def test_volatilities_within_bounds() -> None:
    market = a_market_of("CALM/USDT", "WILD/USDT", "NEW/USDT")
    set_days(market, "CALM/USDT", [100, 101, 100])
    set_days(market, "WILD/USDT", [100, 150, 90])
    set_days(market, "NEW/USDT", [100, 150])
    assert chain_of(STATIC, VOLATILITY, market=market).refresh() == ("CALM/USDT", "WILD/USDT")
    assert chain_of(STATIC, {**VOLATILITY, "min_volatility": 0.1}, market=market).refresh() == ("WILD/USDT",)
    assert chain_of(STATIC, {**VOLATILITY, "max_volatility": 0.1}, market=market).refresh() == ("CALM/USDT",)


def test_a_look_at_the_history_tells_what_it_does() -> None:
    market = a_market_of("BTC/USDT")
    age = {**AGE, "max_days_listed": 9}
    chain = chain_of(STATIC, age, {**RANGE, "max_rate_of_change": 0.5}, VOLATILITY, market=market)
    assert [text for one in chain.describe()[1:] for text in one.values()] == [
        "AgeFilter - pairs that are listed for at least 3 and at most 9 days.",
        "RangeStabilityFilter - pairs with a price range of at least 10.00% and at most 50.00% over 3 days.",
        "VolatilityFilter - pairs with a volatility of at least 0.00% over 2 days.",
    ]


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ({**AGE, "min_days_listed": 0}, "min_days_listed is 0; allowed: a whole number of at least 1"),
        ({**AGE, "min_days_listed": 5000}, "min_days_listed is 5000; allowed: at most 999"),
        ({**AGE, "max_days_listed": 2}, "max_days_listed is 2; allowed: at least min_days_listed (3), or null"),
        ({**VOLATILITY, "lookback_days": 1}, "lookback_days is 1; allowed: at least 2"),
        ({**RANGE, "sort_direction": "up"}, "sort_direction is 'up'; allowed: null or asc or desc"),
        ({**RANGE, "min_rate_of_change": "x"}, "min_rate_of_change is 'x'; allowed: a number of at least 0"),
    ],
)
def test_what_no_look_at_the_history_can_be_made_of_is_named(method: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        chain_of(STATIC, method, market=a_market_of("BTC/USDT"))
    assert words in str(refusal.value)
