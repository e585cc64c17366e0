"""Carries out what requests ask: one command after the other, on the bot's own thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.clock import Clock
from bot.domain.enums import Direction
from bot.domain.lock import ALL_PAIRS, BOTH_SIDES
from bot.engine.bench import Workbench
from bot.engine.force import TradeCommands
from bot.engine.news import OrderNews
from bot.engine.parts import Pairlist
from bot.engine.reconcile import Reconciler
from bot.engine.risk_commands import RiskCommands
from bot.engine.states import StateMachine
from bot.errors import Refused
from bot.state.commands import (
    AddLocks,
    CancelOpenOrder,
    ChangeBlacklist,
    Command,
    DeleteTrade,
    FollowOrder,
    ForceEnter,
    ForceExit,
    KeepAlive,
    LockRequest,
    PanicExit,
    Pause,
    PreviewOrder,
    Reconcile,
    ReleaseLocks,
    Reload,
    ReloadTrade,
    SetRiskState,
    SettleDifference,
    Start,
    Stop,
)

SIDES = (BOTH_SIDES, *(direction.value for direction in Direction))


class Handlers:
    """Finds the handler by the command's type; handlers raise the refusal."""

    def __init__(
        self,
        states: StateMachine,
        trades: TradeCommands,
        reconciler: Reconciler,
        risk: RiskCommands,
        news: OrderNews,
        bench: Workbench,
        pairlist: Pairlist,
        clock: Clock,
    ) -> None:
        self._bench = bench
        self._pairlist = pairlist
        self._clock = clock
        self._known: dict[type[Command[Any]], Callable[[Any], object]] = {
            Start: lambda _: states.start(),
            Stop: lambda _: states.stop(),
            Pause: lambda _: states.pause(),
            Reload: lambda _: states.reload(),
            ForceEnter: lambda command: trades.force_enter(command, states.state),
            ForceExit: lambda command: trades.force_exit(command, states.state),
            CancelOpenOrder: lambda command: trades.cancel_open_order(command, states.state),
            DeleteTrade: trades.delete,
            ReloadTrade: trades.reload,
            SetRiskState: risk.set_state,
            PanicExit: risk.panic,
            KeepAlive: risk.keep_alive,
            PreviewOrder: risk.preview,
            FollowOrder: news.follow,
            Reconcile: lambda _: reconciler.run(),
            SettleDifference: lambda command: reconciler.settle(command.key, command.action),
            AddLocks: self._add_locks,
            ReleaseLocks: self._release_locks,
            ChangeBlacklist: self._change_blacklist,
        }

    def handle(self, command: Command[Any]) -> object:
        """The command's answer; raises ``BotError`` with the refusal."""
        handler = self._known.get(type(command))
        if handler is None:
            raise Refused(f"The bot does not know the command {type(command).__name__}.")
        return handler(command)

    def _add_locks(self, command: AddLocks) -> None:
        for request in command.locks:
            self._check_lock(request)
        for request in command.locks:
            self._bench.locks.add(request.pair, request.until, request.reason, request.side)

    def _check_lock(self, request: LockRequest) -> None:
        if request.pair != ALL_PAIRS and request.pair not in self._bench.markets.current():
            raise Refused(f"{request.pair} is not a pair of this exchange; nothing was locked.")
        if request.side not in SIDES:
            raise Refused(f"A lock's side is one of {', '.join(SIDES)}, not '{request.side}'; nothing was locked.")
        if request.until <= self._clock.now():
            raise Refused(f"The lock on {request.pair} would end in the past; nothing was locked.")

    def _release_locks(self, command: ReleaseLocks) -> None:
        self._bench.locks.release(
            lambda lock: lock.id == command.lock_id or (command.pair is not None and lock.pair == command.pair)
        )

    def _change_blacklist(self, command: ChangeBlacklist) -> dict[str, str]:
        return self._pairlist.change_blacklist(command.add, command.remove)
