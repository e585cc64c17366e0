"""A user's request that comes again, after whatever happened to the first, leads to one order."""

from __future__ import annotations

import pytest

from bot.domain.enums import OrderStatus, OrderType
from bot.errors import InvalidOrder, Refused
from bot.state.commands import ForceEnter, ForceExit
from tests.builders import some_settings
from tests.fakes.engine import Rig, a_rig
from tests.unit.engine.crashes import Fuse, Killed, a_dying_rig
from tests.unit.engine.rigs import ETH, PAIR, two_markets

ONE, TWO = "1" * 64, "2" * 64
MOMENTS = range(1, 7)  # around storing the intent, placing the order, storing the reply and the fill


def entry(pair: str = PAIR, request: str = ONE) -> ForceEnter:
    return ForceEnter(pair=pair, order_type=OrderType.MARKET, request=request)


def leave(trade_id: int | None = 1, request: str = TWO, **terms: float) -> ForceExit:
    return ForceExit(trade_id=trade_id, order_type=OrderType.MARKET, request=request, **terms)


def a_held_rig() -> Rig:
    rig = a_rig(fill_at_once=True, settings=some_settings(force_entry_enable=True, dry_run=False))
    rig.ask(entry())
    return rig


def bought(rig: Rig) -> int:
    return sum(request.side == "buy" for request in rig.orders.requests)


@pytest.mark.parametrize("at", MOMENTS)
def test_an_entry_that_is_asked_again_after_a_kill_is_placed_once(at: int) -> None:
    fuse = Fuse(at, Killed())
    rig, orders = a_dying_rig(fuse, fill_at_once=True)
    rig.settings = some_settings(force_entry_enable=True, dry_run=False)
    orders.fill_at_once = True
    rig.trader = rig._trader()
    rig.start()
    try:
        rig.ask(entry())
    except Killed:
        rig.restart()
    fuse.at = 0
    again = rig.ask(entry())
    assert again.pair == PAIR
    assert len(rig.trades.all()) == 1
    assert bought(rig) == 1
    assert rig.only_trade().has_position


def test_the_second_answer_is_the_trade_as_it_is_now() -> None:
    rig = a_held_rig()
    rig.ask(leave())
    again = rig.ask(entry())
    assert not again.is_open
    assert bought(rig) == 1


def test_another_request_is_another_entry() -> None:
    rig = a_rig(
        fill_at_once=True,
        settings=some_settings(force_entry_enable=True, max_open_trades=3),
        market=two_markets(),
        pairs=(PAIR, ETH),
    )
    rig.ask(entry())
    with pytest.raises(Refused, match="already open"):
        rig.ask(entry(request=TWO))
    rig.ask(entry(ETH, TWO))
    assert bought(rig) == 2


def test_an_exit_of_a_part_that_is_asked_again_sells_it_once() -> None:
    rig = a_held_rig()
    held = rig.only_trade().amount
    for _ in range(2):
        assert rig.ask(leave(amount=held / 2)) == "Created exit order for trade 1."
    assert rig.only_trade().amount == pytest.approx(held / 2, rel=0.01)
    assert len(rig.orders.requests) == 2


def test_an_exit_of_all_trades_goes_on_where_it_was() -> None:
    rig = a_held_rig()
    assert rig.ask(leave(None)) == rig.ask(leave(None)) == "Created exit orders for all open trades."
    assert rig.ask(leave()) == "Created exit order for trade 1."
    assert len(rig.orders.requests) == 2


def test_what_the_exchange_refused_may_be_asked_again_under_another_id() -> None:
    rig = a_held_rig()
    rig.orders.script.append(InvalidOrder("Too small."))
    with pytest.raises(Refused, match="Too small"):
        rig.ask(leave(amount=0.5))
    assert rig.only_trade().orders[-1].status is OrderStatus.REJECTED
    rig.ask(leave(amount=0.5))
    ids = [order.client_order_id for order in rig.only_trade().orders]
    assert len(ids) == len(set(ids)) == 3
