"""Two bots on one account, each with a database of its own: neither touches what is the other's."""

from __future__ import annotations

from pathlib import Path

from bot.domain.enums import BotState, OrderType
from bot.drill.faults import FaultyOrders
from bot.drill.rig import MONEY, Rig
from bot.engine.trader import Trader
from bot.exchange.venue.orders import VenueOrders
from bot.state.commands import ForceEnter, ForceExit, Reconcile

PAIR, OTHER = "BTC/USDT", "ETH/USDT"


def two_rigs(folder: Path) -> tuple[Rig, Rig]:
    """On one exchange and one clock."""
    rigs = []
    for name in "ab":
        (folder / name).mkdir()
        rigs.append(Rig(folder / name, seed=1, rate=0.0))
    first, second = rigs
    second.clock, second.machine, second.venue, second.market = first.clock, first.machine, first.venue, first.market
    second.orders = FaultyOrders(VenueOrders(first.venue), second.plan, first.clock)
    return first, second


def enter(trader: Trader, pair: str, order_type: OrderType = OrderType.MARKET, price: float | None = None) -> None:
    trader.handle(ForceEnter(pair=pair, order_type=order_type, price=price, stake_amount=500.0))


def passed(rig: Rig, trader: Trader) -> None:
    rig.clock.advance(seconds=10)
    rig.venue.match()
    trader.run_pass()
    trader.handle(Reconcile())


def ids(rig: Rig) -> set[str]:
    return {order.client_order_id for trade in rig.stored() for order in trade.orders}


def test_each_keeps_to_its_own_orders(tmp_path: Path) -> None:
    one, two = two_rigs(tmp_path)
    first, second = one.start(), two.start()
    try:
        enter(first, PAIR)
        enter(second, PAIR)
        waiting = (one.market.tickers([OTHER])[OTHER].last or 0.0) / 2
        enter(second, OTHER, OrderType.LIMIT, waiting)
        passed(one, first)
        passed(two, second)
        assert first.picture().reconciliation.differences == ()
        assert second.picture().reconciliation.differences == ()
        assert len(first.picture().open_trades) == 1
        assert len(second.picture().open_trades) == 2
        first.handle(ForceExit(trade_id=None, order_type=OrderType.MARKET))
        passed(one, first)
        passed(two, second)
        assert one.venue.balances()["BTC"][0] > 0, "the other's coins are still there"
        assert sorted(order.pair for order in one.venue.open_orders()) == [PAIR, OTHER], "its stop and its entry"
        assert len(second.picture().open_trades) == 2
        assert ids(one).isdisjoint(ids(two))
        assert ids(one) | ids(two) == {order.client_order_id for order in one.venue.orders()}
    finally:
        one.kill()
        two.kill()


def test_one_that_starts_again_adopts_nothing_of_the_other(tmp_path: Path) -> None:
    one, two = two_rigs(tmp_path)
    first = one.start()
    enter(first, PAIR)
    passed(one, first)
    two.start().handle(Reconcile())
    two.kill()
    second = two.start()
    try:
        passed(two, second)
        assert second.state is BotState.RUNNING
        assert two.stored() == []
        assert second.picture().reconciliation.differences == ()
        assert sum(free + locked for free, locked in [one.venue.balances()["USDT"]]) < MONEY["USDT"]
    finally:
        one.kill()
        two.kill()
