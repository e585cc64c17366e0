"""Strategies that add to positions and take from them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.domain.enums import OrderSide
from bot.domain.events import EventType
from bot.domain.trade import Trade
from bot.errors import ExchangeError
from bot.ports.strategy import Adjustment, PositionView
from bot.settings.model import OrderTypes
from bot.state.commands import Pause
from tests.builders import a_market
from tests.fakes.engine import Rig
from tests.fakes.market import FakeMarket
from tests.fakes.orders import FakeOrders
from tests.unit.engine.rigs import PAIR, a_rig_in_a_trade, a_rig_with_an_order

ADJUSTS = {"position_adjustment_enable": True}
Wish = Callable[[Trade, PositionView], Adjustment | None]


def a_rig(*stakes: float, tag: str | None = None, **options: object) -> Rig:
    """A rig that bought 1 BTC at 100; its strategy then wishes for ``stakes``, one per pass."""
    rig = a_rig_in_a_trade(options={**ADJUSTS, **options})
    left = list(stakes)
    rig.strategy.adjustment = lambda trade, view: Adjustment(left.pop(0), tag) if left else None
    return rig


def test_without_the_setting_nobody_is_asked() -> None:
    rig = a_rig_in_a_trade()
    rig.run()
    assert rig.strategy.called("adjust_position") == []


def test_a_position_is_added_to() -> None:
    rig = a_rig(50.0, tag="more", stoploss=-0.5)
    rig.market.set_price(PAIR, 80.0)
    rig.run()
    trade = rig.only_trade()
    assert (trade.amount, trade.stake_amount, trade.open_rate) == (1.625, 150.0, 92.31)
    assert (trade.orders[1].tag, trade.enter_tag) == ("more", "dip")
    assert rig.heard_types() == ["entry", "entry_fill", "entry", "entry_fill"]
    assert rig.last(EventType.ENTRY_FILL)["sub_trade"] is True
    assert rig.strategy.called("confirm_entry") == [PAIR]


def test_the_strategy_is_told_rates_profits_and_bounds() -> None:
    rig = a_rig_in_a_trade(options=ADJUSTS)
    rig.market.set_price(PAIR, 110.0)
    rig.run()
    view = rig.strategy.called("adjust_position")[-1]
    assert (view.entry_rate, view.exit_rate) == (110.0, 110.0)
    assert view.entry_profit == view.exit_profit == pytest.approx(110 * 0.999 / 100.1 - 1)
    assert view.max_stake == pytest.approx(rig.show().wallets.available_stake)


def test_a_part_is_taken_out() -> None:
    rig = a_rig(-40.0, tag="less")
    rig.market.set_price(PAIR, 101.0)
    rig.run()
    trade = rig.only_trade()
    assert (trade.is_open, trade.amount, trade.stake_amount) == (True, pytest.approx(0.6), pytest.approx(60.0))
    assert (trade.orders[1].tag, trade.exit_reason) == ("less", None)
    assert trade.realized_profit == pytest.approx(0.4 * (101 * 0.999 - 100 * 1.001))
    assert rig.last(EventType.EXIT_FILL)["sub_trade"] is True
    assert rig.strategy.called("confirm_exit") == []


@pytest.mark.parametrize("stake", [-100.0, -500.0])
def test_all_may_be_taken_out(stake: float) -> None:
    rig = a_rig(stake)
    rig.run()
    assert (rig.only_trade().is_open, rig.only_trade().exit_reason) == (False, "partial_exit")
    assert rig.strategy.called("confirm_exit") == []


def test_what_would_be_left_must_be_worth_selling() -> None:
    market = FakeMarket(a_market(min_cost=10.0))
    rig = a_rig_in_a_trade(options=ADJUSTS, market=market)
    rig.strategy.adjustment = lambda trade, view: Adjustment(-95.0)
    rig.run()
    assert len(rig.only_trade().orders) == 1


@pytest.mark.parametrize(("limit", "entries"), [(-1, 4), (0, 1), (1, 2), (2, 3)])
def test_the_number_of_additions_is_limited(limit: int, entries: int) -> None:
    rig = a_rig(20.0, 20.0, 20.0, max_entry_position_adjustment=limit)
    rig.run(4)
    assert len(rig.only_trade().entries) == entries


def test_a_paused_bot_takes_out_and_does_not_add() -> None:
    rig = a_rig(20.0, -20.0)
    rig.ask(Pause())
    rig.run(2)
    assert [order.side for order in rig.only_trade().orders] == [OrderSide.BUY, OrderSide.SELL]


@pytest.mark.parametrize("stake", [0.0, 1e12])
def test_a_stake_that_is_nothing_or_beyond_the_wallet(stake: float) -> None:
    rig = a_rig(stake)
    available = rig.show().wallets.available_stake
    rig.run()
    assert rig.only_trade().stake_amount == pytest.approx(100.0 if not stake else 100.0 + available, abs=0.02)


def test_a_stake_is_raised_to_the_minimum_or_skipped() -> None:
    market = FakeMarket(a_market(min_cost=10.0))
    rig = a_rig_in_a_trade(options=ADJUSTS, market=market)
    rig.strategy.adjustment = lambda trade, view: Adjustment(5.0)
    rig.run()
    assert len(rig.only_trade().orders) == 1
    least = rig.strategy.called("adjust_position")[-1].min_stake
    rig.strategy.adjustment = lambda trade, view: Adjustment(least * 0.9) if len(trade.entries) == 1 else None
    rig.run()
    assert rig.only_trade().stake_amount == pytest.approx(100 + least, abs=0.1)


def test_an_entry_that_waits_is_replaced_by_the_wish_of_the_strategy() -> None:
    rig = a_rig_with_an_order(options=ADJUSTS)
    rig.strategy.adjustment = lambda trade, view: Adjustment(60.0)
    rig.run(2)
    trade = rig.only_trade()
    assert [(order.status.value, order.amount) for order in trade.orders] == [("canceled", 1.0), ("open", 0.6)]
    assert rig.orders.cancelled == ["x-1"]


def test_an_exit_that_waits_gives_way_to_an_addition() -> None:
    rig = a_rig_in_a_trade(options=ADJUSTS)
    rig.orders.fill_at_once = False
    rig.strategy.exit_word = "enough"
    rig.run()
    rig.strategy.exit_word = None
    rig.orders.fill_at_once = True
    rig.strategy.adjustment = lambda trade, view: Adjustment(50.0) if len(trade.entries) == 1 else None
    rig.run()
    trade = rig.only_trade()
    assert [order.status.value for order in trade.orders] == ["closed", "canceled", "closed"]
    assert trade.stake_amount == pytest.approx(150.0)


def test_nothing_can_be_taken_out_of_an_entry_that_waits() -> None:
    rig = a_rig_with_an_order(options=ADJUSTS)
    rig.strategy.adjustment = lambda trade, view: Adjustment(-50.0)
    rig.run()
    assert [order.status.value for order in rig.only_trade().orders] == ["open"]


def test_an_exchange_that_refuses_leaves_the_position() -> None:
    rig = a_rig(50.0)
    rig.orders.script.append(ExchangeError("Not now."))
    rig.run(2)
    trade = rig.only_trade()
    assert (trade.is_open, trade.stake_amount, trade.open_orders) == (True, 100.0, ())


def test_without_a_price_nobody_is_asked() -> None:
    rig = a_rig(50.0)
    rig.market.set_book(PAIR, bids=[], asks=[])
    rig.run()
    assert rig.strategy.called("adjust_position") == []


def test_the_stop_on_the_exchange_covers_what_was_added() -> None:
    types = OrderTypes(stoploss="market", stoploss_on_exchange=True)
    rig = a_rig_in_a_trade(options={**ADJUSTS, "order_types": types})
    rig.strategy.adjustment = lambda trade, view: Adjustment(50.0) if len(trade.entries) == 1 else None
    rig.run(2)
    stop = rig.only_trade().stop_order
    assert stop is not None
    assert stop.amount == pytest.approx(1.5)
    assert isinstance(rig.orders, FakeOrders)
    assert len([report for report in rig.orders.reports.values() if report.status.is_open]) == 1
