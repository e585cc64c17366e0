"""Entries by hand."""

import math
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.enums import Direction, OrderType
from bot.domain.trade import Trade
from bot.errors import InvalidOrder, Refused
from bot.settings.model import OrderTypes
from bot.state.commands import AddLocks, ForceEnter, LockRequest, Pause, Stop
from tests.builders import T0, a_market, some_settings
from tests.fakes.engine import Rig, a_running_rig
from tests.fakes.market import FakeMarket
from tests.unit.engine.rigs import ETH, PAIR, a_rig_in_a_trade, a_rig_with_an_order, two_markets

SEVERAL = {"position_adjustment_enable": True}


def enter(rig: Rig, **values: Any) -> Trade:
    trade: Trade = rig.ask(ForceEnter(**{"pair": PAIR, **values}))
    return trade


def assert_untouched(rig: Rig) -> None:
    assert (rig.orders.requests, rig.trades.all(), rig.heard_types()) == ([], [], [])


def test_an_entry_by_hand_is_a_trade_at_once() -> None:
    rig = a_running_rig()
    trade = enter(rig)
    assert (trade.id, trade.enter_tag, trade.stake_amount) == (1, "force_entry", 100.0)
    (request,) = rig.orders.requests
    assert (request.order_type, float(request.price or 0), float(request.amount)) == (OrderType.LIMIT, 100.0, 1.0)
    assert rig.trader.picture().open_trades[0].current_rate == 100.0


def test_price_stake_tag_and_order_type_are_the_users() -> None:
    rig = a_running_rig()
    trade = enter(rig, price=95.0, stake_amount=190.0, tag="mine", order_type=OrderType.LIMIT)
    (request,) = rig.orders.requests
    assert (float(request.price or 0), float(request.amount), trade.enter_tag) == (95.0, 2.0, "mine")


def test_a_market_order_by_hand() -> None:
    rig = a_running_rig()
    enter(rig, order_type=OrderType.MARKET, price=95.0)
    assert rig.orders.requests[0].order_type is OrderType.MARKET


def test_the_order_type_for_entries_by_hand_can_be_configured() -> None:
    rig = a_running_rig(options={"order_types": OrderTypes(force_entry="market")})
    enter(rig)
    assert rig.orders.requests[0].order_type is OrderType.MARKET


def test_a_stopped_bot_refuses() -> None:
    rig = a_running_rig()
    rig.ask(Stop())
    with pytest.raises(Refused, match="trader is not running"):
        enter(rig)
    assert_untouched(rig)


def test_a_paused_bot_refuses() -> None:
    rig = a_running_rig()
    rig.ask(Pause())
    with pytest.raises(Refused, match="trader is not running"):
        enter(rig)
    assert_untouched(rig)


def test_a_bot_without_the_permission_refuses() -> None:
    rig = a_running_rig(settings=some_settings(force_entry_enable=False))
    with pytest.raises(Refused, match="Force_entry not enabled"):
        enter(rig)


def test_spot_markets_know_no_short_trades() -> None:
    with pytest.raises(Refused, match="Can't go short on Spot markets"):
        enter(a_running_rig(), direction=Direction.SHORT)


@pytest.mark.parametrize(
    ("pair", "why"),
    [("XYZ/USDT", "Symbol does not exist"), ("OLD/USDT", "market is not active"), ("BTC/EUR", "stake-currency USDT")],
)
def test_a_pair_that_can_not_be_traded_is_refused(pair: str, why: str) -> None:
    market = FakeMarket(a_market(), a_market("OLD/USDT", active=False), a_market("BTC/EUR"))
    rig = a_running_rig(market=market)
    with pytest.raises(Refused, match=why):
        enter(rig, pair=pair)
    assert_untouched(rig)


@pytest.mark.parametrize("number", [0.0, -1.0, math.nan, math.inf, -math.inf, 1e300])
@pytest.mark.parametrize("field", ["price", "stake_amount", "leverage"])
def test_a_number_that_can_not_be_meant_is_refused(field: str, number: float) -> None:
    rig = a_running_rig()
    with pytest.raises(Refused, match="must be a number above 0"):
        enter(rig, **{field: number})
    assert_untouched(rig)


def test_an_open_position_is_not_doubled() -> None:
    rig = a_rig_in_a_trade()
    with pytest.raises(Refused, match="position for BTC/USDT already open - id: 1"):
        enter(rig)
    assert len(rig.orders.requests) == 1


def test_a_position_is_added_to_where_the_strategy_allows() -> None:
    rig = a_rig_in_a_trade(options=SEVERAL)
    trade = enter(rig, stake_amount=50.0)
    assert (trade.id, trade.amount, len(trade.orders)) == (1, 1.5, 2)
    assert rig.heard[-1].data["sub_trade"] is True


