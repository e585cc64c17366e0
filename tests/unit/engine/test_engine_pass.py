"""A trade's life, and the steps of a pass."""

from datetime import datetime, timedelta

import pandas as pd
import pytest

from bot.domain.enums import BotState, OrderSide, OrderType
from bot.domain.events import EventType
from bot.errors import ExchangeError, StorageError, TemporaryError
from bot.state.commands import Stop
from tests.builders import T0, a_market, a_trade, some_settings
from tests.fakes.engine import Rig, a_rig, a_running_rig
from tests.fakes.market import FakeMarket
from tests.unit.engine.rigs import ETH, PAIR, a_rig_in_a_trade, two_markets


def test_a_signal_becomes_an_order() -> None:
    rig = a_rig()
    rig.signal()
    rig.run()
    (request,) = rig.orders.requests
    assert (request.pair, request.side, request.order_type) == (PAIR, OrderSide.BUY, OrderType.LIMIT)
    assert (float(request.amount), float(request.price or 0)) == (1.0, 100.0)
    trade = rig.only_trade()
    assert (trade.is_open, trade.amount, trade.stake_amount, trade.enter_tag) == (True, 0.0, 100.0, "dip")
    assert (trade.stop_loss, trade.strategy, trade.exchange) == (90.0, "FakeStrategy", "simulated")
    assert rig.heard_types() == ["entry"]


def test_a_fill_becomes_a_position() -> None:
    rig = a_rig()
    rig.signal()
    rig.run()
    rig.pass_time(seconds=5)
    rig.orders.fill("x-1", price=99.5)
    rig.run()
    trade = rig.only_trade()
    assert (trade.amount, trade.open_rate, trade.open_orders) == (1.0, 99.5, ())
    assert trade.stake_amount == pytest.approx(99.5)
    assert trade.first_fill_at == rig.clock.now()
    assert rig.strategy.called("order_filled") == [1]
    assert rig.heard_types() == ["entry", "entry_fill"]


def test_an_order_that_fills_at_once_tells_of_the_order_first() -> None:
    rig = a_rig_in_a_trade()
    assert rig.only_trade().amount == 1.0
    assert rig.heard_types() == ["entry", "entry_fill"]


def test_a_pair_without_candles_is_left_alone() -> None:
    rig = a_rig(market=FakeMarket())
    rig.market.set_candles(PAIR, "5m", rig.market.candles(PAIR, "5m", None, 1).head(0))
    rig.signal()
    rig.run()
    assert rig.strategy.called("analyze") == []


def test_each_candle_is_analysed_once() -> None:
    rig = a_rig()
    rig.run(3)
    assert rig.strategy.called("analyze") == [PAIR]
    rig.pass_time(minutes=5)
    rig.run(2)
    assert rig.strategy.called("analyze") == [PAIR, PAIR]


def test_a_strategy_may_want_every_pass() -> None:
    rig = a_rig(options={"process_only_new_candles": False})
    rig.run(3)
    assert len(rig.strategy.called("analyze")) == 3


def test_a_failing_strategy_does_not_end_the_pass(caplog: pytest.LogCaptureFixture) -> None:
    rig = a_rig_in_a_trade()
    rig.strategy.analysis_error = ZeroDivisionError("by zero")
    rig.pass_time(minutes=5)
    rig.market.set_price(PAIR, 89.0)
    rig.run()
    assert not rig.only_trade().is_open
    assert "Analysing BTC/USDT failed" in caplog.text


def test_a_pair_without_a_price_is_neither_entered_nor_left() -> None:
    rig = a_rig_in_a_trade(market=two_markets(), pairs=[PAIR, ETH])
    rig.market.set_book(PAIR, bids=[], asks=[])
    rig.market.set_book(ETH, bids=[], asks=[])
    rig.signal(ETH, enter_long=1)
    rig.pass_time(minutes=5)
    rig.run()
    assert rig.only_trade().is_open


def test_markets_and_pair_list_survive_a_bad_minute() -> None:
    rig = a_running_rig()
    rig.pairlist.fail = TemporaryError("Away.")
    rig.pass_time(minutes=61)
    rig.market.fail = TemporaryError("Away.")
    assert rig.run().whitelist == (PAIR,)


