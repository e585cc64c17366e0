"""What goes wrong on the way to the exchange and on the disk, by a seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, TypeVar

from bot.clock import Clock
from bot.domain.order import OrderKey, OrderNeeds, OrderReport, OrderRequest
from bot.domain.trade import Trade
from bot.domain.wallet import Balance
from bot.errors import ExchangeError, NotSent, TemporaryError
from bot.exchange.one_by_one import fetched
from bot.ports import Orders
from bot.storage.trades import SqlTradeStore

T = TypeVar("T")
LATE_S = (1, 15)
STORM = (2, 6)
WRITES = ("timeout", "lost reply", "late arrival", "duplicate delivery", "garbled reply", "429 storm", "disconnect")
CANCELS = ("timeout", "lost reply", "garbled reply", "429 storm", "disconnect")
READS = ("timeout", "stale reply", "429 storm", "disconnect")
LOOKUPS = ("timeout", "not visible yet", "429 storm", "disconnect")
LISTS = ("timeout", "429 storm", "disconnect")
POINTS = (
    "before a trade is stored",
    "after a trade is stored",
    "before an order is sent",
    "after an order is accepted",
    "before a cancel is sent",
    "after a cancel is accepted",
    "before an order is read",
    "before an order is looked up",
)


class Crash(BaseException):
    """The process is killed at this point: nothing may catch it but the drill."""


class SkewedClock:
    """A machine's clock that is wrong by some seconds, and jumps."""

    def __init__(self, true: Clock) -> None:
        self._true = true
        self._offset = timedelta()

    def now(self) -> datetime:
        return self._true.now() + self._offset

    def real_seconds(self, market_span: timedelta) -> float:
        return self._true.real_seconds(market_span)

    def jump(self, offset_s: float) -> None:
        """Be wrong by so much from now on."""
        self._offset = timedelta(seconds=offset_s)


class Plan:
    """Decides by ``random`` what goes wrong: a share of ``rate`` of all calls, and crashes where they are armed.

    ``counts`` tells what was injected.
    """

    def __init__(self, random: Random, rate: float) -> None:
        self.random = random
        self.rate = rate
        self.counts: Counter[str] = Counter()
        self.crashes: Counter[str] = Counter()
        self._armed = ""
        self._storm = 0

    def arm(self) -> None:
        """Let the process die at the next passing of some point."""
        self._armed = self._armed or self.random.choice(POINTS)

    def disarm(self) -> None:
        """Let nothing go wrong any more."""
        self.rate, self._armed, self._storm = 0.0, "", 0

    def pass_point(self, point: str) -> None:
        """Raises ``Crash`` where one is armed."""
        if self._armed == point:
            self._armed = ""
            self.crashes[point] += 1
            raise Crash(point)

    def fault(self, kinds: Sequence[str]) -> str:
        """What goes wrong with this call; an empty text for nothing."""
        if self._storm:
            self._storm -= 1
            return "429 storm"
        if self.random.random() >= self.rate:
            return ""
        kind = self.random.choice(kinds)
        if kind in ("429 storm", "disconnect"):
            self._storm = self.random.randint(*STORM)
        self.counts[kind] += 1
        return kind


