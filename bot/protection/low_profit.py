"""A pause for pairs that do not earn enough."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.enums import Direction
from bot.domain.lock import BOTH_SIDES
from bot.protection.base import Past, Stop
from bot.protection.options import Options


class LowProfitPairs:
    """Compares the sum of a pair's profit ratios with ``required_profit``."""

    PARAMETERS = ("trade_limit", "required_profit", "only_per_side")

    def __init__(self, options: Options) -> None:
        self._terms = options.terms()
        self._limit = options.whole("trade_limit", 1)
        self._required_profit = options.number("required_profit", 0.0)
        self._only_per_side = options.flag("only_per_side")

    @property
    def lookback(self) -> timedelta:
        return self._terms.lookback.length

    @property
    def summary(self) -> str:
        return (
            f"Locks pairs {self._terms.duration} whose profit is below {self._required_profit}"
            f" in {self._terms.lookback.text}."
        )

    def pair_stop(self, past: Past, pair: str, direction: Direction) -> Stop | None:
        side = direction if self._only_per_side else None
        trades = past.closed_in(self.lookback, pair=pair, direction=side)
        if len(trades) < self._limit:
            return None
        profit_ratio = sum(trade.profit_ratio for trade in trades)
        if profit_ratio >= self._required_profit:
            return None
        return Stop(
            until=self._terms.end(trades),
            reason=(
                f"{profit_ratio} < {self._required_profit} in {self._terms.lookback.text},"
                f" locking {self._terms.duration}."
            ),
            side=side.value if side else BOTH_SIDES,
        )

    def global_stop(self, past: Past, direction: Direction) -> Stop | None:  # noqa: ARG002 - a rule for one pair
        return None