def test_a_new_pair_is_told_to_listeners() -> None:
    rig = a_rig(market=two_markets())
    rig.run()
    rig.pairlist.whitelist = (PAIR, ETH)
    rig.run()
    assert rig.last(EventType.WHITELIST) == {"data": [PAIR, ETH]}


def test_the_pair_of_an_open_trade_stays_on_the_list() -> None:
    rig = a_rig_in_a_trade(market=two_markets())
    rig.pairlist.whitelist = (ETH,)
    assert rig.run().whitelist == (ETH, PAIR)


class SilentMarket(FakeMarket):
    """A market whose candles can't be had."""

    def candles(self, pair: str, timeframe: str, since: datetime | None, limit: int) -> pd.DataFrame:
        raise TemporaryError("The exchange does not answer.")


def test_an_exchange_that_is_away_ends_the_pass() -> None:
    pairs = [f"C{number}/USDT" for number in range(4)]
    rig = a_rig(market=SilentMarket(*map(a_market, pairs)), pairs=pairs)
    with pytest.raises(TemporaryError, match="does not answer"):
        rig.trader.run_pass()


def test_one_pair_without_candles_does_not_end_the_pass(caplog: pytest.LogCaptureFixture) -> None:
    rig = a_rig()
    rig.market.fail = ExchangeError("No such pair.")
    rig.run()
    assert "No new candles for BTC/USDT 5m: No such pair." in caplog.text


def test_a_disk_that_fails_ends_the_pass_before_the_exchange_hears_of_an_order() -> None:
    rig = a_rig()
    rig.signal()
    rig.trades.script.append(StorageError("The disk is full."))
    with pytest.raises(StorageError):
        rig.trader.run_pass()
    assert rig.orders.requests == []


def test_a_stop_in_the_middle_of_a_pass_ends_it() -> None:
    rig = a_rig(market=two_markets(), pairs=[PAIR, ETH])
    rig.signal("*", enter_long=1)
    rig.trader.between_pairs = lambda: rig.trader.handle(Stop())  # type: ignore[assignment]  # the answer is not needed
    rig.run()
    assert (rig.orders.requests, rig.trader.state) == ([], BotState.STOPPED)


def test_a_stopped_bot_looks_at_its_prices_once_a_minute() -> None:
    rig = a_rig_in_a_trade()
    rig.ask(Stop())
    rig.market.set_price(PAIR, 89.0)
    picture = rig.run()
    assert picture.open_trades[0].current_rate == 89.0
    assert picture.open_trades[0].trade.is_open
    rig.market.set_price(PAIR, 80.0)
    assert rig.run().open_trades[0].current_rate == 89.0
    rig.pass_time(seconds=60)
    assert rig.run().open_trades[0].current_rate == 80.0


def test_a_stopped_bot_cancels_its_orders_if_told_so() -> None:
    rig = a_rig(settings=some_settings(cancel_open_orders_on_exit=True))
    rig.signal()
    rig.run()
    rig.ask(Stop())
    rig.run()
    assert (rig.orders.cancelled, rig.trades.all()) == (["x-1"], [])


def test_the_balances_are_written_down_once_a_day() -> None:
    rig = a_rig_in_a_trade()
    rig.clock.set(T0.replace(hour=23, minute=59))
    rig.run()
    rig.clock.set(T0.replace(hour=0) + timedelta(days=1, minutes=7))
    rig.run(3)
    rows = {row.currency: row for row in rig.wallet_history.rows}
    assert len(rig.wallet_history.rows) == 2
    assert (rows["BTC"].balance, rows["BTC"].rate, rows["BTC"].total_quote) == (1.0, 100.0, 100.0)
    assert (rows["USDT"].balance, rows["USDT"].rate) == (900.0, 1.0)
    assert all(row.bot_managed for row in rig.wallet_history.rows)


def test_the_market_time_is_kept_for_the_next_start() -> None:
    rig = a_running_rig()
    assert rig.keys.values["market_time"] == rig.clock.now()


def test_slow_analyses_are_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    rig = a_rig()
    rig.trader.between_pairs = lambda: rig.pass_time(seconds=80)
    rig.run()
    assert "Strategy analysis took" in caplog.text


def test_a_trade_of_an_earlier_run_is_looked_after() -> None:
    rig = Rig(a_trade(), fill_at_once=True).start()
    rig.market.set_price(PAIR, 89.0)
    rig.run()
    assert rig.only_trade().exit_reason == "stop_loss"
