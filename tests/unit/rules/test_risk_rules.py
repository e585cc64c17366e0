"""The rules in front of every order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.domain.market import Level, OrderBook
from bot.domain.risk import RiskLimits, RiskState
from bot.rules.risk import Intent, average_price, objection

BOOK = OrderBook("BTC/USDT", (Level(99, 1), Level(90, 9)), (Level(100, 1), Level(110, 9)))


def an_intent(**changes: Any) -> Intent:
    values: dict[str, Any] = {
        "pair": "BTC/USDT",
        "is_buy": True,
        "increases": True,
        "is_limit": True,
        "is_stop": False,
        "amount": Decimal(2),
        "price": Decimal(100),
    }
    return Intent(**{**values, **changes})


def refused_by(intent: Intent, limits: RiskLimits | None = None, **changes: Any) -> str | None:
    values: dict[str, Any] = {
        "state": RiskState.NORMAL,
        "reason": "",
        "orders_last_minute": 0,
        "daily_result": 0.0,
        "book": BOOK,
    }
    found = objection(intent, limits or RiskLimits(), **{**values, **changes})
    return None if found is None else found.rule.value


EXIT = an_intent(is_buy=False, increases=False)
STOP = an_intent(is_buy=False, increases=False, is_stop=True, is_limit=False)


def test_nothing_is_refused_without_limits() -> None:
    assert refused_by(an_intent()) is None


@pytest.mark.parametrize(
    ("limits", "state", "rule"),
    [
        ({"max_order_notional": 199.99}, {}, "max_order_notional"),
        ({"max_order_notional": 200}, {}, None),
        ({"max_pair_notional": 250}, {}, "max_pair_notional"),
        ({"max_pair_notional": 300}, {}, None),
        ({"max_orders_per_minute": 3}, {"orders_last_minute": 3}, "max_orders_per_minute"),
        ({"max_orders_per_minute": 3}, {"orders_last_minute": 2}, None),
        ({"max_daily_loss": 50}, {"daily_result": -50.0}, "max_daily_loss"),
        ({"max_daily_loss": 50}, {"daily_result": -49.9}, None),
        ({"max_daily_loss": 50}, {"daily_result": 80.0}, None),
        ({}, {"state": RiskState.REDUCE_ONLY}, "state"),
        ({}, {"state": RiskState.HALTED}, "state"),
    ],
)
def test_entries_meet_every_rule_and_exits_almost_none(
    limits: dict[str, Any], state: dict[str, Any], rule: str | None
) -> None:
    held = an_intent(held=Decimal(100))
    assert refused_by(held, RiskLimits(**limits), **state) == rule
    expected = "state" if state.get("state") is RiskState.HALTED else None
    assert refused_by(EXIT, RiskLimits(**limits), **state) == expected
    assert refused_by(STOP, RiskLimits(**limits), **state) == expected


@pytest.mark.parametrize(
    ("changes", "is_refused"),
    [
        ({"price": Decimal(101)}, False),
        ({"price": Decimal("101.1")}, True),
        ({"price": Decimal(80)}, False),
        ({"is_limit": False, "amount": Decimal(1)}, False),
        ({"is_limit": False, "amount": Decimal(5)}, True),
        ({"is_limit": False, "amount": Decimal(500)}, True),
        ({"is_buy": False, "increases": False, "price": Decimal("98.02")}, False),
        ({"is_buy": False, "increases": False, "price": Decimal("97.9")}, True),
        ({"is_buy": False, "increases": False, "is_limit": False, "amount": Decimal(50)}, False),
        ({"is_buy": False, "increases": False, "is_stop": True, "price": Decimal(50)}, False),
    ],
)
def test_the_collar_bounds_how_much_worse_a_price_may_be(changes: dict[str, Any], is_refused: bool) -> None:
    found = refused_by(an_intent(**changes), RiskLimits(price_collar=0.01))
    assert (found == "price_collar") is is_refused


def test_an_empty_book_lets_nothing_through_the_collar() -> None:
    empty = OrderBook("BTC/USDT", (), ())
    assert refused_by(an_intent(), RiskLimits(price_collar=0.01), book=empty) == "price_collar"
    assert refused_by(STOP, RiskLimits(price_collar=0.01), book=empty) is None


def test_the_average_goes_down_the_book() -> None:
    assert average_price(tuple(BOOK.asks), Decimal(2)) == 105
    assert average_price(tuple(BOOK.asks), Decimal(11)) is None
