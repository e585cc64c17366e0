"""What a real exchange sends is believed as far as it can be meant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.enums import OrderSide, OrderStatus, OrderType
from bot.errors import TemporaryError
from bot.exchange.real.candles import closed_candles
from bot.exchange.real.markets import markets, order_book, ticker
from bot.exchange.real.reports import fee_fields, report

NOW = datetime(2026, 11, 1, 12, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def row(minutes_ago: int, close: float = 100.0, **changes: Any) -> list[Any]:
    opened = NOW.replace(second=0) - minutes_ago * MINUTE
    values = {"open": 100.0, "high": 110.0, "low": 90.0, "close": close, "volume": 1.0, **changes}
    return [int(opened.timestamp() * 1000), *values.values()]


def closes(*rows: list[Any], now: datetime = NOW) -> list[float]:
    return list(closed_candles(rows, "1m", now)["close"])


def test_candles_come_in_order_and_closed() -> None:
    assert closes(row(1, 3.0), row(3, 1.0), row(2, 2.0), row(0, 4.0)) == [1.0, 2.0, 3.0]


def test_of_a_repeated_candle_the_last_counts() -> None:
    assert closes(row(2, 1.0), row(1, 2.0), row(2, 3.0), row(0)) == [3.0, 2.0]


def test_a_candle_from_the_future_is_none() -> None:
    assert closes(row(2, 1.0), row(1, 2.0), row(-5, 3.0), row(-600, 4.0)) == [1.0, 2.0]


def test_a_candle_that_has_just_closed_is_final_once_a_newer_one_has_begun() -> None:
    just_after = NOW.replace(second=2)
    assert closes(row(2, 1.0), row(1, 2.0), now=just_after) == [1.0]
    assert closes(row(2, 1.0), row(1, 2.0), row(0), now=just_after) == [1.0, 2.0]
    assert closes(row(2, 1.0), row(1, 2.0)) == [1.0, 2.0]


@pytest.mark.parametrize(
    "nonsense",
    [
        {"open": -1.0},
        {"close": 0.0},
        {"high": float("nan")},
        {"low": float("inf")},
        {"low": 120.0},
        {"volume": -1.0},
        {"open": None},
    ],
)
def test_a_candle_that_can_not_be_is_left_out(nonsense: dict[str, Any]) -> None:
    assert closes(row(2, 1.0), row(1, **{"close": 2.0, **nonsense}), row(0)) == [1.0]


def test_a_missing_candle_leaves_a_gap() -> None:
    assert closes(row(4, 1.0), row(1, 2.0), row(0)) == [1.0, 2.0]


def test_no_candles_are_no_candles() -> None:
    assert closes() == []


@pytest.mark.parametrize("rows", [[["now", 1, 2, 3, 4, 5]], [[1, 2]], [None], [{"code": -1}]])
def test_rows_that_are_no_candles_are_an_error(rows: list[Any]) -> None:
    with pytest.raises(TemporaryError, match="no candles"):
        closed_candles(rows, "1m", NOW)


@pytest.mark.parametrize("nonsense", [0, -5, "abc", None, float("nan"), float("inf"), 1e30])
def test_a_price_that_can_not_be_meant_counts_as_not_told(nonsense: Any) -> None:
    told = ticker("BTC/USDT", {"bid": nonsense, "ask": nonsense, "last": nonsense, "baseVolume": 1})
    assert (told.bid, told.ask, told.last, told.quote_volume) == (None, None, None, None)


def test_a_ticker_without_turnover_is_valued_at_its_price() -> None:
    assert ticker("BTC/USDT", {"last": "100", "baseVolume": "3"}).quote_volume == 300
    assert ticker("BTC/USDT", {"last": 100, "quoteVolume": -3}).quote_volume is None


def test_a_book_is_put_in_order_without_levels_that_can_not_be() -> None:
    book = order_book("BTC/USDT", {"bids": [[99, 1], [100, 2], [-1, 3]], "asks": [[102, 1], [101, 0], ["x", 1]]})
    assert [(level.price, level.amount) for level in book.bids] == [(100, 2), (99, 1)]
    assert [(level.price, level.amount) for level in book.asks] == [(102, 1)]
    assert order_book("BTC/USDT", {"bids": None}).asks == ()


def a_raw_market(**changes: Any) -> dict[str, Any]:
    whole = {"symbol": "BTC/USDT", "base": "BTC", "quote": "USDT", "spot": True, "active": True}
    return {**whole, "precision": {"amount": 0.001, "price": 0.01}, "limits": {"cost": {"min": 5}}, **changes}


def test_a_market_without_limits_or_fees_has_none_and_the_usual_ones() -> None:
    (market,) = markets({"BTC/USDT": a_raw_market(limits=None, precision=None)}, 4).values()
    assert (market.min_cost, market.amount_precision, market.taker_fee) == (None, None, 0.001)


@pytest.mark.parametrize("changes", [{"spot": False}, {"base": None}, {"quote": ""}])
def test_a_market_that_can_not_be_traded_here_is_left_out(changes: dict[str, Any]) -> None:
    assert markets({"BTC/USDT": a_raw_market(**changes)}, 4) == {}


def test_a_market_that_does_not_say_that_it_is_closed_is_open() -> None:
    assert markets({"BTC/USDT": a_raw_market(active=None)}, 4)["BTC/USDT"].active
    assert not markets({"BTC/USDT": a_raw_market(active=False)}, 4)["BTC/USDT"].active


def a_raw_order(**changes: Any) -> dict[str, Any]:
    whole = {"id": 7, "clientOrderId": "x", "symbol": "BTC/USDT", "side": "buy", "type": "limit", "amount": 2.0}
    return {**whole, "price": 100.0, "status": "open", "filled": 0.0, "timestamp": 1_760_000_000_000, **changes}


def test_an_order_is_read() -> None:
    found = report(a_raw_order(filled=0.5, average=99.0, cost=49.5, lastTradeTimestamp=1_760_000_060_000))
    assert (found.order_id, found.side, found.order_type, found.status) == (
        "7",
        OrderSide.BUY,
        OrderType.LIMIT,
        OrderStatus.OPEN,
    )
    assert (found.filled, found.remaining, found.average, found.cost) == (0.5, 1.5, 99.0, 49.5)
    assert found.filled_at is not None


@pytest.mark.parametrize(
    ("told", "status", "filled"),
    [
        ({"status": "closed", "filled": 2.0}, OrderStatus.CLOSED, 2.0),
        ({"status": "closed", "filled": None}, OrderStatus.CLOSED, 2.0),
        ({"status": "closed", "filled": 1.0}, OrderStatus.CANCELED, 1.0),
        ({"status": "closed", "filled": 0.0}, OrderStatus.CANCELED, 0.0),
        ({"status": "open", "filled": None, "remaining": 0.5}, OrderStatus.OPEN, 1.5),
        ({"status": None, "filled": None}, OrderStatus.OPEN, 0.0),
        ({"status": "canceling", "filled": 0.0}, OrderStatus.OPEN, 0.0),
        ({"status": "expired", "filled": -1.0}, OrderStatus.EXPIRED, 0.0),
        ({"status": "something new", "filled": 0.0}, OrderStatus.OPEN, 0.0),
    ],
)
def test_how_far_an_order_is(told: dict[str, Any], status: OrderStatus, filled: float) -> None:
    found = report(a_raw_order(**told))
    assert (found.status, found.filled) == (status, filled)


def test_a_sale_with_a_trigger_is_a_stop_loss() -> None:
    assert report(a_raw_order(side="sell", triggerPrice=90.0)).side is OrderSide.STOPLOSS
    assert report(a_raw_order(side="sell")).side is OrderSide.SELL


@pytest.mark.parametrize("raw", [None, [], "<html>", {}, {"id": None}, {"id": ""}])
def test_a_reply_without_an_order_is_an_error(raw: Any) -> None:
    with pytest.raises(TemporaryError, match="without an order's id"):
        report(raw)


def test_a_fee_in_base_or_quote_gives_its_rate() -> None:
    in_base = fee_fields([{"currency": "BTC", "cost": 0.002}], pair="BTC/USDT", filled=2.0, cost=200.0)
    assert in_base == {"fee_cost": 0.002, "fee_currency": "BTC", "fee_rate": 0.001}
    in_quote = fee_fields([{"currency": "USDT", "cost": 0.2}], pair="BTC/USDT", filled=2.0, cost=200.0)
    assert in_quote["fee_rate"] == pytest.approx(0.001)


def test_a_fee_in_a_third_currency_has_the_rate_that_is_named() -> None:
    named = fee_fields([{"currency": "BNB", "cost": 0.1, "rate": 0.00075}], pair="BTC/USDT", filled=2.0, cost=200.0)
    assert named == {"fee_cost": 0.1, "fee_currency": "BNB", "fee_rate": 0.00075}
    assert fee_fields([], pair="BTC/USDT", filled=0.0, cost=0.0) == {"fee_rate": None}
