"""Pairs by price, price step, spread and precision; and what a chain says and remembers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.domain.enums import PrecisionMode
from bot.errors import ConfigError
from bot.pairlist.chain import build_chain
from bot.pairlist.prices import is_fine_enough, step_ratio, step_worth
from bot.pairlist.view import BotView
from bot.settings.model import ExchangeSettings
from tests.builders import T0, a_market, some_settings
from tests.fakes.market import FakeMarket
from tests.unit.pairlist.chains import STATIC, a_market_of, chain_of, times_asked

PRECISION = {"method": "PrecisionFilter"}
SPREAD = {"method": "SpreadFilter"}


class AnsweringAnew(FakeMarket):
    """A market that makes a new mapping with each answer."""

    def markets(self) -> dict[str, Any]:
        return dict(super().markets())


def test_price_steps_are_those_of_the_precision_mode() -> None:
    ticks = a_market(price_precision=0.5, amount_precision=0.25)
    places = a_market(price_precision=2, amount_precision=1, precision_mode=PrecisionMode.DECIMAL_PLACES)
    assert (float(step_ratio(ticks, 50)), float(step_worth(ticks, 50))) == (0.01, 12.5)
    assert (float(step_ratio(places, 50)), float(step_worth(places, 50))) == (0.0002, 5.0)
    without = a_market(price_precision=None, amount_precision=None)
    assert step_ratio(without, 50) == step_worth(without, 50) == 0


def test_a_stop_needs_price_steps_that_are_fine_enough() -> None:
    assert is_fine_enough(a_market(price_precision=0.01), 100, -0.1)
    assert not is_fine_enough(a_market(price_precision=1), 20, -0.05)  # 19 and 18.81 both round up to 19
    assert is_fine_enough(a_market(price_precision=None), 20, -0.05)


def test_pairs_too_coarse_for_the_configured_stop_are_left_out() -> None:
    market = FakeMarket(a_market("BTC/USDT", price_precision=0.01), a_market("XRP/USDT", price_precision=0.1))
    market.set_price("XRP/USDT", 0.55)
    values = {"strategy_values": {"stoploss": -0.1}}
    assert chain_of(STATIC, PRECISION, market=market, **values).refresh() == ("BTC/USDT",)


def test_the_strategy_may_tell_the_stop_later() -> None:
    market = FakeMarket(a_market("XRP/USDT", price_precision=1))
    market.set_price("XRP/USDT", 20)
    stops = [-0.05]
    settings = some_settings(exchange=ExchangeSettings(pair_whitelist=(".*",)))
    chain = build_chain([STATIC, PRECISION], market, settings, ManualClock(T0), bot=BotView(stoploss=lambda: stops[-1]))
    stops.append(-0.045)  # 19.1 and 18.909 round up to 20 and 19
    assert chain.refresh() == ("XRP/USDT",)


def test_precision_without_a_stop_is_refused() -> None:
    with pytest.raises(ConfigError, match="PrecisionFilter needs stoploss in the config"):
        chain_of(STATIC, PRECISION, market=FakeMarket())


def test_tickers_are_shared_and_read_every_half_hour() -> None:
    market, clock = a_market_of("BTC/USDT", "XRP/USDT"), ManualClock(T0)
    chain = chain_of(STATIC, SPREAD, {"method": "PriceFilter", "max_price": 200}, market=market, clock=clock)
    assert chain.refresh() == ("BTC/USDT", "XRP/USDT")
    market.set_price("XRP/USDT", 500)
    clock.advance(minutes=29)
    assert chain.refresh() == ("BTC/USDT", "XRP/USDT")
    assert times_asked(market, "tickers") == 1
    clock.advance(minutes=1)
    assert chain.refresh() == ("BTC/USDT",)
    assert times_asked(market, "tickers") == 2


def test_pairs_left_out_are_told_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    market = a_market_of("BTC/USDT", "XRP/USDT")
    market.set_price("XRP/USDT", 100, spread=5)
    chain = chain_of(STATIC, SPREAD, market=market)
    chain.refresh()
    chain.refresh()
    lines = [line for line in caplog.messages if "SpreadFilter" in line]
    assert lines == ["SpreadFilter left out XRP/USDT: it keeps pairs with a spread of at most 0.50%."]


def test_a_pair_that_is_no_market_is_told_once_until_it_is_one(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    market = AnsweringAnew()
    exchange = ExchangeSettings(pair_whitelist=("NEW/USDT", "BTC/USDT"))
    chain = chain_of(STATIC, market=market, exchange=exchange)
    assert chain.refresh() == chain.refresh() == ("BTC/USDT",)
    assert [line for line in caplog.messages if "NEW/USDT" in line] == [
        "NEW/USDT is left out of the whitelist: simulated does not list it."
    ]
    market.add(a_market("NEW/USDT"))
    assert chain.refresh() == ("NEW/USDT", "BTC/USDT")


def test_a_banned_pair_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    exchange = ExchangeSettings(pair_whitelist=(".*",), pair_blacklist=("XRP/.*",))
    chain = chain_of(STATIC, market=a_market_of("BTC/USDT", "XRP/USDT"), exchange=exchange)
    assert chain.refresh() is chain.refresh()
    assert caplog.messages == ["Pair XRP/USDT in your blacklist. Removing it from whitelist..."]


@pytest.mark.parametrize("pattern", ["*(", "a{99999999999999999999}"])
def test_patterns_that_are_none_are_refused(pattern: str) -> None:
    market = FakeMarket()
    with pytest.raises(ConfigError, match=r"exchange\.pair_whitelist holds .*no valid pattern"):
        chain_of(STATIC, market=market, exchange=ExchangeSettings(pair_whitelist=(pattern,)))
    refused = chain_of(STATIC, market=market).change_blacklist([pattern], [])
    assert refused == {pattern: f"Pair {pattern} is not a valid wildcard."}


def test_a_shuffle_follows_the_candles_of_the_config() -> None:
    pairs = [f"C{number}/USDT" for number in range(30)]
    clock = ManualClock(T0)
    chain = chain_of(STATIC, {"method": "ShuffleFilter"}, market=a_market_of(*pairs), clock=clock, timeframe="4h")

    def after(span: timedelta) -> Sequence[str]:
        clock.set(T0 + span)
        return chain.refresh()

    first = after(timedelta())
    assert after(timedelta(hours=3)) == first
    assert after(timedelta(hours=4)) != first
