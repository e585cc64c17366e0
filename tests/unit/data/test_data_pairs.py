"""Which pairs are meant."""

from __future__ import annotations

import pytest

from bot.data.pairs import chosen_pairs
from bot.errors import Refused
from tests.builders import a_market

MARKETS = {
    market.symbol: market
    for market in (a_market("BTC/USDT"), a_market("ETH/USDT"), a_market("ETH/BTC"), a_market("FTT/USDT", active=False))
}


def test_names_and_patterns_in_their_order_each_once():
    assert chosen_pairs(["ETH/.*", "BTC/USDT", "ETH/BTC"], MARKETS, include_inactive=False) == (
        ["ETH/USDT", "ETH/BTC", "BTC/USDT"],
        {},
    )


def test_pairs_that_are_not_active_are_left_out_with_the_reason():
    pairs, skipped = chosen_pairs([".*/USDT"], MARKETS, include_inactive=False)
    assert pairs == ["BTC/USDT", "ETH/USDT"]
    assert "--include-inactive-pairs" in skipped["FTT/USDT"]
    assert chosen_pairs(["FTT/USDT"], MARKETS, include_inactive=True) == (["FTT/USDT"], {})


def test_what_no_pair_matches_is_not_overlooked():
    assert chosen_pairs(["NO/USDT", "X.*"], MARKETS, include_inactive=False)[0] == ["NO/USDT", "X.*"]


def test_a_pattern_that_can_t_be_read_is_refused():
    with pytest.raises(Refused, match=r"'\(' is neither a pair nor a pattern"):
        chosen_pairs(["("], MARKETS, include_inactive=False)
