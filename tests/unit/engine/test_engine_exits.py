"""Leaving trades: reasons, orders, amounts."""

from datetime import timedelta

import pytest

from bot.domain.enums import OrderType
from bot.domain.wallet import Balance
from bot.errors import InvalidOrder, TemporaryError
from bot.settings.model import OrderTypes, Pricing
from tests.builders import T0, a_market, some_settings
from tests.fakes.engine import Rig, a_rig
from tests.fakes.market import FakeMarket
from tests.unit.engine.rigs import PAIR, a_rig_in_a_trade


@pytest.mark.parametrize(
    ("price", "options", "reason"),
    [
        (103.0, {"minimal_roi": {0: 0.02}}, "roi"),
        (89.0, {}, "stop_loss"),
    ],
)
def test_the_price_ends_a_trade(price: float, options: dict[str, object], reason: str) -> None:
    rig = a_rig_in_a_trade(options=options)
    rig.pass_time(seconds=5)
    rig.market.set_price(PAIR, price)
    rig.run()
    trade = rig.only_trade()
    assert (trade.is_open, trade.exit_reason, trade.close_rate) == (False, reason, price)
    profit = price * 0.999 - 100 * 1.001
    assert trade.close_profit_amount == pytest.approx(profit)
    assert trade.close_profit_ratio == pytest.approx(profit / 100.1)
    assert trade.closed_at == rig.clock.now()
    assert rig.heard_types() == ["entry", "entry_fill", "exit", "exit_fill"]
    assert rig.trader.picture().closed.count == 1  # type: ignore[union-attr]  # a bot runs


def test_the_stop_is_a_stoploss_order_of_the_configured_type() -> None:
    rig = a_rig_in_a_trade(options={"order_types": OrderTypes(stoploss="market")})
    rig.market.set_price(PAIR, 89.0)
    rig.run()
    assert rig.orders.requests[-1].order_type is OrderType.MARKET


def test_an_exit_signal_ends_a_trade_with_its_tag() -> None:
    rig = a_rig_in_a_trade()
    rig.pass_time(minutes=5)
    rig.signal(exit_long=1, exit_tag="top")
    rig.run()
    assert (rig.only_trade().is_open, rig.only_trade().exit_reason) == (False, "top")


def test_a_strategys_own_word_ends_a_trade() -> None:
    rig = a_rig_in_a_trade()
    rig.strategy.exit_word = "enough"
    rig.run()
    assert (rig.only_trade().is_open, rig.only_trade().exit_reason) == (False, "enough")


def test_a_trailing_stop_follows_the_price_and_is_stored_at_once() -> None:
    rig = a_rig_in_a_trade(options={"trailing_stop": True, "stoploss": -0.1})
    rig.market.set_price(PAIR, 150.0)
    rig.run()
    assert (rig.only_trade().stop_loss, rig.only_trade().is_stop_trailing) == (135.0, True)
    rig.market.set_price(PAIR, 130.0)
    rig.run()
    assert (rig.only_trade().is_open, rig.only_trade().exit_reason) == (False, "trailing_stop_loss")


def test_extreme_rates_alone_are_stored_a_while_later() -> None:
    rig = a_rig_in_a_trade()
    rig.market.set_price(PAIR, 101.0)
    writes = rig.trades.writes
    picture = rig.run()
    assert rig.trades.writes == writes
    assert picture.open_trades[0].trade.max_rate == 101.0
    rig.pass_time(seconds=31)
    rig.run()
    assert rig.only_trade().max_rate == 101.0


def test_a_closed_pair_is_locked_until_the_next_candle() -> None:
    rig = a_rig_in_a_trade()
    rig.pass_time(minutes=1)
    rig.market.set_price(PAIR, 89.0)
    rig.run()
    (lock,) = rig.locks.all
    assert (lock.pair, lock.side, lock.reason, lock.until) == (PAIR, "long", "Auto lock", T0 + timedelta(minutes=5))


def test_a_refused_exit_leaves_the_trade_without_a_reason() -> None:
    rig = a_rig_in_a_trade()
    rig.orders.script.append(InvalidOrder("Too small."))
    rig.market.set_price(PAIR, 89.0)
    rig.run()
    trade = rig.only_trade()
    assert (trade.is_open, trade.exit_reason, trade.close_rate_requested) == (True, None, None)
    rig.run()
    assert not rig.only_trade().is_open


