"""Pair lists: chosen, ordered, filtered, and what no chain can be made of."""

from __future__ import annotations

from typing import Any

import pytest

from bot.clock import ManualClock
from bot.domain.market import Ticker
from bot.errors import ConfigError
from bot.pairlist.chain import Chain, build_chain
from bot.pairlist.registry import available
from bot.settings.model import ExchangeSettings
from tests.builders import T0, a_market, some_settings
from tests.fakes.market import FakeMarket

STATIC = {"method": "StaticPairList"}
NAMES = ("BTC/USDT", "ETH/USDT", "XRP/USDT", "DOGE/USDT", "ETH/BTC")


def a_chain(
    *methods: dict[str, Any],
    whitelist: tuple[str, ...] = (".*/USDT",),
    blacklist: tuple[str, ...] = (),
    market: FakeMarket | None = None,
    clock: ManualClock | None = None,
) -> Chain:
    exchange = ExchangeSettings(pair_whitelist=whitelist, pair_blacklist=blacklist)
    market = market or FakeMarket(*map(a_market, NAMES))
    settings = some_settings(exchange=exchange)
    return build_chain([STATIC, *methods], market, settings, clock or ManualClock(T0))


def test_patterns_are_expanded_in_the_order_of_the_config() -> None:
    assert a_chain(whitelist=("XRP/USDT", "btc/.*")).refresh() == ("XRP/USDT", "BTC/USDT")
    assert a_chain().refresh() == ("BTC/USDT", "ETH/USDT", "XRP/USDT", "DOGE/USDT")


