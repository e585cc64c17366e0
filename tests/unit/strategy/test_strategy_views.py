"""Trades and orders under the names that strategy files use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.enums import OrderSide, OrderStatus
from bot.stats.model import Group
from bot.strategy.views import Order, Trade
from tests.builders import T0, a_closed_trade, a_trade, an_open_order, an_order
from tests.fakes.stats import FixedStats
from tests.unit.strategy.conftest import Desk

HOUR = timedelta(hours=1)


@pytest.fixture
def bound(desk: Desk) -> Iterator[Desk]:
    Trade.bind(desk.context())
    yield desk
    Trade.bind(None)


def test_a_trade_shows_its_fields_under_the_known_names() -> None:
    trade = Trade(a_trade(orders=(an_order(), an_open_order(id=2, side=OrderSide.SELL))))
    assert (trade.open_date_utc, trade.stake_currency, trade.timeframe) == (T0, "USDT", 5)
    assert (trade.stop_loss_pct, trade.stoploss_or_liquidation, trade.is_short) == (-0.1, 90.0, False)
    assert (trade.entry_side, trade.exit_side, trade.trade_direction) == ("buy", "sell", "long")
    assert (trade.has_open_orders, trade.has_open_position, trade.has_no_leverage) == (True, True, True)
    assert (trade.nr_of_successful_entries, trade.nr_of_successful_exits) == (1, 0)
    assert (trade.date_last_filled_utc, trade.date_entry_fill_utc) == (T0 + timedelta(seconds=1),) * 2
    assert (len(trade.orders), len(trade.open_orders), trade.trading_mode) == (2, 1, "spot")
    assert trade.to_json()["pair"] == "BTC/USDT"
    assert "open_since=2026-11-01 12:00:00" in repr(trade)
    with pytest.raises(AttributeError, match="no 'colour'"):
        _ = trade.colour


def test_profits_are_those_of_the_bot() -> None:
    trade = Trade(a_trade())
    assert trade.calc_profit(110.0) == pytest.approx(9.79)
    assert trade.calc_profit_ratio(110.0) == pytest.approx(9.79 / 100.1)
    assert trade.calc_close_trade_value(110.0) == pytest.approx(109.89)
    assert trade.calc_profit(110.0, amount=2.0) == pytest.approx(19.58)
    assert trade.calc_profit(110.0, open_rate=110.0) < 0
    profit = trade.calculate_profit(110.0)
    assert (profit.profit_abs, profit.total_profit) == (pytest.approx(9.79),) * 2


def test_values_of_other_amounts_and_rates_can_be_asked_for() -> None:
    trade = Trade(a_trade())
    assert trade.calc_open_trade_value(2.0, 100.0) == pytest.approx(200.2)
    assert trade.calc_profit_ratio(110.0, open_rate=110.0) < 0
    assert Trade(a_trade(liquidation_price=95.0)).stoploss_or_liquidation == 95.0
    assert Trade(a_trade(liquidation_price=80.0)).stoploss_or_liquidation == 90.0


def test_orders_that_were_given_up_are_counted() -> None:
    gone = {"status": OrderStatus.CANCELED, "filled": 0.0, "remaining": 1.0}
    stop = an_open_order(id=4, side=OrderSide.STOPLOSS)
    orders = (an_order(), an_order(id=2, **gone), an_order(id=3, side=OrderSide.SELL, **gone), stop)
    trade = Trade(a_trade(orders=orders))
    assert (trade.fully_canceled_entry_order_count, trade.canceled_exit_order_count) == (1, 1)
    assert (trade.has_open_sl_orders, [order.id for order in trade.open_sl_orders]) == (True, [4])
    assert [order.id for order in trade.select_filled_or_open_orders()] == [1, 4]
    assert trade.borrowed == 0.0


def test_a_trade_as_json_has_the_names_of_the_api() -> None:
    trade = Trade(a_trade(orders=(an_order(),), enter_tag="dip"))
    fields = trade.to_json()
    assert (fields["trade_id"], fields["enter_tag"], fields["stop_loss_abs"]) == (1, "dip", 90.0)
    assert fields["orders"][0]["order_type"] == "limit"
    assert set(trade.to_json(minified=True)["orders"][0]) == {
        "amount", "safe_price", "ft_order_side", "order_filled_timestamp", "ft_is_entry", "ft_order_tag", "cost",
    }  # fmt: skip
    assert (trade.buy_tag, trade.sell_reason) == ("dip", None)


def test_what_a_file_writes_to_a_trade_changes_nothing() -> None:
    facts = a_trade()
    trade = Trade(facts)
    trade.stop_loss = 1.0
    assert (trade.stop_loss, Trade(facts).stop_loss) == (1.0, 90.0)


def test_orders_are_selected_by_side_and_state() -> None:
    waiting = an_open_order(id=2, side=OrderSide.SELL, filled=0.25)
    trade = Trade(a_trade(orders=(an_order(), waiting)))
    assert [order.id for order in trade.select_filled_orders()] == [1]
    assert trade.select_filled_orders("sell") == []
    assert trade.select_order("sell", is_open=True).id == 2
    assert trade.select_order("buy", is_open=True) is None
    assert trade.select_order(only_filled=True).id == 2


def test_an_order_shows_its_fields_under_the_known_names() -> None:
    order = Order(an_order(filled=0.5, remaining=0.5, fee_base=0.001, tag="dip"))
    assert (order.ft_order_side, order.side, order.status, order.order_type) == ("buy", "buy", "closed", "limit")
    assert (order.safe_price, order.safe_amount, order.safe_filled, order.safe_remaining) == (100.0, 1.0, 0.5, 0.5)
    assert (order.stake_amount, order.stake_amount_filled, order.safe_cost) == (100.0, 50.0, 100.0)
    assert (order.safe_fee_base, order.safe_amount_after_fee, order.ft_order_tag) == (0.001, 0.499, "dip")
    assert order.order_filled_utc == T0 + timedelta(seconds=1)
    assert Order(an_open_order(status=OrderStatus.INTENT)).status == "open"
    with pytest.raises(AttributeError):
        _ = order.colour


def test_other_trades_are_found_through_the_class(bound: Desk) -> None:
    bound.book.open = [a_trade(id=3), a_trade(id=4, pair="ETH/USDT", opened_at=T0 + HOUR)]
    bound.book.closed = [a_closed_trade(id=1), a_closed_trade(id=2, closed_at=T0 + 3 * HOUR)]

    def ids(**choice: object) -> list[int]:
        return [trade.id for trade in Trade.get_trades_proxy(**choice)]

    assert ids() == [1, 2, 3, 4]
    assert ids(is_open=True) == [3, 4] == [trade.id for trade in Trade.get_open_trades()]
    assert ids(pair="ETH/USDT") == [4]
    assert ids(is_open=False, close_date=T0 + 2 * HOUR) == [2] == ids(close_date=T0 + 2 * HOUR)
    assert ids(is_open=True, open_date=T0) == [4]
    assert (Trade.get_open_trade_count(), Trade.total_open_trades_stakes()) == (2, 200.0)


def test_totals_come_from_the_books(bound: Desk) -> None:
    bound.book.stats = FixedStats(profit_amount=12.0, groups=[Group("BTC/USDT", 12.0, 0.1234, 0.1, 3)])
    assert Trade.get_total_closed_profit() == 12.0
    assert Trade.get_best_pair() == ("BTC/USDT", 0.1234)
    assert Trade.get_overall_performance()[0]["profit"] == 12.34
    bound.book.stats = replace(bound.book.stats, groups=[])
    assert Trade.get_best_pair() is None


def test_custom_data_stay_with_the_trade(bound: Desk) -> None:
    trade = Trade(a_trade())
    trade.set_custom_data("seen", {"rsi": 30})
    trade.set_custom_data("seen", [1])
    assert (trade.get_custom_data("seen"), trade.get_custom_data("other", 5)) == ([1], 5)
    entry = trade.get_custom_data_entry("seen")
    assert (entry.cd_key, entry.cd_type, entry.cd_value, entry.value) == ("seen", "list", "[1]", [1])
    assert (entry.ft_trade_id, entry.created_at, entry.updated_at) == (trade.id, bound.clock.now(), bound.clock.now())
    assert trade.get_custom_data_entry("other") is None
    trade.commit()
    assert len(trade.get_all_custom_data()) == 1
    trade.delete_custom_data("seen")
    assert trade.get_all_custom_data() == []


def test_without_a_bot_there_are_no_trades_to_ask_for() -> None:
    Trade.bind(None)
    with pytest.raises(RuntimeError, match="no bot runs"):
        Trade.get_open_trades()
