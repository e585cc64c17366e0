"""A pause after the account has fallen too far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.enums import Direction
from bot.protection.base import Past, Stop
from bot.protection.options import Options
from bot.stats.drawdown import FallTrack
from bot.stats.model import ClosedTrade

RATIOS, EQUITY = "ratios", "equity"


class MaxDrawdown:
    """Compares the deepest fall within the look-back with ``max_allowed_drawdown``.

    ``ratios``: the fall of the running sum of profit ratios; ``equity``: that of the balance, as a share of the
    balance at the high before it.
    """

    PARAMETERS = ("trade_limit", "max_allowed_drawdown", "calculation_mode")

    def __init__(self, options: Options) -> None:
        self._terms = options.terms()
        self._limit = options.whole("trade_limit", 1)
        self._allowed = options.number("max_allowed_drawdown", 0.0, lowest=0)
        self._mode = options.word("calculation_mode", (RATIOS, EQUITY))

    @property
    def lookback(self) -> timedelta:
        return self._terms.lookback.length

    @property
    def summary(self) -> str:
        return (
            f"Locks all pairs {self._terms.duration} after a drawdown of more than {self._allowed}"
            f" in {self._terms.lookback.text}."
        )

    def pair_stop(self, past: Past, pair: str, direction: Direction) -> Stop | None:  # noqa: ARG002 - for all pairs
        return None

    def global_stop(self, past: Past, direction: Direction) -> Stop | None:  # noqa: ARG002 - both sides rest
        trades = past.closed_in(self.lookback)
        if len(trades) < self._limit:
            return None
        drawdown = equity_fall(trades, past.balance) if self._mode == EQUITY else ratio_fall(trades)
        if drawdown <= self._allowed:
            return None
        reason = f"{drawdown} passed {self._allowed} in {self._terms.lookback.text}, locking {self._terms.duration}."
        return Stop(until=self._terms.end(trades), reason=reason)


def ratio_fall(trades: Sequence[ClosedTrade]) -> float:
    """The deepest fall of the running sum of profit ratios, which begins at 0."""
    track = FallTrack()
    for trade in trades:
        track.add(trade.profit_ratio, trade.closed_at)
    return track.picture().deepest(0.0).amount


def equity_fall(trades: Sequence[ClosedTrade], balance: float) -> float:
    """The greatest fall of the balance as a share of the high before it; ``balance`` is that after ``trades``."""
    track = FallTrack()
    for trade in trades:
        track.add(trade.profit_amount, trade.closed_at)
    before = balance - sum(trade.profit_amount for trade in trades)
    return track.picture().deepest_ratio(before)
