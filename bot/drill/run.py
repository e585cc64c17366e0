"""Runs a drill: commands at random, faults at random, crashes; then peace, and the audit."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from bot.domain.enums import BotState, OrderType
from bot.domain.reconciliation import Action
from bot.drill.audit import Audit, audit
from bot.drill.faults import Crash
from bot.drill.rig import MONEY, Rig
from bot.engine.trader import Trader
from bot.errors import BotError, TemporaryError
from bot.state.commands import CancelOpenOrder, Command, ForceEnter, ForceExit, Reconcile, SettleDifference, Start

SLOTS = 12
MAX_ROUNDS = 400
WAIT_S = 30
JUMPS = 0.05
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Result:
    """What a drill did and found. ``sent`` counts calls that place an order, ``settled`` differences by outcome."""

    seed: int
    sent: int
    faults: Mapping[str, int]
    crashes: Mapping[str, int]
    settled: Mapping[str, int]
    refusals: int
    audit: Audit


def drill(
    orders: int,
    fault_rate: float,
    crashes: int,
    seed: int,
    folder: Path,
    tell: Callable[[int], None] = lambda _: None,
    *,
    db_url: str = "",
) -> Result:
    """Send ``orders`` orders with faults in ``fault_rate`` of all calls and ``crashes`` deaths of the process.

    ``folder`` takes the database, unless ``db_url`` names another; it must be empty. ``tell`` hears how many orders
    were sent so far.
    """
    rig = Rig(folder, seed, fault_rate, db_url)
    try:
        return _Drill(rig, orders, crashes, seed, tell).run()
    finally:
        rig.kill()


class _Drill:
    def __init__(self, rig: Rig, orders: int, crashes: int, seed: int, tell: Callable[[int], None]) -> None:
        self._rig = rig
        self._orders = orders
        self._crashes = crashes
        self._seed = seed
        self._tell = tell
        self._random: Random = rig.random
        self._armed = 0
        self._asked = 0
        self._refusals = 0
        self._settled: Counter[str] = Counter()

    def run(self) -> Result:
        rig = self._rig
        self._alive(lambda _: None)
        while rig.orders.sent < self._orders:
            self._pass_time(self._random.randint(1, 6))
            self._may_jump()
            if self._armed < self._crashes * rig.orders.sent // self._orders:
                self._armed += 1
                rig.plan.arm()
            self._alive(self._step)
            self._tell(min(rig.orders.sent, self._orders))
        while self._armed < self._crashes or sum(rig.plan.crashes.values()) < self._armed:
            self._armed = max(self._armed, sum(rig.plan.crashes.values()) + 1)
            rig.plan.arm()
            self._pass_time(self._random.randint(1, 6))
            self._alive(self._step)
        self._make_peace()
        return Result(
            seed=self._seed,
            sent=rig.orders.sent,
            faults=dict(rig.plan.counts),
            crashes=dict(rig.plan.crashes),
            settled=dict(self._settled),
            refusals=self._refusals,
            audit=audit(rig.venue, rig.stored(), MONEY),
        )

    def _alive(self, work: Callable[[Trader], None]) -> None:
        """Do ``work`` with a running bot; one that dies is started again, by the next call at the latest."""
        try:
            trader = self._rig.trader or self._rig.start()
            work(trader)
        except Crash:
            self._rig.kill()
            self._pass_time(self._random.randint(1, 60))

    def _pass_time(self, seconds: float) -> None:
        self._rig.clock.advance(seconds=seconds)
        self._rig.orders.deliver()
        self._rig.venue.match()

    def _may_jump(self) -> None:
        """Now and then the machine's clock is set, forwards or back."""
        if self._random.random() < self._rig.plan.rate * JUMPS:
            self._rig.plan.counts["clock jump"] += 1
            self._rig.machine.jump(self._random.choice((-90, -20, -3, 0, 3, 20, 90)))

    def _step(self, trader: Trader) -> None:
        """A command or two, then a pass, as the worker does it."""
        for _ in range(self._random.randint(0, 2)):
            command = self._command(trader)
            if command is not None:
                self._ask(trader, command)
        self._run_pass(trader)

    def _run_pass(self, trader: Trader) -> None:
        try:
            trader.run_pass()
        except TemporaryError as error:
            log.info("The pass ends early: %s", error)
            self._pass_time(WAIT_S)
        except BotError as error:
            trader.fail(error)
        trader.picture()
        trader.release_events()
        if trader.state is not BotState.RUNNING:
            self._settle_all(trader)
            self._ask(trader, Start())

    def _ask(self, trader: Trader, command: Command[Any]) -> None:
        try:
            trader.handle(command)
        except BotError as error:
            self._refusals += 1
            log.info("Refused: %s", error)

    def _command(self, trader: Trader) -> Command[Any] | None:
        """What a user might want now."""
        random, open_trades = self._random, [entry.trade for entry in trader.picture().open_trades]
        self._settle_all(trader)
        if len(open_trades) < SLOTS and random.random() < 0.6:
            return self._entry(trader, {trade.pair for trade in open_trades})
        if not open_trades:
            return None
        trade = random.choice(open_trades)
        kind = random.random()
        if kind < 0.2:
            return CancelOpenOrder(trade.id)
        part = trade.amount * random.choice((0.3, 0.5)) if kind < 0.35 and trade.amount else None
        return ForceExit(trade_id=trade.id, order_type=random.choice(tuple(OrderType)), amount=part)

    def _entry(self, trader: Trader, taken: set[str]) -> ForceEnter | None:
        markets = trader.picture().markets
        free = sorted(pair for pair in markets if pair.endswith("/USDT") and markets[pair].active and pair not in taken)
        if not free:
            return None
        self._asked += 1
        pair = self._random.choice(free)
        order_type = self._random.choice(tuple(OrderType))
        last = self._rig.market.tickers([pair])[pair].last or 0.0
        return ForceEnter(
            pair=pair,
            order_type=order_type,
            price=last * self._random.uniform(0.997, 1.003) if order_type is OrderType.LIMIT else None,
            stake_amount=float(self._random.randint(200, 5000)),
            tag=f"drill-{self._asked}",
        )

    def _settle_all(self, trader: Trader) -> None:
        """What a user does about differences: take the exchange's word where that is possible."""
        for difference in trader.picture().reconciliation.differences:
            if difference.actions:
                wanted = (Action.ADOPT, Action.CLOSE, Action.IGNORE)
                action = next(action for action in wanted if action in difference.actions)
                self._settled[f"{difference.kind} {action}"] += 1
                self._ask(trader, SettleDifference(difference.key, action))

    def _make_peace(self) -> None:
        """Nothing goes wrong any more: everything still under way arrives, all trades are left, all orders end."""
        self._rig.plan.disarm()
        self._rig.machine.jump(0)
        self._pass_time(WAIT_S)
        for _ in range(MAX_ROUNDS):
            self._pass_time(WAIT_S)
            self._alive(self._leave)
            trader = self._rig.trader
            if trader is not None and not trader.picture().open_trades and not self._rig.venue.open_orders():
                break
        self._alive(lambda trader: self._ask(trader, Reconcile()))

    def _leave(self, trader: Trader) -> None:
        self._ask(trader, Reconcile())
        self._settle_all(trader)
        for entry in trader.picture().open_trades:
            if entry.trade.open_orders and not entry.trade.amount:
                self._ask(trader, CancelOpenOrder(entry.trade.id))
            else:
                self._ask(trader, ForceExit(trade_id=entry.trade.id, order_type=OrderType.MARKET))
        self._run_pass(trader)
