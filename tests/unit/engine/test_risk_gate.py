"""The gate stands in front of every order, and what it says outlives a restart."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.enums import BotState, OrderSide, OrderType
from bot.domain.events import EventType
from bot.domain.risk import OrderPreview, RiskLimits, RiskState
from bot.errors import Refused, RiskRefused
from bot.state.commands import ForceEnter, ForceExit, KeepAlive, PanicExit, PreviewOrder, SetRiskState
from tests.builders import some_settings
from tests.fakes.engine import Rig, a_rig
from tests.fakes.orders import FakeOrders
from tests.unit.engine.rigs import ETH, PAIR, a_rig_in_a_trade, a_rig_on, a_rig_with_an_order, two_markets


def limited(**limits: Any) -> Any:
    return some_settings(risk=RiskLimits(**limits))


def test_an_order_that_is_too_large_is_refused_before_anything_is_stored() -> None:
    rig = a_rig(settings=limited(max_order_notional=99.0))
    with pytest.raises(Refused, match=r"worth 100, risk\.max_order_notional is 99"):
        rig.ask(ForceEnter(pair=PAIR))
    assert (rig.orders.requests, rig.trades.all()) == ([], [])


def test_a_strategys_entry_is_refused_as_well() -> None:
    rig = a_rig(settings=limited(max_order_notional=99.0))
    rig.signal()
    rig.run()
    assert rig.orders.requests == []


def test_entries_stop_after_too_many_orders_and_go_on_a_minute_later() -> None:
    rig = a_rig(settings=limited(max_orders_per_minute=1), market=two_markets(), pairs=(PAIR, ETH), fill_at_once=True)
    rig.ask(ForceEnter(pair=PAIR))
    with pytest.raises(Refused, match="1 orders in the last minute"):
        rig.ask(ForceEnter(pair=ETH))
    rig.ask(ForceExit(trade_id=1))
    assert not rig.only_trade().is_open, "an exit is no entry"
    rig.pass_time(seconds=61)
    rig.ask(ForceEnter(pair=ETH))


def test_a_days_losses_stop_entries_until_the_next_day() -> None:
    rig = a_rig_in_a_trade(settings=limited(max_daily_loss=5.0), pairs=(PAIR, ETH), market=two_markets())
    rig.market.set_price(PAIR, 90.0)
    rig.orders.market_price = 90.0
    rig.ask(ForceExit(trade_id=1))
    with pytest.raises(Refused, match="lost since midnight UTC"):
        rig.ask(ForceEnter(pair=ETH))
    assert rig.show().risk.daily_result < -5
    rig.pass_time(hours=24)
    rig.ask(ForceEnter(pair=ETH))


@pytest.mark.parametrize("state", [RiskState.REDUCE_ONLY, RiskState.HALTED])
def test_a_state_lasts_over_a_restart(state: RiskState) -> None:
    rig = a_rig()
    rig.ask(SetRiskState(state, "news"))
    rig.restart()
    with pytest.raises(Refused, match=rf"risk state is {state} \(news\)"):
        rig.ask(ForceEnter(pair=PAIR))
    picture = rig.ask(SetRiskState(RiskState.NORMAL))
    assert picture.state is RiskState.NORMAL
    rig.ask(ForceEnter(pair=PAIR))


def test_reducing_goes_on_while_nothing_is_increased() -> None:
    rig = a_rig_in_a_trade()
    rig.ask(SetRiskState(RiskState.REDUCE_ONLY))
    rig.ask(ForceExit(trade_id=1))
    assert not rig.only_trade().is_open


def test_what_is_halted_cancels_nothing_that_it_could_not_replace() -> None:
    rig = a_rig_with_an_order()
    rig.orders.fill("x-1")
    rig.run()
    rig.ask(SetRiskState(RiskState.HALTED))
    with pytest.raises(RiskRefused):
        rig.ask(ForceExit(trade_id=1))
    assert rig.orders.cancelled == []
    assert rig.only_trade().has_position


def test_panic_leaves_everything_and_enters_nothing() -> None:
    rig = a_rig_in_a_trade(market=two_markets(), pairs=(PAIR, ETH), options={"max_open_trades": 3})
    rig.orders.fill_at_once = False
    rig.ask(ForceEnter(pair=ETH, order_type=OrderType.LIMIT, price=50.0))
    rig.strategy.confirms_exit = False
    rig.orders.fill_at_once = True
    assert rig.ask(PanicExit("fire")) == 0
    assert [trade.exit_reason for trade in rig.trades.all()] == ["panic_exit"]
    assert (rig.trader.state, rig.show().risk.state) == (BotState.PAUSED, RiskState.REDUCE_ONLY)
    assert rig.orders.requests[-1].order_type is OrderType.MARKET
    sent = len(rig.orders.requests)
    assert rig.ask(PanicExit("again")) == 0
    assert len(rig.orders.requests) == sent


def test_panic_goes_on_after_a_restart() -> None:
    rig = a_rig_on(FakeOrders(fill_at_once=True)).start()
    rig.signal()
    rig.run()
    rig.orders.fill_at_once = False
    assert rig.ask(PanicExit()) == 1
    (waiting,) = rig.only_trade().open_orders
    rig.restart()
    assert rig.show().risk.is_panic
    rig.orders.fill(waiting.order_id)
    rig.run(2)
    assert (rig.only_trade().is_open, rig.show().risk.is_panic) == (False, False)
    assert [request.side for request in rig.orders.requests] == [OrderSide.BUY, OrderSide.SELL], "sold once"


def test_without_a_sign_of_life_nothing_is_entered_any_more() -> None:
    rig = a_rig_with_an_order()
    rig.ask(KeepAlive(60))
    rig.pass_time(seconds=59)
    rig.ask(KeepAlive(60))
    rig.pass_time(seconds=59)
    rig.run()
    assert rig.show().risk.state is RiskState.NORMAL
    rig.pass_time(seconds=2)
    rig.run()
    picture = rig.show().risk
    assert (picture.state, picture.reason, picture.alive_until) == (RiskState.REDUCE_ONLY, "dead-man switch", None)
    assert rig.orders.cancelled == ["x-1"]
    assert "sign of life" in rig.said(EventType.WARNING)[-1]


def test_a_switch_is_disarmed_and_armed_by_the_configuration() -> None:
    rig = a_rig(settings=limited(dead_man_timeout_s=30.0))
    assert rig.show().risk.alive_until is not None
    rig.ask(KeepAlive(0))
    rig.pass_time(hours=1)
    rig.run()
    assert rig.show().risk.state is RiskState.NORMAL


def preview(rig: Rig, **asked: Any) -> OrderPreview:
    answer: OrderPreview = rig.ask(PreviewOrder(**{"pair": PAIR, **asked}))
    return answer


def test_a_preview_tells_cost_fee_and_slippage() -> None:
    rig = a_rig()
    rig.market.set_book(PAIR, bids=[(99, 1)], asks=[(100, 1), (102, 9)])
    found = preview(rig, order_type=OrderType.MARKET, amount=2.0)
    assert (found.average, found.cost, found.slippage) == (101.0, 202.0, 0.01)
    assert found.fee == pytest.approx(202 * found.fee_rate)
    assert (found.refused_by, rig.orders.requests) == (None, [])


def test_a_preview_names_the_rule_that_would_refuse() -> None:
    rig = a_rig(settings=limited(max_order_notional=50.0))
    assert preview(rig, stake_amount=100.0, price=100.0).refused_by == "max_order_notional"
    assert preview(rig, stake_amount=1.0, price=100.0).refused_by == "market minimum"
    assert preview(rig, stake_amount=20.0, price=100.0).refused_by is None


@pytest.mark.parametrize(
    "asked",
    [{}, {"amount": 1.0, "stake_amount": 1.0}, {"pair": "NO/USDT", "amount": 1.0}, {"amount": 1e-9}, {"amount": -1.0}],
)
def test_a_preview_that_can_not_be_meant_is_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        preview(a_rig(), **asked)