def test_tickers_serve_where_the_user_wants_no_book() -> None:
    pricing = Pricing(use_order_book=False)
    rig = a_rig_in_a_trade(settings=some_settings(entry_pricing=pricing, exit_pricing=pricing))
    rig.market.calls.clear()
    rig.market.set_price(PAIR, 89.0)
    rig.run()
    assert not rig.only_trade().is_open
    assert ("order_book", PAIR) not in rig.market.calls


def test_a_wallet_that_lost_a_little_to_fees_sells_what_it_has() -> None:
    rig = a_rig_in_a_trade()
    _give(rig, 0.995)
    rig.market.set_price(PAIR, 89.0)
    rig.run()
    assert float(rig.orders.requests[-1].amount) == 0.995
    assert not rig.only_trade().is_open


def test_a_wallet_that_lost_much_sells_nothing(caplog: pytest.LogCaptureFixture) -> None:
    rig = a_rig_in_a_trade()
    _give(rig, 0.5)
    rig.market.set_price(PAIR, 89.0)
    rig.run()
    assert rig.only_trade().is_open
    assert "The wallet holds 0.5 BTC, the trade 1." in caplog.text


def _give(rig: Rig, amount: float) -> None:
    rig.orders.wallet = {
        "USDT": Balance("USDT", 900.0, 0.0, 900.0),
        "BTC": Balance("BTC", amount, 0.0, amount),
    }
    rig.trader._bench.wallets.fetch()


def test_a_reason_is_tried_once_per_candle_while_an_order_waits() -> None:
    rig = a_rig_in_a_trade()
    rig.orders.fill_at_once = False
    rig.market.set_price(PAIR, 89.0)
    rig.run(3)
    assert len(rig.orders.requests) == 2
    rig.market.set_price(PAIR, 88.0)
    rig.run()
    assert len(rig.orders.requests) == 2
    rig.pass_time(minutes=5)
    rig.run()
    assert [float(request.price or 0) for request in rig.orders.requests[1:]] == [89.0, 88.0]
    assert rig.orders.cancelled == ["x-2"]


def test_the_same_exit_order_is_not_placed_again() -> None:
    rig = a_rig_in_a_trade()
    rig.orders.fill_at_once = False
    rig.market.set_price(PAIR, 89.0)
    rig.run()
    rig.pass_time(minutes=5)
    rig.run()
    assert (len(rig.orders.requests), rig.orders.cancelled) == (2, [])


def test_a_stop_may_follow_the_strategys_callback_after_a_fill() -> None:
    rig = a_rig(fill_at_once=True, options={"use_custom_stoploss": True})
    rig.strategy.stop_distance = -0.2
    rig.signal()
    rig.run()
    assert rig.only_trade().stop_loss == 80.0


def test_a_coin_fee_lessens_the_position() -> None:
    rig = a_rig()
    rig.signal()
    rig.run()
    rig.orders.fill("x-1")
    rig.orders.change("x-1", fee_cost=0.002, fee_currency="BTC")
    rig.run()
    assert rig.only_trade().amount == 0.998


def test_a_coin_is_valued_by_the_inverse_market_or_not_at_all() -> None:
    market = FakeMarket(a_market(), a_market("USDT/EUR"), a_market("XYZ/EUR"))
    market.set_price("USDT/EUR", 0.8)
    settings = some_settings(dry_run_wallet={"USDT": 1000.0, "EUR": 5.0, "XYZ": 5.0})
    rig = a_rig_in_a_trade(market=market, settings=settings)
    assert rig.run().coin_rates == {"BTC": 100.0, "EUR": 1.25, "XYZ": 0.0}


def test_balances_that_can_not_be_read_stay_the_last_known_ones(caplog: pytest.LogCaptureFixture) -> None:
    rig = a_rig_in_a_trade()
    _give(rig, 1.0)
    rig.orders.fail = TemporaryError("Away.")
    rig.trader._bench.wallets.fetch()
    assert rig.show().wallets.of("BTC").total == 1.0
    assert "The balances could not be read, the last known ones are used: Away." in caplog.text


def test_a_price_below_the_smallest_step_is_no_exit(caplog: pytest.LogCaptureFixture) -> None:
    rig = a_rig_in_a_trade()
    rig.market.set_price(PAIR, 0.001)
    rig.run()
    assert "below the smallest price step of BTC/USDT" in caplog.text


def test_a_real_bots_trade_whose_wallet_is_empty_of_it_is_not_sold(caplog: pytest.LogCaptureFixture) -> None:
    rig = a_rig_in_a_trade()
    _give(rig, 0.0)
    rig.market.set_price(PAIR, 89.0)
    rig.run()
    assert (len(rig.orders.requests), rig.only_trade().exit_reason) == (1, None)
    assert "The wallet holds 0 BTC" in caplog.text
