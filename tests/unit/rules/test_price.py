"""Rates of entries and exits."""

import pytest

from bot.domain.enums import Direction
from bot.domain.market import Level, OrderBook, Ticker
from bot.rules import price
from bot.settings.model import Pricing

LONG, SHORT = Direction.LONG, Direction.SHORT
BOOK = OrderBook("BTC/USDT", [Level(99, 4), Level(98, 6)], [Level(101, 2), Level(102, 3)])
TICKER = Ticker(pair="BTC/USDT", bid=99.0, ask=101.0, last=100.0)


@pytest.mark.parametrize(
    ("side", "long_entry", "long_exit", "short_entry", "short_exit"),
    [("same", 99, 101, 101, 99), ("other", 101, 99, 99, 101), ("bid", 99, 99, 99, 99), ("ask", 101, 101, 101, 101)],
)
def test_sides(side: str, long_entry: float, long_exit: float, short_entry: float, short_exit: float) -> None:
    pricing = Pricing(price_side=side)
    assert price.entry_rate(pricing, LONG, BOOK, None) == long_entry
    assert price.exit_rate(pricing, LONG, BOOK, None) == long_exit
    assert price.entry_rate(pricing, SHORT, BOOK, None) == short_entry
    assert price.exit_rate(pricing, SHORT, BOOK, None) == short_exit


def test_a_deeper_level_may_be_chosen() -> None:
    assert price.entry_rate(Pricing(order_book_top=2), LONG, BOOK, None) == 98


def test_a_book_without_that_level_gives_no_rate() -> None:
    assert price.entry_rate(Pricing(order_book_top=3), LONG, BOOK, None) is None


@pytest.mark.parametrize(
    ("balance", "entry", "exit_rate"), [(0.0, 101.0, 99.0), (0.5, 100.5, 99.5), (1.0, 100.0, 100.0)]
)
def test_a_ticker_price_moves_towards_the_last_one(balance: float, entry: float, exit_rate: float) -> None:
    pricing = Pricing(price_side="other", use_order_book=False, price_last_balance=balance)
    assert price.entry_rate(pricing, LONG, None, TICKER) == entry
    assert price.exit_rate(pricing, LONG, None, TICKER) == exit_rate


def test_a_better_ticker_price_stays() -> None:
    pricing = Pricing(price_side="same", use_order_book=False, price_last_balance=1.0)
    assert price.entry_rate(pricing, LONG, None, TICKER) == 99.0


def test_a_ticker_without_the_side_gives_the_last_price() -> None:
    ticker = Ticker(pair="BTC/USDT", bid=None, ask=None, last=100.0)
    assert price.entry_rate(Pricing(use_order_book=False), LONG, None, ticker) == 100.0
    assert price.entry_rate(Pricing(use_order_book=False), LONG, None, None) is None


@pytest.mark.parametrize(
    ("custom", "expected"),
    [(101.0, 101.0), (110.0, 102.0), (90.0, 98.0), (float("nan"), 100.0), (0.0, 100.0), (-1.0, 100.0)],
)
def test_custom_prices_stay_near_the_proposed_one(custom: float, expected: float) -> None:
    assert price.clamped(100.0, custom, 0.02) == expected


def test_depth_of_market() -> None:
    pricing = Pricing(check_depth_of_market=True, bids_to_ask_delta=1.5)
    assert price.depth_allows(BOOK, pricing, LONG)
    assert not price.depth_allows(BOOK, pricing, SHORT)
    assert price.depth_allows(BOOK, Pricing(), SHORT)
    assert not price.depth_allows(OrderBook("X", [], []), pricing, LONG)


def test_the_source_of_the_rate_is_known() -> None:
    assert price.needs_book(Pricing())
    assert not price.needs_book(Pricing(use_order_book=False))