class FaultyOrders:
    """``ports.Orders`` over another, with faults. ``deliver()`` brings what is still under way."""

    def __init__(self, inner: Orders, plan: Plan, clock: Clock) -> None:
        self._inner = inner
        self._plan = plan
        self._clock = clock
        self._late: list[tuple[datetime, OrderRequest]] = []
        self._older: dict[str, OrderReport] = {}
        self.sent = 0

    def deliver(self) -> None:
        """Hand over the orders whose time has come; an exchange may refuse them then, and nobody hears of it."""
        now = self._clock.now()
        due = [request for at, request in self._late if at <= now]
        self._late = [(at, request) for at, request in self._late if at > now]
        for request in due:
            self._attempt(lambda request=request: self._inner.create(request))  # type: ignore[misc]

    def forget_late(self) -> None:
        """What is under way never arrives."""
        self._late.clear()

    def check(self, needs: OrderNeeds) -> Sequence[str]:
        return self._inner.check(needs)

    def create(self, request: OrderRequest) -> OrderReport:
        self.sent += 1
        self._plan.pass_point("before an order is sent")
        kind = self._plan.fault(WRITES)
        if kind == "timeout":
            raise TemporaryError("The exchange did not answer in time.")
        if kind in ("429 storm", "disconnect"):
            raise NotSent(f"The exchange could not be asked: {kind}.")
        if kind == "late arrival":
            delay = timedelta(seconds=self._plan.random.randint(*LATE_S))
            self._late.append((self._clock.now() + delay, request))
            raise TemporaryError("The exchange did not answer in time.")
        report = self._inner.create(request)
        self._plan.pass_point("after an order is accepted")
        if kind == "duplicate delivery":
            self._attempt(lambda: self._inner.create(request))
        if kind in ("lost reply", "garbled reply"):
            raise TemporaryError(f"The exchange's reply can't be read: {kind}.")
        return report

    def cancel(self, order_id: str, pair: str, *, is_stop: bool = False) -> OrderReport:
        self._plan.pass_point("before a cancel is sent")
        kind = self._refused(CANCELS)
        report = self._inner.cancel(order_id, pair, is_stop=is_stop)
        self._plan.pass_point("after a cancel is accepted")
        if kind:
            raise TemporaryError(f"The exchange's reply can't be read: {kind}.")
        return report

    def fetch(self, order_id: str, pair: str, *, is_stop: bool = False) -> OrderReport:
        self._plan.pass_point("before an order is read")
        kind = self._refused(READS)
        report = self._inner.fetch(order_id, pair, is_stop=is_stop)
        older = self._older.get(order_id, report)
        self._older[order_id] = report
        return older if kind == "stale reply" else report

    def fetch_all(self, orders: Sequence[OrderKey]) -> Sequence[OrderReport | ExchangeError]:
        return [fetched(self, key) for key in orders]

    def find(self, client_order_id: str, pair: str, *, is_stop: bool = False) -> OrderReport | None:
        self._plan.pass_point("before an order is looked up")
        kind = self._refused(LOOKUPS)
        return None if kind else self._inner.find(client_order_id, pair, is_stop=is_stop)

    def account_orders(self, pairs: Iterable[str], since: datetime) -> Sequence[OrderReport] | None:
        self._refused(LISTS)
        return self._inner.account_orders(pairs, since)

    def balances(self) -> Mapping[str, Balance] | None:
        self._refused(LISTS)
        return self._inner.balances()

    def restore(self, orders: Iterable[OrderReport]) -> None:
        self._inner.restore(orders)

    def _refused(self, kinds: Sequence[str]) -> str:
        """A fault that lets the call through, or none; raises ``TemporaryError`` for one that does not."""
        kind = self._plan.fault(kinds)
        if kind in ("timeout", "429 storm", "disconnect"):
            raise TemporaryError(f"The exchange could not be asked: {kind}.")
        return kind

    def _attempt(self, call: Callable[[], Any]) -> None:
        try:
            call()
        except ExchangeError:
            self._plan.counts["refused unheard"] += 1


class CrashingTrades(SqlTradeStore):
    """The stored trades, with points at which the process may die."""

    def __init__(self, database: Any, plan: Plan) -> None:
        super().__init__(database)
        self._plan = plan

    def add(self, trade: Trade) -> Trade:
        return self._written_between(lambda: super(CrashingTrades, self).add(trade))

    def save(self, trade: Trade) -> Trade:
        return self._written_between(lambda: super(CrashingTrades, self).save(trade))

    def _written_between(self, write: Callable[[], T]) -> T:
        self._plan.pass_point("before a trade is stored")
        written = write()
        self._plan.pass_point("after a trade is stored")
        return written
