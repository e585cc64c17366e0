"""What strategy files ask of the class ``Trade``: other trades, totals, custom data."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bot.domain.note import Note
from bot.errors import StorageError

if TYPE_CHECKING:
    from bot.domain.trade import Trade as DomainTrade
    from bot.strategy.context import StrategyContext

log = logging.getLogger(__name__)


class TradeQueries:
    """``bind()`` says whose trades these are: files reach them through the class, so there is one bot per process."""

    _context: ClassVar[StrategyContext | None] = None
    _facts: DomainTrade

    def __init__(self, facts: DomainTrade) -> None:
        self._facts = facts

    @classmethod
    def bind(cls, context: StrategyContext | None) -> None:
        """Answer from this bot from now on."""
        cls._context = context

    @classmethod
    def context(cls) -> StrategyContext:
        """The running bot; raises ``RuntimeError`` where there is none."""
        if cls._context is None:
            raise RuntimeError("Trades can't be asked for while no bot runs.")
        return cls._context

    @classmethod
    def get_trades_proxy(
        cls,
        *,
        pair: str | None = None,
        is_open: bool | None = None,
        open_date: datetime | None = None,
        close_date: datetime | None = None,
    ) -> list[Self]:
        """Trades that fit, by id; dates are exclusive lower bounds."""
        book = cls.context().trades
        found: list[DomainTrade] = []
        if is_open is not True:
            found.extend(book.closed_trades(pair, open_date, close_date))
        if is_open is not False and close_date is None:
            found.extend(
                trade
                for trade in book.open_trades()
                if pair in (None, trade.pair) and (open_date is None or trade.opened_at > open_date)
            )
        return [cls(trade) for trade in sorted(found, key=lambda trade: trade.id)]

    @classmethod
    def get_open_trades(cls) -> list[Self]:
        """All open trades, by id."""
        return cls.get_trades_proxy(is_open=True)

    @classmethod
    def get_open_trade_count(cls) -> int:
        """How many trades are open."""
        return len(cls.context().trades.open_trades())

    @classmethod
    def total_open_trades_stakes(cls) -> float:
        """Stakes of all open trades, in stake currency."""
        return sum(trade.stake_amount for trade in cls.context().trades.open_trades())

    @classmethod
    def get_total_closed_profit(cls) -> float:
        """Profit of all closed trades, in stake currency."""
        return cls.context().trades.totals().profit_amount

    @classmethod
    def get_overall_performance(cls, minutes: int | None = None) -> list[dict[str, Any]]:  # noqa: ARG003 - of old
        """Profit per pair, the best first."""
        return [
            {
                "pair": group.key,
                "profit_ratio": group.profit_ratio,
                "profit": round(100 * (group.profit_ratio or 0.0), 2),
                "profit_abs": group.profit_amount,
                "count": group.count,
            }
            for group in cls.context().trades.totals().by_pair()
        ]

    @classmethod
    def get_best_pair(cls) -> tuple[str, float | None] | None:
        """The most profitable pair with its profit ratio."""
        groups = cls.context().trades.totals().by_pair()
        return (groups[0].key, groups[0].profit_ratio) if groups else None

    def set_custom_data(self, key: str, value: Any) -> None:
        """Keep a JSON value with the trade, whatever happens to the bot; one that is no JSON is left out."""
        context = self.context()
        now = context.clock.now()
        known = context.notes.get(self._facts.id, key)
        note = Note(
            trade_id=self._facts.id,
            key=key,
            kind=type(value).__name__,
            value=value,
            created_at=known.created_at if known else now,
            updated_at=now,
        )
        try:
            context.notes.put(note)
        except StorageError as error:
            log.warning("Custom data %r of trade %s was not kept: %s", key, self._facts.id, error)

    def get_custom_data(self, key: str, default: Any = None) -> Any:
        """What was kept under ``key``."""
        note = self.context().notes.get(self._facts.id, key)
        return default if note is None else note.value

    def get_custom_data_entry(self, key: str) -> Note | None:
        """The same with its dates."""
        return self.context().notes.get(self._facts.id, key)

    def get_all_custom_data(self) -> Sequence[Note]:
        """All that was kept."""
        return self.context().notes.all(self._facts.id)

    def delete_custom_data(self, key: str | None = None) -> None:
        """Forget one key, or all."""
        self.context().notes.delete(self._facts.id, key)
