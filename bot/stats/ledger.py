"""Running totals over the closed trades: one step per closed trade, whatever their number."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, date, datetime

from bot.stats.drawdown import FallTrack
from bot.stats.groups import Key, Tally, key_of, tally_of
from bot.stats.model import ClosedTrade
from bot.stats.picture import Day, LedgerPicture
from bot.stats.ratios import Moments


class Ledger:
    """Belongs to the bot's thread; the pictures it hands out are for anyone and never change."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        # The curve by closing date, kept for trades that close in another order than they are told.
        self._closed_s = array("d")
        self._amounts = array("d")
        self._falls = FallTrack()
        self._tallies: dict[Key, Tally] = {}
        self._days: dict[date, Day] = {}
        self._profits, self._won, self._lost = Moments(), Moments(), Moments()
        self._held = [Moments(), Moments(), Moments()]
        self._wins = 0
        self._ratio_sum = self._volume = self._duration_s = 0.0
        self._picture: LedgerPicture | None = None

    def rebuild(self, facts: Iterable[ClosedTrade]) -> None:
        """Forget everything and count ``facts``."""
        self._clear()
        for fact in facts:
            self.add(fact)

    def add(self, fact: ClosedTrade) -> None:
        """Count one more closed trade."""
        self._picture = None
        self._add_to_curve(fact)
        key, tally = key_of(fact), tally_of(fact)
        self._tallies[key] = self._tallies[key].plus(tally) if key in self._tallies else tally
        day = fact.closed_at.astimezone(UTC).date()
        amount, trades = self._days.get(day, (0.0, 0))
        self._days[day] = (amount + fact.profit_amount, trades + 1)
        self._add_moments(fact)

    def picture(self) -> LedgerPicture:
        """The totals as they are now."""
        if self._picture is None:
            wins, draws, losses = self._held
            self._picture = LedgerPicture(
                count=self._profits.count,
                wins=self._wins,
                profit_amount=self._profits.total,
                profit_ratio_sum=self._ratio_sum,
                volume=self._volume,
                duration_s=self._duration_s,
                held=(wins, draws, losses),
                profits=self._profits,
                won=self._won,
                lost=self._lost,
                falls=self._falls.picture(),
                tallies=dict(self._tallies),
                days=dict(self._days),
            )
        return self._picture

    def _add_moments(self, fact: ClosedTrade) -> None:
        self._profits = self._profits.with_value(fact.profit_amount)
        if fact.profit_amount > 0:
            self._won = self._won.with_value(fact.profit_amount)
        elif fact.profit_amount < 0:
            self._lost = self._lost.with_value(fact.profit_amount)
        self._wins += fact.profit_ratio >= 0
        self._ratio_sum += fact.profit_ratio
        self._volume += fact.volume
        held_s = (fact.closed_at - fact.opened_at).total_seconds()
        self._duration_s += held_s
        result = 0 if fact.profit_ratio > 0 else 1 if fact.profit_ratio == 0 else 2
        self._held[result] = self._held[result].with_value(held_s)

    def _add_to_curve(self, fact: ClosedTrade) -> None:
        closed_s = fact.closed_at.timestamp()
        is_last = not self._closed_s or closed_s >= self._closed_s[-1]
        place = len(self._closed_s) if is_last else bisect_right(self._closed_s, closed_s)
        self._closed_s.insert(place, closed_s)
        self._amounts.insert(place, fact.profit_amount)
        if is_last:
            self._falls.add(fact.profit_amount, fact.closed_at)
            return
        self._falls = FallTrack()
        for amount, at_s in zip(self._amounts, self._closed_s, strict=True):
            self._falls.add(amount, datetime.fromtimestamp(at_s, UTC))
