"""A pause after too many stops in a short time."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.enums import Direction, ExitReason
from bot.domain.lock import BOTH_SIDES
from bot.protection.base import Past, Stop
from bot.protection.options import Options

STOPS = frozenset(
    {
        ExitReason.STOP_LOSS,
        ExitReason.TRAILING_STOP_LOSS,
        ExitReason.STOPLOSS_ON_EXCHANGE,
        ExitReason.LIQUIDATION,
    }
)


class StoplossGuard:
    """Counts stopped trades of a pair and of all pairs; those that earned ``required_profit`` don't count."""

    PARAMETERS = ("trade_limit", "required_profit", "only_per_pair", "only_per_side")

    def __init__(self, options: Options) -> None:
        self._terms = options.terms()
        self._limit = options.whole("trade_limit", 10)
        self._required_profit = options.number("required_profit", 0.0)
        self._only_per_pair = options.flag("only_per_pair")
        self._only_per_side = options.flag("only_per_side")

    @property
    def lookback(self) -> timedelta:
        return self._terms.lookback.length

    @property
    def summary(self) -> str:
        scope = " of a pair" if self._only_per_pair else ""
        return f"Locks {self._terms.duration} after {self._limit} stoplosses{scope} in {self._terms.lookback.text}."

    def pair_stop(self, past: Past, pair: str, direction: Direction) -> Stop | None:
        return self._stop(past, pair, direction)

    def global_stop(self, past: Past, direction: Direction) -> Stop | None:
        return None if self._only_per_pair else self._stop(past, None, direction)

    def _stop(self, past: Past, pair: str | None, direction: Direction) -> Stop | None:
        side = direction if self._only_per_side else None
        stopped = [
            trade
            for trade in past.closed_in(self.lookback, pair=pair, direction=side)
            if trade.exit_reason in STOPS and trade.profit_ratio < self._required_profit
        ]
        if len(stopped) < self._limit:
            return None
        minutes = round(self.lookback.total_seconds() / 60)
        return Stop(
            until=self._terms.end(stopped),
            reason=f"{len(stopped)} stoplosses in {minutes} min, locking {self._terms.duration}.",
            side=side.value if side else BOTH_SIDES,
        )
