"""The simulated trades as strategies ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.backtest.account import Account
from bot.backtest.guard import closed_facts
from bot.backtest.position import as_trade, as_trades
from bot.domain.trade import Trade
from bot.stats.ledger import Ledger
from bot.stats.model import ClosedStats


class SimTrades:
    """Implements the strategies' ``TradeBook``."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._ledger = Ledger()
        self._counted = 0

    def open_trades(self) -> Sequence[Trade]:
        """In the order of opening, which is that of their ids."""
        return as_trades(self._account.open)

    def closed_trades(
        self, pair: str | None, opened_after: datetime | None, closed_after: datetime | None
    ) -> Sequence[Trade]:
        opened_ms, closed_ms = _ms(opened_after), _ms(closed_after)
        found = [
            position
            for position in self._account.closed
            if pair in (None, position.pair) and position.opened_ms > opened_ms and position.closed_ms > closed_ms
        ]
        return [as_trade(position) for position in sorted(found, key=lambda position: position.id)]

    def totals(self) -> ClosedStats:
        """Counted when somebody asks."""
        closed = self._account.closed
        for position in closed[self._counted :]:
            self._ledger.add(closed_facts(position))
        self._counted = len(closed)
        return self._ledger.picture()


def _ms(moment: datetime | None) -> float:
    return float("-inf") if moment is None else moment.timestamp() * 1000
