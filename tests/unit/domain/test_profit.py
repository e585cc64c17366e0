"""Trade arithmetic, against numbers recorded from the reference bot."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.enums import Direction, OrderSide, OrderStatus
from bot.domain.profit import profit_at, rate_for_ratio, recalculated
from bot.domain.trade import Trade
from tests.builders import T0, a_trade, an_open_order, an_order


def a_bought_trade(amount: float = 200.2002, price: float = 0.5, **changes: object) -> Trade:
    entry = an_order(amount=amount, filled=amount, price=price, average=price, cost=amount * price)
    return recalculated(a_trade(orders=(entry,), amount=0.0, amount_precision=0.0001, **changes))


def sold(trade: Trade, amount: float, price: float, **changes: object) -> Trade:
    exit_order = an_order(
        id=len(trade.orders) + 1,
        side=trade.exit_side,
        amount=amount,
        filled=amount,
        price=price,
        average=price,
        filled_at=T0 + timedelta(hours=len(trade.orders)),
        **changes,
    )
    return recalculated(replace(trade, orders=(*trade.orders, exit_order)))


def test_an_entry_gives_amount_stake_and_value() -> None:
    trade = a_bought_trade()
    assert trade.amount == 200.2002
    assert trade.stake_amount == 100.1001
    assert trade.max_stake_amount == 100.1001
    assert trade.open_trade_value == 100.2002001
    assert trade.fee_open_cost == pytest.approx(0.1001001)
    assert trade.fee_open_currency == "USDT"


def test_a_partial_exit_realizes_its_share() -> None:
    trade = sold(a_bought_trade(), 80, 0.55)
    assert trade.is_open
    assert trade.amount == 120.2002
    assert trade.stake_amount == 60.1001
    assert trade.max_stake_amount == 100.1001
    assert trade.realized_profit == 3.916
    assert trade.close_profit_amount == 3.916
    assert trade.close_profit_ratio == pytest.approx(0.03908, abs=1e-5)


def test_the_last_exit_closes_the_trade_and_keeps_its_last_size() -> None:
    trade = sold(sold(a_bought_trade(), 80, 0.55), 120.2002, 0.55)
    assert not trade.is_open
    assert trade.close_profit_amount == 9.79979979
    assert trade.realized_profit == 9.79979979
    assert trade.close_profit_ratio == pytest.approx(0.0978022, abs=1e-7)
    assert trade.amount == 120.2002
    assert trade.close_rate == 0.55
    assert trade.closed_at == T0 + timedelta(hours=2)
    assert trade.exit_order_status == "closed"


def test_the_last_profit_of_a_second_partial_exit_is_that_exit_s_own() -> None:
    trade = sold(sold(a_bought_trade(10, 100.0), 2, 110.0), 3, 120.0)
    assert trade.close_profit_amount == pytest.approx(3 * (120 * 0.999 - 100 * 1.001))
    assert trade.realized_profit == pytest.approx(2 * (110 * 0.999 - 100.1) + 3 * (120 * 0.999 - 100.1))


def test_a_second_entry_averages_the_open_rate() -> None:
    trade = a_bought_trade(1, 100.0)
    again = an_order(id=2, amount=1, filled=1, price=90.0, average=90.0)
    trade = recalculated(replace(trade, orders=(*trade.orders, again)))
    assert (trade.amount, trade.open_rate, trade.stake_amount) == (2.0, 95.0, 190.0)


def test_cancelled_and_open_orders_do_not_count() -> None:
    trade = a_bought_trade(1, 100.0)
    nothing = an_order(id=2, status=OrderStatus.CANCELED, filled=0.0)
    waiting = an_open_order(id=3, filled=0.4)
    assert recalculated(replace(trade, orders=(*trade.orders, nothing, waiting))).amount == 1.0


def test_a_cancelled_order_counts_with_what_it_filled() -> None:
    part = an_order(status=OrderStatus.CANCELED, amount=1.0, filled=0.25)
    assert recalculated(a_trade(orders=(part,))).amount == 0.25


def test_a_base_currency_fee_reduces_the_amount() -> None:
    trade = recalculated(a_trade(orders=(an_order(fee_base=0.001),)))
    assert trade.amount == 0.999


def test_the_first_fill_sets_the_fee_rate_and_the_guess_for_the_exit() -> None:
    trade = recalculated(a_trade(orders=(an_order(fee_rate=0.0005),)))
    assert (trade.fee_open, trade.fee_close, trade.fee_open_cost) == (0.0005, 0.0005, 0.05)


def test_the_exit_s_own_fee_rate_wins() -> None:
    trade = sold(a_bought_trade(1, 100.0), 1, 110.0, fee_rate=0.002)
    assert (trade.fee_open, trade.fee_close) == (0.001, 0.002)
    assert trade.fee_close_cost == pytest.approx(0.22)


def test_an_absurd_fee_rate_is_ignored() -> None:
    assert recalculated(a_trade(orders=(an_order(fee_rate=0.5),))).fee_open == 0.001


def test_a_trade_without_fills_stays_as_it_is() -> None:
    trade = a_trade(orders=(an_open_order(),), amount=0.0)
    assert recalculated(trade) is trade
    assert profit_at(trade, 120.0).amount == 0.0


def test_profit_counts_both_fees() -> None:
    profit = profit_at(a_bought_trade(1, 100.0), 110.0)
    assert profit.amount == pytest.approx(110 * 0.999 - 100 * 1.001)
    assert profit.ratio == pytest.approx(110 * 0.999 / 100.1 - 1, abs=1e-8)
    assert profit.total_ratio == profit.ratio


def test_total_profit_adds_what_was_realized() -> None:
    trade = sold(a_bought_trade(2, 100.0), 1, 110.0)
    profit = profit_at(trade, 110.0)
    assert profit.total_amount == pytest.approx(profit.amount + trade.realized_profit)
    assert profit.total_ratio == pytest.approx(profit.total_amount / (200 * 1.001), abs=1e-8)


def test_a_short_trade_earns_when_the_price_falls() -> None:
    entry = an_order(side=OrderSide.SELL)
    trade = recalculated(a_trade(direction=Direction.SHORT, orders=(entry,)))
    assert profit_at(trade, 90.0).amount == pytest.approx(100 * 0.999 - 90 * 1.001)
    assert sold(trade, 1.0, 90.0).close_profit_amount == pytest.approx(100 * 0.999 - 90 * 1.001)


@given(ratio=st.floats(-0.9, 5.0), rate=st.floats(0.01, 1e5), short=st.booleans())
def test_the_rate_for_a_ratio_gives_that_ratio(ratio: float, rate: float, *, short: bool) -> None:
    direction = Direction.SHORT if short else Direction.LONG
    ratio = min(ratio, 0.9) if short else ratio
    trade = a_trade(direction=direction, open_rate=rate, leverage=2.0)
    assert profit_at(trade, rate_for_ratio(trade, ratio)).ratio == pytest.approx(ratio, abs=1e-7)


@given(
    amounts=st.lists(st.integers(1, 10**6), min_size=1, max_size=5),
    prices=st.lists(st.integers(1, 10**6), min_size=10, max_size=10),
)
def test_profit_is_what_came_in_less_what_went_out(amounts: list[int], prices: list[int]) -> None:
    entries = [
        an_order(id=i, amount=a / 1000, filled=a / 1000, price=p / 100, average=p / 100)
        for i, (a, p) in enumerate(zip(amounts, prices, strict=False), 1)
    ]
    exits = [
        an_order(id=100 + i, side=OrderSide.SELL, amount=a / 1000, filled=a / 1000, price=p / 100, average=p / 100)
        for i, (a, p) in enumerate(zip(amounts, reversed(prices), strict=False), 1)
    ]
    trade = recalculated(a_trade(orders=(*entries, *exits), fee_open=0.001, fee_close=0.001))
    paid = sum(order.filled * order.safe_price * 1.001 for order in entries)
    received = sum(order.filled * order.safe_price * 0.999 for order in exits)
    assert not trade.is_open
    assert trade.close_profit_amount == pytest.approx(received - paid, rel=1e-9, abs=1e-6)


def test_halves_are_rounded_as_the_difference_of_floats() -> None:
    trade = sold(a_bought_trade(1.9125, 52.2859, price_precision=0.0001), 1.9125, 52.6201)
    assert trade.close_profit_amount == 0.43852477, "0.438524775 in decimal, which would become even"
    assert trade.close_profit_ratio == pytest.approx(0.004381007737328185, abs=1e-17)


def test_the_ratio_relates_to_what_had_been_put_in_at_the_last_exit() -> None:
    trade = sold(a_bought_trade(), 80, 0.55)
    entry = an_order(id=3, amount=100.0, filled=100.0, price=0.5, average=0.5, cost=50.0)
    assert recalculated(replace(trade, orders=(*trade.orders, entry))).close_profit_ratio == trade.close_profit_ratio
