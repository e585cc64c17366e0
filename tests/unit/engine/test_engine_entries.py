"""Opening trades: signals, locks, stakes, prices."""

from datetime import timedelta

import pytest

from bot.domain.enums import OrderSide, OrderStatus, TradingMode
from bot.errors import InvalidOrder
from bot.settings.model import Pricing
from bot.state.commands import Pause
from tests.builders import T0, a_market, some_settings
from tests.fakes.engine import a_rig, a_running_rig
from tests.fakes.market import FakeMarket
from tests.unit.engine.rigs import ETH, PAIR, a_rig_in_a_trade, two_markets


def test_a_pair_with_an_open_trade_is_not_entered_again() -> None:
    rig = a_rig(fill_at_once=True)
    rig.signal()
    rig.run(3)
    assert len(rig.orders.requests) == 1


def test_slots_end_the_look_for_entries() -> None:
    rig = a_rig(market=two_markets(), pairs=[PAIR, ETH], options={"max_open_trades": 1})
    rig.signal("*", enter_long=1)
    rig.run()
    assert [request.pair for request in rig.orders.requests] == [PAIR]


def test_a_paused_bot_leaves_but_does_not_enter() -> None:
    rig = a_rig_in_a_trade(market=two_markets(), pairs=[PAIR, ETH])
    rig.ask(Pause())
    rig.signal(ETH, enter_long=1)
    rig.market.set_price(PAIR, 89.0)
    rig.run()
    assert [trade.pair for trade in rig.trades.all()] == [PAIR]
    assert not rig.only_trade().is_open


def test_a_global_lock_holds_every_pair() -> None:
    rig = a_running_rig()
    rig.signal()
    rig.trader._bench.locks.add("*", rig.clock.now() + timedelta(hours=1), "quiet")
    rig.pass_time(minutes=5)
    rig.run()
    assert rig.orders.requests == []


@pytest.mark.parametrize(("until_min", "enters"), [(1, True), (12, False)])
def test_a_signal_needs_a_lock_that_ends_before_the_next_candle(until_min: int, *, enters: bool) -> None:
    rig = a_running_rig()
    rig.signal()
    rig.trader._bench.locks.add(PAIR, T0 + timedelta(minutes=until_min), "rest", "long")
    rig.pass_time(minutes=5)
    rig.run()
    assert bool(rig.orders.requests) is enters


def test_old_candles_are_not_acted_upon(caplog: pytest.LogCaptureFixture) -> None:
    rig = a_rig()
    rig.signal()
    rig.market.set_candles(PAIR, "5m", rig.market.candles(PAIR, "5m", None, 20).head(15))
    rig.run(2)
    assert rig.orders.requests == []
    assert caplog.text.count("Outdated history for pair BTC/USDT") == 1


def test_a_strategy_may_refuse_an_entry_and_an_exit() -> None:
    rig = a_rig(fill_at_once=True)
    rig.signal()
    rig.strategy.confirms_entry = False
    rig.run()
    assert rig.trades.all() == []
    rig.strategy.confirms_entry, rig.strategy.confirms_exit = True, False
    rig.run()
    rig.market.set_price(PAIR, 89.0)
    rig.run()
    assert rig.only_trade().is_open


def test_a_strategys_price_and_stake_count_within_their_limits() -> None:
    rig = a_rig()
    rig.signal()
    rig.strategy.entry_rate = lambda proposed: proposed * 0.5
    rig.strategy.stake = lambda proposed: proposed * 2
    rig.run()
    (request,) = rig.orders.requests
    assert float(request.price or 0) == 98.0
    assert float(request.amount) == 2.04


def test_a_stake_that_can_not_be_met_is_no_entry(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    rig = a_rig()
    rig.signal()
    rig.strategy.stake = lambda proposed: 0.5
    rig.run()
    assert rig.orders.requests == []
    assert "No entry on BTC/USDT: The stake of 0.5 USDT does not fit" in caplog.text


def test_an_exchange_that_refuses_leaves_no_trade() -> None:
    rig = a_rig()
    rig.signal()
    rig.orders.script.append(InvalidOrder("Too small."))
    rig.run()
    assert rig.trades.all() == []
    assert rig.heard_types() == []


@pytest.mark.parametrize("status", [OrderStatus.REJECTED, OrderStatus.EXPIRED, OrderStatus.CANCELED])
def test_an_entry_that_ends_at_once_unfilled_leaves_no_trade(status: OrderStatus) -> None:
    rig = a_rig()
    rig.signal()
    rig.orders.script.append({"status": status})
    rig.run()
    assert (rig.trades.all(), rig.heard_types()) == ([], [])


def test_the_market_must_offer_depth_if_the_user_wants_it() -> None:
    pricing = Pricing(check_depth_of_market=True, bids_to_ask_delta=2.0)
    rig = a_rig(settings=some_settings(entry_pricing=pricing))
    rig.signal()
    rig.run()
    assert rig.orders.requests == []
    rig.market.set_book(PAIR, bids=[(100.0, 30.0)], asks=[(100.5, 10.0)])
    rig.run()
    assert len(rig.orders.requests) == 1


def test_a_short_signal_is_sold_first() -> None:
    settings = some_settings(trading_mode=TradingMode.FUTURES)
    rig = a_rig(settings=settings, options={"can_short": True, "minimal_roi": {0: 0.02}}, fill_at_once=True)
    rig.signal(enter_short=1)
    rig.run()
    assert (rig.orders.requests[0].side, rig.only_trade().is_short) == (OrderSide.SELL, True)
    assert rig.only_trade().stop_loss == 110.0
    rig.strategy.signals.clear()
    rig.market.set_price(PAIR, 90.0)
    rig.run()
    assert (rig.orders.requests[1].side, rig.only_trade().exit_reason) == (OrderSide.BUY, "roi")


def test_an_amount_below_the_smallest_step_is_no_entry() -> None:
    market = FakeMarket(a_market(amount_precision=1.0, min_amount=None, min_cost=None))
    market.set_price(PAIR, 1000.0)
    rig = a_rig(market=market)
    rig.signal()
    rig.run()
    assert (rig.orders.requests, rig.trades.all()) == ([], [])


def test_a_fee_of_the_configuration_counts_on_paper() -> None:
    rig = a_rig(settings=some_settings(fee=0.005))
    rig.signal()
    rig.run()
    assert (rig.only_trade().fee_open, rig.only_trade().fee_close) == (0.005, 0.005)


def test_trades_are_told_apart_by_pair() -> None:
    rig = a_rig(market=two_markets(), pairs=[PAIR, ETH], fill_at_once=True)
    rig.signal("*", enter_long=1)
    rig.run()
    assert [trade.pair for trade in rig.trades.open_trades()] == [PAIR, ETH]
