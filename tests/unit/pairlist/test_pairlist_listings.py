"""Pairs by what the exchange says of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.domain.enums import TradingMode
from bot.errors import ConfigError
from tests.builders import T0, a_market
from tests.fakes.market import FakeMarket
from tests.unit.pairlist.chains import STATIC, a_market_of, chain_of

CROSS = {"method": "CrossMarketPairList"}


def information(key: str, value: Any, mode: str = "whitelist") -> dict[str, Any]:
    return {
        "method": "PairInformationFilter", "selection_mode": mode, "info_key": key, "info_compare_value": value,
    }  # fmt: skip


@pytest.mark.parametrize(("days", "left"), [(0, ("BTC/USDT",)), (2, ("BTC/USDT", "XRP/USDT"))])
def test_pairs_that_leave_soon_are_left_out(days: int, left: tuple[str, ...]) -> None:
    market = FakeMarket(
        a_market("BTC/USDT"),
        a_market("ETH/USDT", delisted_at=T0 + timedelta(days=1)),
        a_market("XRP/USDT", delisted_at=T0 + timedelta(days=3)),
    )
    assert chain_of(STATIC, {"method": "DelistFilter", "max_days_from_now": days}, market=market).refresh() == left


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("base", "ETH", ("ETH/USDT",)),
        ("base", "eth", ("ETH/USDT",)),
        ("limits.cost.min", 10.0, ("ETH/USDT",)),
        ("limits.cost.min", "10.0", ("ETH/USDT",)),
        ("active", True, ("BTC/USDT", "ETH/USDT")),
        ("active", "true", ("BTC/USDT", "ETH/USDT")),
        ("limits.cost.min.more", 1, ()),
        ("no.such.entry", "x", ()),
    ],
)
def test_pairs_are_kept_by_one_entry(key: str, value: Any, kept: tuple[str, ...]) -> None:
    market = FakeMarket(a_market("BTC/USDT", min_cost=5.0), a_market("ETH/USDT", min_cost=10.0))
    assert chain_of(STATIC, information(key, value), market=market).refresh() == kept


def test_pairs_are_left_out_by_one_entry() -> None:
    market = a_market_of("BTC/USDT", "ETH/USDT")
    assert chain_of(STATIC, information("base", "ETH", "blacklist"), market=market).refresh() == ("BTC/USDT",)


@pytest.mark.parametrize("left_out", ["info_key", "info_compare_value"])
def test_key_and_value_must_be_given(left_out: str) -> None:
    config = {name: value for name, value in information("base", "ETH").items() if name != left_out}
    with pytest.raises(ConfigError, match=rf"pairlists\[1\]\.{left_out} is missing"):
        chain_of(STATIC, config, market=a_market_of("BTC/USDT"))


def both_kinds() -> FakeMarket:
    swaps = [
        a_market(f"{base}/USDT:USDT", base=base, quote="USDT", spot=False, swap=True)
        for base in ("BTC", "1000PEPE", "KSHIB", "XRP")
    ]
    swaps.append(a_market("ETH/USD:USD", base="ETH", quote="USD", spot=False, swap=True))
    spots = [a_market(f"{base}/USDT") for base in ("BTC", "ETH", "PEPE", "SHIB", "DOT")]
    return FakeMarket(*spots, *swaps)


def test_pairs_of_both_kinds_of_market() -> None:
    assert chain_of(CROSS, market=both_kinds()).refresh() == ("BTC/USDT", "PEPE/USDT", "SHIB/USDT")


def test_pairs_of_this_kind_of_market_only() -> None:
    only = {**CROSS, "pairs_exist_on": "current_market_only"}
    assert chain_of(only, market=both_kinds()).refresh() == ("ETH/USDT", "DOT/USDT")


def test_futures_are_compared_with_spot() -> None:
    found = chain_of(CROSS, market=both_kinds(), trading_mode=TradingMode.FUTURES).refresh()
    assert found == ("BTC/USDT:USDT", "1000PEPE/USDT:USDT", "KSHIB/USDT:USDT")


def test_later_in_the_chain_the_pairs_before_are_filtered() -> None:
    few = {"method": "OffsetFilter", "number_assets": 2}
    assert chain_of(STATIC, few, CROSS, market=both_kinds()).refresh() == ("BTC/USDT",)


def test_the_other_market_is_looked_at_once_in_a_period() -> None:
    clock, market = ManualClock(T0), both_kinds()
    chain = chain_of(STATIC, CROSS, market=market, clock=clock)
    assert "DOT/USDT" not in chain.refresh()
    market.add(a_market("DOT/USDT:USDT", base="DOT", quote="USDT", spot=False, swap=True))
    clock.advance(seconds=1799)
    assert "DOT/USDT" not in chain.refresh()
    clock.advance(seconds=1)
    assert "DOT/USDT" in chain.refresh()
