"""An exchange that does with orders what a test says."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.enums import OrderSide, OrderStatus
from bot.domain.order import OrderKey, OrderNeeds, OrderReport, OrderRequest
from bot.domain.wallet import Balance
from bot.errors import ExchangeError, OrderNotFound, TemporaryError
from bot.exchange.one_by_one import fetched
from tests.builders import T0


def a_report(request: OrderRequest, order_id: str = "x-1", at: datetime = T0, **changes: Any) -> OrderReport:
    """The report of an order that was placed and has not filled."""
    price = None if request.price is None else float(request.price)
    values: dict[str, Any] = {
        "order_id": order_id,
        "client_order_id": request.client_order_id,
        "pair": request.pair,
        "side": request.side,
        "order_type": request.order_type,
        "status": OrderStatus.OPEN,
        "price": price,
        "average": None,
        "amount": float(request.amount),
        "filled": 0.0,
        "remaining": float(request.amount),
        "cost": 0.0,
        "placed_at": at,
        "stop_price": None if request.stop_price is None else float(request.stop_price),
    }
    return OrderReport(**{**values, **changes})


class FakeOrders:
    """Implements ``ports.Orders``; orders stay open until the test fills them.

    ``fill_at_once``: new orders but stop losses fill completely at ``price`` (limit, else ``market_price``).
    ``script`` holds what the next ``create`` calls do instead, in turn: an exception is raised, a dict changes the
    report (``{"status": OrderStatus.REJECTED}``), ``"lost"`` accepts the order and raises ``TemporaryError``.
    ``requests``, ``cancelled`` and ``restored`` record the calls; ``at`` is the time written on reports.
    ``fail_account`` is raised by ``account_orders`` as long as it is set.
    ``fail`` is raised by the next ``cancel``, ``fetch``, ``find`` or ``balances``, once.
    """

    def __init__(self, *, fill_at_once: bool = False, market_price: float = 100.0, fee_rate: float = 0.001) -> None:
        self.fill_at_once = fill_at_once
        self.market_price = market_price
        self.fee_rate = fee_rate
        self.script: deque[Exception | dict[str, Any] | str] = deque()
        self.requests: list[OrderRequest] = []
        self.cancelled: list[str] = []
        self.restored: list[OrderReport] = []
        self.reports: dict[str, OrderReport] = {}
        self.wallet: Mapping[str, Balance] | None = None
        self.fail: Exception | None = None
        self.fail_account: Exception | None = None
        self.at = T0

    def check(self, needs: OrderNeeds) -> Sequence[str]:
        return ()

    def create(self, request: OrderRequest) -> OrderReport:
        self.requests.append(request)
        step = self.script.popleft() if self.script else {}
        if isinstance(step, Exception):
            raise step
        order_id = f"x-{len(self.requests)}"
        changes = step if isinstance(step, dict) else {}
        self.reports[order_id] = a_report(request, order_id, self.at, **changes)
        if self.fill_at_once and not changes and request.side is not OrderSide.STOPLOSS:
            self.fill(order_id)
        if step == "lost":
            raise TemporaryError("The exchange did not answer in time.")
        return self.reports[order_id]

    def cancel(self, order_id: str, pair: str, *, is_stop: bool = False) -> OrderReport:
        report = self.fetch(order_id, pair)
        self.cancelled.append(order_id)
        if report.status.is_open:
            self.reports[order_id] = replace(report, status=OrderStatus.CANCELED)
        return self.reports[order_id]

    def fetch(self, order_id: str, pair: str, *, is_stop: bool = False) -> OrderReport:
        self._maybe_fail()
        if order_id not in self.reports:
            raise OrderNotFound(f"The exchange knows no order {order_id} on {pair}.")
        return self.reports[order_id]

    def fetch_all(self, orders: Sequence[OrderKey]) -> Sequence[OrderReport | ExchangeError]:
        return [fetched(self, key) for key in orders]

    def find(self, client_order_id: str, pair: str, *, is_stop: bool = False) -> OrderReport | None:
        self._maybe_fail()
        found = (report for report in self.reports.values() if report.client_order_id == client_order_id)
        return next(found, None)

    def account_orders(self, pairs: Iterable[str], since: datetime) -> Sequence[OrderReport] | None:
        if self.fail_account is not None:
            raise self.fail_account
        return None if self.wallet is None else list(self.reports.values())

    def balances(self) -> Mapping[str, Balance] | None:
        self._maybe_fail()
        return self.wallet

    def restore(self, orders: Iterable[OrderReport]) -> None:
        self.restored.extend(orders)
        self.reports.update({report.order_id: report for report in self.restored})

    def fill(self, order_id: str, amount: float | None = None, price: float | None = None) -> OrderReport:
        """Fill the order up to ``amount`` in all (default: completely) at ``price``."""
        report = self.reports[order_id]
        filled = report.amount if amount is None else amount
        rate = price or report.price or self.market_price
        done = filled >= report.amount
        self.reports[order_id] = replace(
            report,
            status=OrderStatus.CLOSED if done else OrderStatus.OPEN,
            average=rate,
            filled=filled,
            remaining=report.amount - filled,
            cost=filled * rate,
            filled_at=self.at if done else None,
            fee_rate=self.fee_rate,
            fee_cost=filled * rate * self.fee_rate,
            fee_currency=report.pair.partition("/")[2],
        )
        return self.reports[order_id]

    def change(self, order_id: str, **changes: Any) -> OrderReport:
        """Let the exchange say anything about the order."""
        self.reports[order_id] = replace(self.reports[order_id], **changes)
        return self.reports[order_id]

    def _maybe_fail(self) -> None:
        error, self.fail = self.fail, None
        if error is not None:
            raise error
