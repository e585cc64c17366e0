"""Rigs in the states that many of these tests begin with."""

from collections.abc import Callable, Iterable
from typing import Any

from bot.domain.order import OrderReport
from bot.domain.trade import Trade
from bot.errors import ExchangeError
from tests.builders import a_market
from tests.fakes.engine import Rig, a_rig
from tests.fakes.market import FakeMarket
from tests.fakes.orders import FakeOrders

PAIR = "BTC/USDT"
ETH = "ETH/USDT"


def two_markets() -> FakeMarket:
    return FakeMarket(a_market(), a_market(ETH))


def a_rig_on(orders: FakeOrders, *trades: Trade, **changes: Any) -> Rig:
    """A rig on another exchange, not started."""
    rig = Rig(*trades, **changes)
    rig.orders = orders
    rig.trader = rig._trader()
    return rig


def a_rig_in_a_trade(**changes: Any) -> Rig:
    """A rig that bought 1 BTC at 100; further orders fill at once too."""
    rig = a_rig(fill_at_once=True, **changes)
    rig.signal()
    rig.run()
    rig.strategy.signals.clear()
    return rig


def a_rig_with_an_order(orders: FakeOrders | None = None, **changes: Any) -> Rig:
    """A rig whose buy order of 1 BTC at 100 waits on the exchange as ``x-1``; its strategy wants no further trade."""
    rig = a_rig_on(orders or FakeOrders(), **changes).start()
    rig.signal()
    rig.run()
    rig.strategy.signals.clear()
    rig.strategy.confirms_entry = False
    return rig


class RacingOrders(FakeOrders):
    """An exchange on which something happens in the moment before an order is cancelled."""

    def __init__(self, before_cancel: Callable[[FakeOrders, str], object]) -> None:
        super().__init__()
        self._before_cancel = before_cancel

    def cancel(self, order_id: str, pair: str, *, is_stop: bool = False) -> OrderReport:
        self._before_cancel(self, order_id)
        return super().cancel(order_id, pair, is_stop=is_stop)


class RealOrders(FakeOrders):
    """An exchange that lives on while the bot is away, and never tells of the orders in ``silent_about``."""

    def __init__(self, *silent_about: str) -> None:
        super().__init__()
        self._silent_about = silent_about

    def restore(self, orders: Iterable[OrderReport]) -> None:
        """Nothing to be told."""

    def fetch(self, order_id: str, pair: str, *, is_stop: bool = False) -> OrderReport:
        if order_id in self._silent_about:
            raise ExchangeError(f"No word on {order_id}.")
        return super().fetch(order_id, pair, is_stop=is_stop)


class LazyOrders(FakeOrders):
    """An exchange that takes its time to cancel."""

    def cancel(self, order_id: str, pair: str, *, is_stop: bool = False) -> OrderReport:
        return self.fetch(order_id, pair)
