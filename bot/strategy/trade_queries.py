"""What strategy files ask of the class ``Trade``: other trades, totals, custom data."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bot.domain.enums import RunMode
from bot.domain.note import Note
from bot.errors import StorageError
from bot.strategy.custom_data import CustomData
from bot.strategy.trade_filters import Condition, Found, aware

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
        open_date, close_date = aware(open_date), aware(close_date)
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
    def get_trades(cls, trade_filter: Sequence[Condition] | Condition | None = None, **_: Any) -> Found[Self]:
        """Trades for which all conditions hold, by id; see ``trade_filters``. Raises ``RuntimeError`` in a backtest."""
        if cls.context().runmode in (RunMode.BACKTEST, RunMode.HYPEROPT):
            raise RuntimeError("Trade.get_trades is not there in a backtest; use Trade.get_trades_proxy.")
        conditions = [trade_filter] if isinstance(trade_filter, Condition) else trade_filter or ()
        needs = {name: value for one in conditions for name, value in one.needs.items()}
        asked = {name: needs[name] for name in ("pair", "is_open") if isinstance(needs.get(name), str | bool)}
        return Found(cls.get_trades_proxy(**asked)).filter(*conditions)

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
    def get_overall_performance(cls, minutes: int | None = None) -> list[dict[str, Any]]:
        """Profit per pair, the best first; of the trades closed in the last ``minutes``, or of all."""
        if minutes:
            return cls._recent_performance(minutes)
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
    def _recent_performance(cls, minutes: int) -> list[dict[str, Any]]:
        context = cls.context()
        closed = context.trades.closed_trades(None, None, context.clock.now() - timedelta(minutes=minutes))
        pairs = dict.fromkeys(trade.pair for trade in closed)
        rows = [performance(pair, [trade for trade in closed if trade.pair == pair]) for pair in pairs]
        return sorted(rows, key=lambda row: float(row["profit_abs"]), reverse=True)

    @classmethod
    def get_best_pair(cls) -> tuple[str, float | None] | None:
        """The most profitable pair with its profit ratio."""
        groups = cls.context().trades.totals().by_pair()
        return (groups[0].key, groups[0].profit_ratio) if groups else None

    @staticmethod
    def commit() -> None:
        """For files that ask for it: what is kept with a trade is kept at once."""

    rollback = commit

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

    def get_custom_data_entry(self, key: str) -> CustomData | None:
        """The same with its dates."""
        note = self.context().notes.get(self._facts.id, key)
        return None if note is None else CustomData(note)

    def get_all_custom_data(self) -> Sequence[CustomData]:
        """All that was kept."""
        return [CustomData(note) for note in self.context().notes.all(self._facts.id)]

    def delete_custom_data(self, key: str | None = None) -> None:
        """Forget one key, or all."""
        self.context().notes.delete(self._facts.id, key)


def performance(pair: str, trades: Sequence[DomainTrade]) -> dict[str, Any]:
    """What closed trades of a pair brought: ratio of the profit to the stakes, profit in stake currency, number."""
    profit = sum(trade.close_profit_amount or 0.0 for trade in trades)
    staked = sum(trade.max_stake_amount or trade.stake_amount for trade in trades)
    ratio = profit / staked if staked else 0.0
    return {
        "pair": pair,
        "profit_ratio": ratio,
        "profit": round(100 * ratio, 2),
        "profit_abs": profit,
        "count": len(trades),
    }
