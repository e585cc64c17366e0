"""Disk and exchange that let the process die around any of their steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.enums import OrderSide
from bot.domain.order import OrderReport, OrderRequest
from bot.domain.trade import Trade
from bot.domain.wallet import Balance
from tests.builders import some_settings
from tests.fakes.engine import Rig
from tests.fakes.memory import MemoryTrades
from tests.fakes.orders import FakeOrders


class Killed(BaseException):
    """The process is gone; no handler of errors may see it."""


@dataclass
class Fuse:
    """Counts the moments before and after each step, and raises ``error`` at moment number ``at``."""

    at: int
    error: BaseException
    count: int = 0

    def moment(self) -> None:
        self.count += 1
        if self.count == self.at:
            raise self.error

    @property
    def has_blown(self) -> bool:
        return self.count >= self.at


@dataclass
class Outage(Fuse):
    """The disk can't be written from moment ``at`` on for ``lasts`` moments; after ``dies_after`` the process dies.

    A new process finds the disk in order again.
    """

    lasts: int = 1
    dies_after: int | None = None

    def moment(self) -> None:
        self.count += 1
        since = self.count - self.at
        if since == self.dies_after:
            raise Killed
        if 0 <= since < self.lasts and (self.dies_after is None or since < self.dies_after):
            raise self.error


class DyingTrades(MemoryTrades):
    """``MemoryTrades`` with a moment before and, if the process may die there, after each write."""

    def __init__(self, fuse: Fuse) -> None:
        super().__init__()
        self._fuse = fuse

    def add(self, trade: Trade) -> Trade:
        stored = super().add(trade)
        self._after()
        return stored

    def save(self, trade: Trade) -> Trade:
        stored = super().save(trade)
        self._after()
        return stored

    def delete(self, trade_id: int) -> None:
        super().delete(trade_id)
        self._after()

    def _write(self) -> None:
        self._fuse.moment()
        super()._write()

    def _after(self) -> None:
        if isinstance(self._fuse.error, Killed):
            self._fuse.moment()


class DyingOrders(FakeOrders):
    """``FakeOrders`` with a moment before and after each order placed or cancelled.

    ``is_paper``: the orders live in the bot's own process, so they end with it, and only what it stored comes back.
    ``is_account``: the exchange tells what the account holds and which orders it has had.
    """

    def __init__(self, fuse: Fuse, *, is_paper: bool = False, is_account: bool = False) -> None:
        super().__init__()
        self._fuse = fuse
        self._is_paper = is_paper
        self._is_account = is_account

    def balances(self) -> Mapping[str, Balance] | None:
        if not self._is_account:
            return super().balances()
        signed = ((1 if report.side is OrderSide.BUY else -1, report) for report in self.reports.values())
        traded = [(sign * report.filled, sign * report.filled * (report.average or 0.0)) for sign, report in signed]
        amounts = {"BTC": sum(base for base, _ in traded), "USDT": 1000.0 - sum(quote for _, quote in traded)}
        return {coin: Balance(coin, free=amount, total=amount) for coin, amount in amounts.items()}

    def account_orders(self, pairs: Iterable[str], since: datetime) -> Sequence[OrderReport] | None:
        return list(self.reports.values()) if self._is_account else super().account_orders(pairs, since)

    def create(self, request: OrderRequest) -> OrderReport:
        self._moment()
        report = super().create(request)
        self._moment()
        return report

    def cancel(self, order_id: str, pair: str, *, is_stop: bool = False) -> OrderReport:
        self._moment()
        report = super().cancel(order_id, pair, is_stop=is_stop)
        self._moment()
        return report

    def restore(self, orders: Iterable[OrderReport]) -> None:
        if self._is_paper:
            self.reports = {report.order_id: report for report in orders}

    def fill_all(self) -> None:
        """Fill what is open."""
        for order_id in [order_id for order_id, report in self.reports.items() if report.status.is_open]:
            self.fill(order_id)

    def placed(self, side: OrderSide) -> list[OrderReport]:
        """Orders of one side that the exchange knows."""
        return [report for report in self.reports.values() if report.side is side]

    def _moment(self) -> None:
        if isinstance(self._fuse.error, Killed):
            self._fuse.moment()


def a_dying_rig(
    fuse: Fuse, *, is_paper: bool = False, is_account: bool = False, **changes: Any
) -> tuple[Rig, DyingOrders]:
    """A rig that has not started, on stores and an exchange with a fuse."""
    settings = some_settings(dry_run=is_paper)
    rig, orders = Rig(settings=settings, **changes), DyingOrders(fuse, is_paper=is_paper, is_account=is_account)
    rig.trades, rig.orders = DyingTrades(fuse), orders
    rig.trader = rig._trader()
    return rig, orders
