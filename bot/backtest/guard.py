"""Protections in a simulation: asked after each closed trade."""

from __future__ import annotations

from bot.backtest.account import Account
from bot.backtest.locks import SimLocks
from bot.backtest.moment import SimClock
from bot.backtest.position import Position
from bot.domain.enums import Direction
from bot.protection.base import Past
from bot.protection.chain import Protections
from bot.stats.model import ClosedTrade


class Guard:
    """Keeps the closed trades that may still count; costs nothing without protections."""

    def __init__(self, protections: Protections, account: Account, clock: SimClock, locks: SimLocks) -> None:
        self._protections = protections
        self._account = account
        self._clock = clock
        self._locks = locks
        self._recent: list[ClosedTrade] = []

    def after_close(self, position: Position) -> None:
        """Lock what must be locked now that this trade has closed."""
        if self._protections:
            self.look(closed_facts(position))

    def look(self, trade: ClosedTrade) -> None:
        """The same for a trade that is closed already."""
        now = self._clock.now()
        oldest = now - self._protections.lookback
        self._recent = [*(past for past in self._recent if past.closed_at > oldest), trade]
        past = Past(now=now, trades=self._recent, balance=self._account.starting + self._account.closed_profit)
        direction = Direction.SHORT if trade.is_short else Direction.LONG
        self._protections.after_close(past, trade.pair, direction, self._locks)


def closed_facts(position: Position) -> ClosedTrade:
    """What protections and statistics need of a closed trade."""
    closed_at = position.closed_at
    assert closed_at is not None, "only closed trades are asked about"
    return ClosedTrade(
        trade_id=position.id,
        pair=position.pair,
        is_short=position.is_short,
        enter_tag=position.enter_tag,
        exit_reason=position.exit_reason,
        opened_at=position.opened_at,
        closed_at=closed_at,
        profit_amount=position.close_profit_amount or 0.0,
        profit_ratio=position.close_profit_ratio or 0.0,
        entry_value=position.max_stake_amount,
        volume=sum(order.cost for order in position.orders if order.filled),
    )