def test_nothing_is_added_while_an_order_waits() -> None:
    rig = a_rig_with_an_order(options=SEVERAL)
    with pytest.raises(Refused, match="already open - id: 1 and has open order x-1"):
        enter(rig)


def test_the_number_of_trades_is_limited() -> None:
    rig = a_rig_in_a_trade(market=two_markets(), options={"max_open_trades": 1})
    with pytest.raises(Refused, match="Maximum number of trades is reached"):
        enter(rig, pair=ETH)


def test_a_position_is_added_to_beyond_the_number_of_trades() -> None:
    rig = a_rig_in_a_trade(options={**SEVERAL, "max_open_trades": 1})
    assert enter(rig, stake_amount=50.0).amount == 1.5


def test_a_stake_below_the_minimum_is_refused_not_raised() -> None:
    rig = a_running_rig()
    with pytest.raises(Refused, match=r"The stake of 5 USDT is below the minimum of 5\.8"):
        enter(rig, stake_amount=5.0)
    assert_untouched(rig)


def test_a_stake_above_the_markets_maximum_is_refused() -> None:
    rig = a_running_rig(market=FakeMarket(a_market(max_cost=200.0)))
    with pytest.raises(Refused, match="above the maximum of 200"):
        enter(rig, stake_amount=201.0)
    assert_untouched(rig)


@pytest.mark.parametrize("stake", [2000.0, 990.001])
def test_a_stake_that_is_not_there_is_refused(stake: float) -> None:
    rig = a_running_rig()
    with pytest.raises(Refused, match="is lower than stake amount"):
        enter(rig, stake_amount=stake)
    assert_untouched(rig)


def test_no_balance_no_entry() -> None:
    rig = a_running_rig(settings=some_settings(dry_run_wallet={"USDT": 50.0}))
    with pytest.raises(Refused, match=r"Available balance \(49.5 USDT\) is lower than stake amount \(100 USDT\)"):
        enter(rig)
    assert_untouched(rig)


def test_a_price_below_the_smallest_step_is_refused() -> None:
    rig = a_running_rig()
    with pytest.raises(Refused, match="smallest price step"):
        enter(rig, price=0.001)
    assert_untouched(rig)


def lock(rig: Rig, pair: str, side: str = "*", reason: str = "Bad news") -> None:
    rig.ask(AddLocks((LockRequest(pair=pair, until=T0 + timedelta(minutes=22), side=side, reason=reason),)))


@pytest.mark.parametrize(("pair", "side"), [(PAIR, "*"), (PAIR, "long"), ("*", "*")])
def test_a_locked_pair_is_refused_with_reason_and_end(pair: str, side: str) -> None:
    rig = a_running_rig()
    lock(rig, pair, side)
    with pytest.raises(Refused, match=r"BTC/USDT is locked until 2026-11-01 12:25:00 UTC: Bad news") as refused:
        enter(rig)
    assert str(refused.value).endswith(".")
    assert_untouched(rig)


def test_a_lock_without_a_reason_tells_its_end() -> None:
    rig = a_running_rig()
    lock(rig, PAIR, reason="")
    with pytest.raises(Refused, match=r"BTC/USDT is locked until 2026-11-01 12:25:00 UTC\.$"):
        enter(rig)


def test_a_locked_position_is_not_added_to() -> None:
    rig = a_rig_in_a_trade(options=SEVERAL)
    lock(rig, PAIR, "long")
    with pytest.raises(Refused, match="is locked until"):
        enter(rig)


def test_a_lock_on_the_other_side_or_another_pair_holds_nothing() -> None:
    rig = a_running_rig(market=two_markets())
    lock(rig, PAIR, "short")
    lock(rig, ETH)
    assert enter(rig).id == 1


def test_the_lock_that_an_exit_left_stops_signals_but_no_user() -> None:
    rig = a_running_rig()
    lock(rig, PAIR, "long", reason="Auto lock")
    assert enter(rig).id == 1


def test_a_lock_that_ended_holds_nothing() -> None:
    rig = a_running_rig()
    lock(rig, PAIR)
    rig.pass_time(minutes=25)
    assert enter(rig).id == 1


def test_the_strategy_has_the_last_word() -> None:
    rig = a_running_rig()
    rig.strategy.confirms_entry = False
    with pytest.raises(Refused, match="Failed to enter position for BTC/USDT"):
        enter(rig)
    assert_untouched(rig)


def test_an_exchange_that_refuses_leaves_nothing() -> None:
    rig = a_running_rig()
    rig.orders.script.append(InvalidOrder("Price out of range."))
    with pytest.raises(Refused, match=r"Failed to enter position for BTC/USDT\. Price out of range\."):
        enter(rig)
    assert (rig.trades.all(), rig.heard_types()) == ([], [])


def test_an_entry_without_a_price_is_refused() -> None:
    rig = a_running_rig()
    rig.market.set_book(PAIR, bids=[], asks=[])
    with pytest.raises(Refused, match="no price"):
        enter(rig)
