"""``Trade.get_trades``: conditions on the fields of trades."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.enums import RunMode
from bot.strategy.views import Trade
from tests.builders import T0, a_closed_trade, a_trade
from tests.unit.strategy.conftest import Desk

HOUR = timedelta(hours=1)
NAIVE = T0.replace(tzinfo=None)


@pytest.fixture(autouse=True)
def bound(desk: Desk) -> Iterator[Desk]:
    desk.book.open = [a_trade(id=3), a_trade(id=4, pair="ETH/USDT", opened_at=T0 + HOUR)]
    desk.book.closed = [a_closed_trade(id=1), a_closed_trade(id=2, closed_at=T0 + 3 * HOUR, exit_reason="late")]
    Trade.bind(desk.context())
    yield desk
    Trade.bind(None)


def ids(*conditions: Any) -> list[int]:
    return [trade.id for trade in Trade.get_trades(list(conditions)).all()]


def test_conditions_choose_trades() -> None:
    assert ids() == [1, 2, 3, 4]
    assert ids(Trade.is_open.is_(True)) == [3, 4] == ids(Trade.is_open == True)  # noqa: E712 - as files write it
    assert ids(Trade.pair == "ETH/USDT", Trade.is_open.is_not(False)) == [4]
    assert ids(Trade.pair != "ETH/USDT") == [1, 2, 3] == ids(~Trade.pair.in_(["ETH/USDT"]))
    assert ids(Trade.pair.like("eth/%")) == [4] == ids(Trade.pair.not_in(["BTC/USDT"]))
    assert ids((Trade.id < 2) | (Trade.id >= 4)) == [1, 4]
    assert ids((Trade.id > 1) & (Trade.id <= 3)) == [2, 3] == ids(Trade.id.between(2, 3))
    assert ids(Trade.exit_reason == "late") == [2]


def test_what_has_no_value_fits_no_comparison() -> None:
    assert ids(Trade.close_date > T0 + 2 * HOUR) == [2]
    assert ids(Trade.close_date == None) == [3, 4] == ids(Trade.close_date.is_(None))  # noqa: E711 - as files write it
    assert ids(Trade.close_date != None) == [1, 2]  # noqa: E711


def test_moments_without_a_zone_are_utc() -> None:
    assert ids(Trade.open_date > NAIVE) == [4]
    assert [trade.id for trade in Trade.get_trades_proxy(open_date=NAIVE, is_open=True)] == [4]


def test_what_was_found_can_be_sorted_and_cut() -> None:
    found = Trade.get_trades(Trade.is_open.is_(False))
    assert [trade.id for trade in found.order_by(Trade.close_date.desc())] == [2, 1]
    assert [trade.id for trade in found.order_by(Trade.pair, Trade.id.desc()).limit(1)] == [2]
    assert (found.first().id, found.count(), len(found.offset(1))) == (1, 2, 1)
    assert found.filter(Trade.id == 9).first() is None
    everything = Trade.get_trades().order_by(Trade.close_date.asc())
    assert [trade.id for trade in everything] == [1, 2, 3, 4]


def test_a_field_that_trades_lack_is_an_error() -> None:
    with pytest.raises(AttributeError, match="no 'colour'"):
        _ = Trade.colour


def test_in_a_backtest_there_is_no_database_to_ask(desk: Desk) -> None:
    Trade.bind(replace(desk.context(), runmode=RunMode.BACKTEST))
    with pytest.raises(RuntimeError, match=r"use Trade\.get_trades_proxy"):
        ids()
    assert len(Trade.get_trades_proxy()) == 4


def test_recent_performance_looks_at_the_last_minutes(desk: Desk) -> None:
    desk.clock.set(T0 + 3 * HOUR + timedelta(minutes=5))
    rows = Trade.get_overall_performance(minutes=10)
    assert [(row["pair"], row["count"]) for row in rows] == [("BTC/USDT", 1)]
    assert rows[0]["profit_abs"] == desk.book.closed[1].close_profit_amount


def test_only_trades_that_can_fit_are_read(desk: Desk) -> None:
    asked: list[object] = []
    desk.book.closed_trades = lambda pair, opened, closed: asked.append(pair) or []  # type: ignore[method-assign]
    assert ids(Trade.pair == "ETH/USDT", Trade.is_open.is_(True)) == [4]
    assert ids((Trade.pair == "ETH/USDT") & (Trade.id > 1)) == [4]
    assert ids((Trade.pair == "ETH/USDT") | (Trade.pair == "BTC/USDT")) == [3, 4]
    assert asked == ["ETH/USDT", None]
