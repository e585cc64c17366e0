"""Pairs by what the bot earned with them, and none while it is full."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.errors import ConfigError
from bot.pairlist.view import BotView
from bot.stats.model import ClosedTrade
from tests.builders import T0
from tests.unit.pairlist.chains import STATIC, a_market_of, chain_of

PAIRS = ("BTC/USDT", "ETH/USDT", "XRP/USDT", "DOGE/USDT")
HOUR = {"method": "PerformanceFilter", "minutes": 60}


def closed(pair: str, profit: float, minutes_ago: float = 5) -> ClosedTrade:
    closed_at = T0 - timedelta(minutes=minutes_ago)
    return ClosedTrade(
        trade_id=1, pair=pair, is_short=False, enter_tag=None, exit_reason="roi",
        opened_at=closed_at - timedelta(hours=1), closed_at=closed_at,
        profit_amount=profit, profit_ratio=profit / 100, entry_value=100.0, volume=200.0,
    )  # fmt: skip


def order_of(facts: Iterable[ClosedTrade], *filters: dict[str, Any]) -> tuple[str, ...]:
    def closed_trades(after: datetime) -> Iterable[ClosedTrade]:
        return [fact for fact in facts if fact.closed_at > after]

    chain = chain_of(STATIC, *filters, market=a_market_of(*PAIRS), bot=BotView(closed_trades=closed_trades))
    return tuple(chain.refresh())


def test_what_earned_the_most_comes_first() -> None:
    facts = [closed("ETH/USDT", -2), closed("XRP/USDT", 3), closed("DOGE/USDT", 1)]
    assert order_of(facts, HOUR) == ("XRP/USDT", "DOGE/USDT", "BTC/USDT", "ETH/USDT")


def test_at_the_same_profit_fewer_trades_come_first_and_then_the_order_before() -> None:
    facts = [closed("BTC/USDT", 2), closed("BTC/USDT", 2), closed("XRP/USDT", 2), closed("DOGE/USDT", 2)]
    assert order_of(facts, HOUR) == ("XRP/USDT", "DOGE/USDT", "BTC/USDT", "ETH/USDT")


def test_only_trades_of_the_last_while_count() -> None:
    facts = [closed("DOGE/USDT", 9, minutes_ago=61), closed("ETH/USDT", 1)]
    assert order_of(facts, HOUR)[0] == "ETH/USDT"


@pytest.mark.parametrize("filters", [HOUR, {"method": "PerformanceFilter"}, {**HOUR, "minutes": 0, "min_profit": 0.5}])
def test_without_a_trade_to_count_nothing_changes(filters: dict[str, Any]) -> None:
    assert order_of([closed("DOGE/USDT", 9, minutes_ago=90)], filters) == PAIRS


def test_pairs_below_the_least_profit_are_left_out() -> None:
    facts = [closed("ETH/USDT", 2), closed("XRP/USDT", 0.5)]
    assert order_of(facts, {**HOUR, "min_profit": 0.01}) == ("ETH/USDT",)


def test_minutes_must_be_a_number() -> None:
    with pytest.raises(ConfigError, match=r"pairlists\[1\].minutes is 'many'"):
        order_of([], {**HOUR, "minutes": "many"})


@pytest.mark.parametrize(("slots", "held", "left"), [(3, 3, 0), (3, 4, 0), (3, 2, 4), (-1, 99, 4), (0, 0, 4)])
def test_the_list_is_empty_while_all_slots_are_taken(slots: int, held: int, left: int) -> None:
    bot = BotView(max_open_trades=lambda: slots, open_trades=lambda: held)
    chain = chain_of(STATIC, {"method": "FullTradesFilter"}, market=a_market_of(*PAIRS), bot=bot)
    assert len(chain.refresh()) == left


def test_a_chain_without_a_bot_has_no_trades() -> None:
    chain = chain_of(STATIC, HOUR, {"method": "FullTradesFilter"}, market=a_market_of(*PAIRS))
    assert chain.refresh() == PAIRS
