"""An exchange that changes the steps of a market while a trade is open does not lock the position in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.domain.enums import OrderType, PrecisionMode
from bot.domain.market import Market
from bot.state.commands import ForceExit
from tests.builders import a_market, a_trade, an_order
from tests.fakes.engine import Rig
from tests.unit.engine.rigs import PAIR

MINUTE_60 = {"minutes": 61}


def a_rig_with_position(amount: float = 1.234, **options: object) -> Rig:
    order = an_order(amount=amount, filled=amount)
    trade = a_trade(amount=amount, amount_precision=0.001, price_precision=0.01, orders=(order,))
    rig = Rig(trade, fill_at_once=True, options=options).start()
    rig.strategy.confirms_entry = False
    return rig


def changed(rig: Rig, market: Market, price: float = 101.2345) -> None:
    """The exchange's markets an hour later."""
    rig.market.add(market, price)
    rig.pass_time(**MINUTE_60)
    rig.run()


def test_a_coarser_amount_step_sells_what_can_be_sold_and_ends_the_trade(caplog: pytest.LogCaptureFixture) -> None:
    rig = a_rig_with_position()
    changed(rig, a_market(amount_precision=0.01))
    assert rig.only_trade().amount_precision == 0.01
    assert "the amount step is 0.01 now and was 0.001" in caplog.text
    rig.ask(ForceExit(trade_id=1, order_type=OrderType.MARKET))
    assert rig.orders.requests[-1].amount == Decimal("1.23")
    assert not rig.only_trade().is_open


def test_a_coarser_price_step_is_kept_to_by_orders_and_changes_no_figure_of_the_trade() -> None:
    rig = a_rig_with_position()
    opened = rig.only_trade().open_rate
    changed(rig, a_market(price_precision=0.5))
    rig.ask(ForceExit(trade_id=1, order_type=OrderType.LIMIT, price=101.2345))
    assert rig.orders.requests[-1].price == Decimal("101.0")
    assert (rig.only_trade().open_rate, rig.only_trade().price_precision) == (opened, 0.01)


def test_a_stop_on_the_exchange_follows_the_steps_on_the_safe_side() -> None:
    rig = a_rig_with_position()
    rig.orders.fill_at_once = False
    types = rig.strategy.options.order_types
    rig.strategy.options = type(rig.strategy.options)(
        order_types=type(types)(stoploss="market", stoploss_on_exchange=True), stoploss=-0.1, timeframe="5m"
    )
    changed(rig, a_market(amount_precision=0.1, price_precision=4.0), 100.0)
    stop = rig.orders.requests[-1]
    assert (stop.amount, stop.stop_price) == (Decimal("1.2"), Decimal("92"))


def test_a_market_of_whole_coins_by_decimal_places_is_understood() -> None:
    rig = a_rig_with_position(amount=12.5)
    changed(rig, a_market(amount_precision=0, price_precision=2, precision_mode=PrecisionMode.DECIMAL_PLACES))
    rig.ask(ForceExit(trade_id=1, order_type=OrderType.MARKET))
    assert rig.orders.requests[-1].amount == Decimal("12")


def test_a_pair_that_is_gone_keeps_its_trade_and_says_so() -> None:
    rig = a_rig_with_position()
    del rig.market._markets[PAIR]
    rig.pass_time(**MINUTE_60)
    rig.run()
    assert rig.only_trade().is_open
    assert rig.only_trade().amount_precision == 0.001