def test_pairs_that_cannot_be_traded_are_left_out(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    market = FakeMarket(
        a_market(), a_market("FTT/USDT", active=False), a_market("ETH/BTC"), a_market("SOL/USDT", spot=False)
    )
    chain = a_chain(whitelist=("BTC/USDT", "FTT/USDT", "ETH/BTC", "SOL/USDT", "NO/USDT"), market=market)
    assert chain.refresh() == ("BTC/USDT",)
    for words in ("not active", "quoted in BTC, not in USDT", "no spot market", "does not list it"):
        assert words in caplog.text


def test_inactive_pairs_may_be_allowed() -> None:
    market = FakeMarket(a_market(), a_market("FTT/USDT", active=False))
    exchange = ExchangeSettings(pair_whitelist=(".*",))
    config = [{"method": "StaticPairList", "allow_inactive": True}]
    chain = build_chain(config, market, some_settings(exchange=exchange), ManualClock(T0))
    assert chain.refresh() == ("BTC/USDT", "FTT/USDT")


def test_the_blacklist_comes_last_and_can_be_changed() -> None:
    chain = a_chain(blacklist=("DOGE/.*",))
    assert "DOGE/USDT" not in chain.refresh()
    assert chain.expanded_blacklist() == ["DOGE/USDT"]
    answer = chain.change_blacklist(["XRP/.*", "DOGE/.*", "*("], ["ZZ"])
    assert answer == {
        "DOGE/.*": "Pair DOGE/.* already in pairlist.",
        "*(": "Pair *( is not a valid wildcard.",
        "ZZ": "Pair ZZ is not in the current blacklist.",
    }
    assert chain.blacklist == ("DOGE/.*", "XRP/.*")
    chain.change_blacklist([], ["DOGE/.*"])
    assert chain.refresh() == ("BTC/USDT", "ETH/USDT", "DOGE/USDT") == chain.whitelist


def test_a_slice_of_the_list() -> None:
    assert a_chain({"method": "OffsetFilter", "offset": 1, "number_assets": 2}).refresh() == ("ETH/USDT", "XRP/USDT")
    assert a_chain({"method": "OffsetFilter", "offset": 3}).refresh() == ("DOGE/USDT",)


def test_prices_within_bounds() -> None:
    market = FakeMarket(
        a_market("BTC/USDT", price_precision=0.01, amount_precision=0.001),
        a_market("XRP/USDT", price_precision=0.1, amount_precision=1.0),
    )
    market.set_price("BTC/USDT", 50_000)
    market.set_price("XRP/USDT", 0.5)

    def chosen(**options: float) -> tuple[str, ...]:
        return tuple(a_chain({"method": "PriceFilter", **options}, market=market).refresh())

    assert chosen() == ("BTC/USDT", "XRP/USDT")
    assert chosen(low_price_ratio=0.01) == ("BTC/USDT",)
    assert chosen(min_price=1) == ("BTC/USDT",)
    assert chosen(max_price=1) == ("XRP/USDT",)
    assert chosen(max_value=1) == ("XRP/USDT",)
    market.set_ticker(Ticker(pair="BTC/USDT", bid=None, ask=None, last=None))
    assert chosen() == ("XRP/USDT",)


def test_wide_spreads_are_left_out() -> None:
    market = FakeMarket(a_market("BTC/USDT"), a_market("XRP/USDT"), a_market("ETH/USDT"))
    market.set_price("BTC/USDT", 100, spread=0.1)
    market.set_price("XRP/USDT", 100, spread=5)
    market.set_ticker(Ticker(pair="ETH/USDT", bid=None, ask=None, last=5.0))
    assert a_chain({"method": "SpreadFilter"}, market=market).refresh() == ("BTC/USDT",)


def test_a_shuffled_list_is_repeatable_and_new_with_each_candle() -> None:
    pairs = [f"C{number}/USDT" for number in range(30)]
    market = FakeMarket(*map(a_market, pairs))
    clock = ManualClock(T0)
    shuffle = {"method": "ShuffleFilter", "seed": 5}
    chain = a_chain(shuffle, market=market, clock=clock)
    first = chain.refresh()
    assert sorted(first) == sorted(pairs)
    assert first != tuple(pairs)
    assert chain.refresh() == first == a_chain(shuffle, market=market).refresh()
    clock.advance(minutes=5)
    assert chain.refresh() != first
    each = a_chain({**shuffle, "shuffle_frequency": "iteration"}, market=market)
    assert each.refresh() != each.refresh()


def test_a_static_list_later_in_the_chain_appends() -> None:
    chain = a_chain({"method": "OffsetFilter", "offset": 3}, STATIC)
    assert chain.refresh() == ("DOGE/USDT", "BTC/USDT", "ETH/USDT", "XRP/USDT")


def test_a_chain_tells_what_it_does() -> None:
    chain = a_chain(
        {"method": "PriceFilter", "min_price": 2},
        {"method": "SpreadFilter"},
        {"method": "ShuffleFilter"},
        {"method": "OffsetFilter", "number_assets": 3},
    )
    assert chain.methods == ("StaticPairList", "PriceFilter", "SpreadFilter", "ShuffleFilter", "OffsetFilter")
    told = {name: text for one in chain.describe() for name, text in one.items()}
    assert told["PriceFilter"] == "PriceFilter - pairs with a price of at least 2."
    assert told["OffsetFilter"] == "OffsetFilter - from number 0 on, 3 pairs."
    assert told["SpreadFilter"] == "SpreadFilter - pairs with a spread of at most 0.50%."
    assert "with every candle" in told["ShuffleFilter"]
    assert told["StaticPairList"] == "StaticPairList - the pairs of the configured whitelist."


def test_the_catalogue_describes_every_option() -> None:
    for info in available():
        assert info.description
        for option in info.params.values():
            assert option.keys() >= {"type", "default", "description", "help"}
    assert {info.name for info in available() if info.is_generator} == {
        "StaticPairList",
        "VolumePairList",
        "PercentChangePairList",
        "MarketCapPairList",
        "CrossMarketPairList",
        "ProducerPairList",
        "RemotePairList",
    }


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ({"method": "OffsetFiltr"}, "did you mean OffsetFilter?"),
        ({"method": "OffsetFilter", "offset": -1}, "pairlists[1].offset is -1; allowed: a whole number of at least 0"),
        ({"method": "OffsetFilter", "offset": "x"}, "pairlists[1].offset is 'x'"),
        ({"method": "OffsetFilter", "ofset": 1}, "an option of OffsetFilter (offset, number_assets)"),
        ({"method": "ShuffleFilter", "shuffle_frequency": "daily"}, "allowed: candle or iteration"),
        ({"method": "StaticPairList", "allow_inactive": 1}, "allowed: true or false"),
    ],
)
def test_what_no_chain_can_be_made_of_is_named(method: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        a_chain(method)
    assert words in str(refusal.value)


def test_a_filter_cannot_come_first() -> None:
    with pytest.raises(ConfigError, match=r"pairlists\[0\]\.method is 'OffsetFilter'.*StaticPairList"):
        build_chain([{"method": "OffsetFilter"}], FakeMarket(), some_settings(), ManualClock(T0))


def test_a_blacklist_pattern_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"exchange\.pair_blacklist holds '\*\('"):
        a_chain(blacklist=("*(",))
